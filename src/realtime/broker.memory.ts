/** The broker of a single process. */
import { PubSub } from "graphql-subscriptions";
import type { Broker } from "./broker.ts";

export function createMemoryBroker(onListenerError: (error: unknown) => void): Broker {
  const pubsub = new PubSub<Record<string, string>>();
  return {
    publish: (topic, payload) => pubsub.publish(topic, payload),
    subscribe: async (topic, listener, signal) => {
      const id = await pubsub.subscribe(topic, (payload: string) => {
        try {
          listener(payload);
        } catch (error) {
          onListenerError(error);
        }
      });
      let hasLeft = false;
      const leave = (): void => {
        if (!hasLeft) pubsub.unsubscribe(id);
        hasLeft = true;
      };
      if (signal?.aborted === true) leave();
      signal?.addEventListener("abort", leave, { once: true });
      return leave;
    },
    onReconnected: () => {
      // Memory loses no connection.
    },
    ping: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
