/** The broker between processes: graphql-redis-subscriptions over ioredis, one SUBSCRIBE per topic per process. */
import { RedisPubSub } from "graphql-redis-subscriptions";
import { Redis } from "ioredis";
import type { Broker } from "./broker.ts";

const PING_TIMEOUT_MS = 2_000;

export interface RedisBrokerOptions {
  readonly redisUrl: string;
  readonly onListenerError: (error: unknown) => void;
  /** Connection trouble; ioredis reconnects by itself. */
  readonly onConnectionError: (error: Error) => void;
}

export function createRedisBroker(options: RedisBrokerOptions): Broker {
  // A publication is a hint: with Redis away it fails at once, instead of waiting in a queue and arriving stale.
  const publisher = new Redis(options.redisUrl, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: PING_TIMEOUT_MS,
    retryStrategy,
  });
  // A subscription waits for Redis: without the offline queue a failed SUBSCRIBE would be an unhandled rejection.
  const subscriber = new Subscriber(options.redisUrl, { maxRetriesPerRequest: null, retryStrategy });
  publisher.on("error", options.onConnectionError);
  subscriber.on("error", options.onConnectionError);
  const pubsub = new RedisPubSub({ publisher, subscriber, serializer: String, deserializer: String });

  return {
    publish: (topic, payload) => pubsub.publish(topic, payload),
    subscribe: async (topic, listener) => {
      const id = await pubsub.subscribe(topic, (payload: string) => {
        try {
          listener(payload);
        } catch (error) {
          options.onListenerError(error);
        }
      });
      return () => pubsub.unsubscribe(id);
    },
    onReconnected: (listener) => {
      let wasReady = false;
      subscriber.on("ready", () => {
        // ioredis sends the SUBSCRIBEs of before right after `ready`; commands queue behind them.
        if (wasReady) void subscriber.ping().then(listener, options.onConnectionError);
        wasReady = true;
      });
    },
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

/**
 * graphql-redis-subscriptions drops the promise of each UNSUBSCRIBE, and a second one of each SUBSCRIBE: rejected, they
 * would end the process. While Redis is away they wait; so only the end of the connection has to leave them unsettled.
 */
class Subscriber extends Redis {
  #hasLeft = false;

  override sendCommand(...[command, stream]: Parameters<Redis["sendCommand"]>): unknown {
    const { reject } = command;
    command.reject = (error) => {
      if (!this.#hasLeft) reject(error);
    };
    return super.sendCommand(command, stream);
  }

  /** Closes the connection; what was asked on it and not answered yet never settles. */
  leave(): void {
    this.#hasLeft = true;
    this.disconnect();
  }
}

/** Back within two seconds of Redis being back. */
function retryStrategy(attempt: number): number {
  return Math.min(50 * 2 ** Math.min(attempt, 6), 2_000);
}
