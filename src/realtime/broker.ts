/** The port to publish/subscribe: a fast hint between processes, never the truth, which is the table. */

/**
 * Delivery: at most once, to whoever is subscribed at that moment; what is published while a connection is down is lost.
 * Order: none is promised. Payloads are text of any length. Nothing here is durable or idempotent: receivers are.
 */
export interface Broker extends AsyncDisposable {
  /** Resolves when the broker has taken it; rejects at once when it is not reachable. */
  publish(topic: string, payload: string): Promise<void>;
  /** False only where it is certain that nobody would hear what is published now. */
  isHeard(topic: string): boolean;
  /**
   * Resolves when messages will arrive; the returned function ends it. A listener that throws is logged and disturbs
   * nobody. While the broker is not reachable or denies the topic this waits, and completes by itself when it is back.
   * `signal` ends it too, also while it waits; then it may never settle, and nothing of it is kept.
   */
  subscribe(topic: string, listener: (payload: string) => void, signal?: AbortSignal): Promise<() => void>;
  /** Called whenever the connection is back after a loss, with all subscriptions restored. */
  onReconnected(listener: () => void): void;
  /** Rejects when the broker does not answer. */
  ping(): Promise<void>;
}
