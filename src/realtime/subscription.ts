/** A topic heard from now on, without waiting for a broker that is away. */
import { sleep } from "../lib/latch.ts";
import type { Broker } from "./broker.ts";

/** A stream opens without its topic when the broker takes longer; the position check serves it until then. */
const PATIENCE_MS = 500;

export interface TopicSubscription {
  /** Resolves when messages arrive. */
  readonly established: Promise<void>;
  /** Resolves then, or after half a second. Never rejects. */
  readonly ready: Promise<void>;
  /** Whether messages arrive already. */
  readonly isEstablished: () => boolean;
  readonly stop: () => void;
}

export function subscribeTo(
  broker: Broker,
  topic: string,
  listener: (payload: string) => void,
  onError: (error: unknown) => void,
): TopicSubscription {
  const kept = new AbortController();
  const subscribed = broker.subscribe(topic, listener, kept.signal);
  let isEstablished = false;
  const established = subscribed.then(() => {
    isEstablished = true;
  });
  subscribed.catch(onError);
  const patience = new AbortController();
  const ready = Promise.race([established, sleep(PATIENCE_MS, patience.signal)])
    .catch(() => undefined)
    .finally(() => patience.abort("in time"));
  return {
    established,
    ready,
    isEstablished: () => isEstablished,
    stop: () => kept.abort("stopped"),
  };
}
