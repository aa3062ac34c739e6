/** What Parley counts about itself, for Prometheus. */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

/** One app's numbers. Counters end in `_total`; label values come from fixed sets, never from clients. */
export interface Metrics {
  readonly openSockets: Gauge<"signed_in">;
  /** Running subscriptions, by `websocket` or `sse`. */
  readonly openStreams: Gauge<"transport">;
  /** Conversations and inboxes that somebody on this process follows. */
  readonly feeds: Gauge;
  /** Items handed to streams. */
  readonly deliveries: Counter;
  /** GraphQL executions, those of delivered items included. */
  readonly executions: Counter<"transport">;
  /** Executions of an event for all who select the same of it. */
  readonly sharedExecutions: Counter;
  /** Streams that read what they had missed from the database. */
  readonly replays: Counter;
  /** From an event's commit to its being handed to a stream. */
  readonly deliveryLagSeconds: Histogram;
  readonly sends: Counter<"outcome">;
  /** Refused operations, by error code. */
  readonly refusals: Counter<"code">;
  /** Sockets closed by the server, by close code. */
  readonly socketCloses: Counter<"code">;
  /** Age of the oldest transaction that may still commit an event behind the newest. */
  readonly horizonAgeSeconds: Gauge;
  readonly httpRequests: Counter<"route" | "status">;
  /** Parts of jobs that ended on this process, and how. */
  readonly jobs: Counter<"job" | "end">;
  /** Events that a consumer of the log was told of on this process: taken in, or become dead letters. */
  readonly consumedEvents: Counter<"consumer" | "end">;
  /** Age of the oldest event that a consumer was not told of yet. */
  readonly consumerLagSeconds: Gauge<"consumer">;
  /** What was decided of messages and members: whether they are notified, and why not. */
  readonly notificationDecisions: Counter<"state" | "reason">;
  /** Pushes handed to providers, and how that ended. */
  readonly pushes: Counter<"provider" | "outcome">;
  /** Pushes that are due, and how long the oldest has been. */
  readonly waitingPushes: Gauge;
  readonly pushLagSeconds: Gauge;
  /** Messages that retention or an erasure removed on this process. */
  readonly removedMessages: Counter<"reason">;
  /** Everything as Prometheus reads it, the process's own numbers included. */
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** A registry of its own for each app, so that two apps in one process do not count together. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const of = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) => ({
    name: `parley_${name}`,
    help,
    labelNames: [...labelNames],
    registers: [registry],
  });
  return {
    openSockets: new Gauge(of("open_sockets", "Open WebSockets.", ["signed_in"])),
    openStreams: new Gauge(of("open_streams", "Running subscriptions.", ["transport"])),
    feeds: new Gauge(of("feeds", "Conversations followed on this process.")),
    deliveries: new Counter(of("deliveries_total", "Items handed to streams.")),
    executions: new Counter(of("executions_total", "GraphQL executions.", ["transport"])),
    sharedExecutions: new Counter(
      of("live_executions_total", "Executions of an event, each for all who select the same."),
    ),
    replays: new Counter(of("replays_total", "Streams that read missed events from the database.")),
    deliveryLagSeconds: new Histogram({
      ...of("delivery_lag_seconds", "From an event's commit to its delivery."),
      buckets: [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30],
    }),
    sends: new Counter(of("sends_total", "Messages sent, by outcome.", ["outcome"])),
    refusals: new Counter(of("refusals_total", "Refused operations.", ["code"])),
    socketCloses: new Counter(of("socket_closes_total", "Sockets closed by the server.", ["code"])),
    horizonAgeSeconds: new Gauge(of("horizon_age_seconds", "Age of the oldest unfinished write.")),
    httpRequests: new Counter(of("http_requests_total", "HTTP requests.", ["route", "status"])),
    jobs: new Counter(of("jobs_total", "Parts of jobs that ended, and how.", ["job", "end"])),
    consumedEvents: new Counter(
      of("consumed_events_total", "Events that consumers of the log were told of.", ["consumer", "end"]),
    ),
    consumerLagSeconds: new Gauge(
      of("consumer_lag_seconds", "Age of the oldest event that a consumer does not know.", ["consumer"]),
    ),
    notificationDecisions: new Counter(
      of("notification_decisions_total", "Decisions whether a member is notified of a message.", [
        "state",
        "reason",
      ]),
    ),
    pushes: new Counter(of("pushes_total", "Pushes handed to providers.", ["provider", "outcome"])),
    waitingPushes: new Gauge(of("waiting_pushes", "Pushes that are due.")),
    pushLagSeconds: new Gauge(of("push_lag_seconds", "For how long the oldest push has been due.")),
    removedMessages: new Counter(
      of("removed_messages_total", "Messages removed by retention or an erasure.", ["reason"]),
    ),
    render: async () => {
      const all = Registry.merge([registry, processRegistry()]);
      return { contentType: all.contentType, text: await all.metrics() };
    },
  };
}

let ofProcess: Registry | null = null;

/** Node's own numbers belong to the process, and their collectors cannot be stopped: one set, made when first asked for. */
function processRegistry(): Registry {
  if (ofProcess === null) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess, prefix: "parley_" });
  }
  return ofProcess;
}
