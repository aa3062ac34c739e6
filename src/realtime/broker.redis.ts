/** The broker between processes: graphql-redis-subscriptions over ioredis, one SUBSCRIBE per topic per process. */
import { RedisPubSub } from "graphql-redis-subscriptions";
import { createRedisClient, knownNodes, publish, waitingRedisOptions } from "../redis.ts";
import type { RedisPlace } from "../redisPlace.ts";
import type { Broker } from "./broker.ts";
import { subscribeSafely } from "./subscribeSafely.ts";
import { Subscriber } from "./subscriber.redis.ts";

export interface RedisBrokerOptions {
  readonly redis: RedisPlace;
  readonly onListenerError: (error: unknown) => void;
  /** Connection trouble; it reconnects by itself. */
  readonly onConnectionError: (error: Error) => void;
  /** Redis denies topics to this process, which asks again; told at most once a minute. */
  readonly onRefused: (error: Error) => void;
  /** How long a denied topic waits before Redis is asked again; half a minute. */
  readonly refusedRetryMs?: number;
}

export function createRedisBroker(options: RedisBrokerOptions): Broker {
  const publisher = createRedisClient(options.redis, options.onConnectionError);
  const subscriber = new Subscriber(
    waitingRedisOptions(options.redis, () => knownNodes(publisher)),
    options,
  );
  subscriber.on("error", options.onConnectionError);
  const pubsub = new RedisPubSub({ publisher, subscriber, serializer: String, deserializer: String });

  return {
    publish: (topic, payload) => publish(publisher, topic, payload),
    // Other processes do not say.
    isHeard: () => true,
    subscribe: async (topic, listener, signal) => {
      const leave = await subscribeSafely(pubsub, topic, listener, options.onListenerError, signal);
      await subscriber.heard(topic);
      return leave;
    },
    onReconnected: (listener) => subscriber.onRestored(listener),
    ping: async () => {
      await publisher.ping();
    },
    [Symbol.asyncDispose]: () => {
      publisher.disconnect();
      subscriber.leave();
      return Promise.resolve();
    },
  };
}
