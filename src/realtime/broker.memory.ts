/** The broker of a single process. */
import { PubSub } from "graphql-subscriptions";
import type { Broker } from "./broker.ts";
import { subscribeSafely } from "./subscribeSafely.ts";

export function createMemoryBroker(onListenerError: (error: unknown) => void): Broker {
  const pubsub = new PubSub<Record<string, string>>();
  return {
    publish: (topic, payload) => pubsub.publish(topic, payload),
    subscribe: (topic, listener, signal) => subscribeSafely(pubsub, topic, listener, onListenerError, signal),
    onReconnected: () => {
      // Memory loses no connection.
    },
    ping: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
