/** Signals over the broker: a topic per conversation or user, subscribed while somebody on this process listens. */
import type { ConversationSignal, PresenceBus, PresenceNews, SignalBus } from "../domain/signals.ts";
import type { Broker } from "./broker.ts";
import { decodePublication } from "./codec.ts";
import { subscribeTo } from "./subscription.ts";
import type { TopicSubscription } from "./subscription.ts";
import { conversationTopic, presenceTopic, signalTopic } from "./topics.ts";

/** Publications under way; past it they are dropped, and what they told goes stale a little earlier. */
export const IN_FLIGHT_MAX = 10_000;

/** `onError` is told of listeners that threw and of topics that could not be subscribed; lost signals are not reported. */
export function createSignalBus(broker: Broker, onError: (error: unknown) => void): SignalBus {
  const publish = createPublish(broker);
  const signals = createTopics(broker, decodeSignal, onError);
  const events = createTopics(broker, (text) => decodePublication(text).event, onError);
  return {
    publish: (conversationId, signal) => publish(signalTopic(conversationId), JSON.stringify(signal)),
    listen: (conversationId, listener) => signals.listen(signalTopic(conversationId), listener),
    listenToEvents: (conversationId, listener) => events.listen(conversationTopic(conversationId), listener),
  };
}

/** The same for users' presence. */
export function createPresenceBus(broker: Broker, onError: (error: unknown) => void): PresenceBus {
  const publish = createPublish(broker);
  const topics = createTopics(broker, decodeNews, onError);
  return {
    publish: (userId) => publish(presenceTopic(userId), ""),
    publishVisibility: (userId) => publish(presenceTopic(userId), VISIBILITY),
    listen: (userId, listener) => topics.listen(presenceTopic(userId), listener),
  };
}

/** On a presence topic; any other payload is of the presence itself. */
const VISIBILITY = "VISIBILITY";

function decodeNews(text: string): PresenceNews {
  return text === VISIBILITY ? VISIBILITY : "PRESENCE";
}

function createPublish(broker: Broker): (topic: string, payload: string) => void {
  let inFlight = 0;
  return (topic, payload) => {
    if (inFlight >= IN_FLIGHT_MAX) return;
    inFlight += 1;
    broker
      .publish(topic, payload)
      .catch(() => undefined)
      .finally(() => {
        inFlight -= 1;
      });
  };
}

interface OpenTopic<Payload> {
  readonly subscription: TopicSubscription;
  readonly listeners: Set<(payload: Payload) => void>;
}

/** One subscription and one decoding per topic, however many listen. */
function createTopics<Payload>(
  broker: Broker,
  decode: (text: string) => Payload,
  onError: (error: unknown) => void,
) {
  const open = new Map<string, OpenTopic<Payload>>();

  function openTopic(topic: string): OpenTopic<Payload> {
    const listeners = new Set<(payload: Payload) => void>();
    const hear = (text: string): void => {
      const payload = decode(text);
      for (const listener of listeners) {
        try {
          listener(payload);
        } catch (error) {
          onError(error);
        }
      }
    };
    const opened = { subscription: subscribeTo(broker, topic, hear, onError), listeners };
    open.set(topic, opened);
    return opened;
  }

  return {
    listen: (topic: string, listener: (payload: Payload) => void): (() => void) => {
      const { subscription, listeners } = open.get(topic) ?? openTopic(topic);
      // A function of its own, so that one listener may listen twice.
      const own = (payload: Payload): void => listener(payload);
      listeners.add(own);
      return () => {
        if (!listeners.delete(own) || listeners.size > 0) return;
        open.delete(topic);
        subscription.stop();
      };
    },
  };
}

/** Throws for what no process of this version wrote; the broker logs it. */
function decodeSignal(text: string): ConversationSignal {
  const signal: unknown = JSON.parse(text);
  if (!isSignal(signal)) throw new Error("A publication is not a signal.");
  return signal;
}

function isSignal(value: unknown): value is ConversationSignal {
  if (typeof value !== "object" || value === null || !("type" in value)) return false;
  switch (value.type) {
    case "TYPING":
      return "userId" in value && typeof value.userId === "string" && "isTyping" in value;
    case "RECEIPTS":
      return "marks" in value && Array.isArray(value.marks) && "count" in value;
    default:
      return false;
  }
}
