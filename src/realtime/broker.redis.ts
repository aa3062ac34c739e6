/** The broker between processes: graphql-redis-subscriptions over ioredis, one SUBSCRIBE per topic per process. */
import { setTimeout as sleep } from "node:timers/promises";
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

/** What was published last is waited for so long; whoever misses it reads the table. */
const LAST_WORDS_MS = 200;

export function createRedisBroker(options: RedisBrokerOptions): Broker {
  const publisher = createRedisClient(options.redis, options.onConnectionError);
  const subscriber = new Subscriber(
    waitingRedisOptions(options.redis, () => knownNodes(publisher)),
    options,
  );
  subscriber.on("error", options.onConnectionError);
  const underWay = new Set<Promise<void>>();
  const pubsub = new RedisPubSub({ publisher, subscriber, serializer: String, deserializer: String });

  return {
    publish: (topic, payload) => {
      const published = publish(publisher, topic, payload).finally(() => underWay.delete(published));
      underWay.add(published);
      return published;
    },
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
    [Symbol.asyncDispose]: async () => {
      await Promise.race([Promise.allSettled(underWay), sleep(LAST_WORDS_MS, undefined, { ref: false })]);
      publisher.disconnect();
      subscriber.leave();
    },
  };
}
