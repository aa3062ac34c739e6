/** The broker of a single process. */
import { EventEmitter } from "node:events";
import { PubSub } from "graphql-subscriptions";
import type { Broker } from "./broker.ts";
import { subscribeSafely } from "./subscribeSafely.ts";

export function createMemoryBroker(onListenerError: (error: unknown) => void): Broker {
  const eventEmitter = new EventEmitter().setMaxListeners(0);
  const pubsub = new PubSub<Record<string, string>>({ eventEmitter });
  return {
    publish: (topic, payload) => pubsub.publish(topic, payload),
    isHeard: (topic) => eventEmitter.listenerCount(topic) > 0,
    subscribe: (topic, listener, signal) => subscribeSafely(pubsub, topic, listener, onListenerError, signal),
    onReconnected: () => {
      // Memory loses no connection.
    },
    ping: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
