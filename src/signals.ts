/** Builds typing and presence for `app.ts`: what is true only for the moment, and nothing else depends on. */
import type { Presences, Typing } from "./domain/presence/ports.ts";
import type { SignalBus } from "./domain/signals.ts";
import { createMemoryActivityStore } from "./presence/presence.memory.ts";
import { createRedisActivityStore } from "./presence/presence.redis.ts";
import { startPresences } from "./presence/presence.ts";
import type { ActivityStore } from "./presence/store.ts";
import { createTyping } from "./presence/typing.ts";
import type { Broker } from "./realtime/broker.ts";
import { createPresenceBus } from "./realtime/signalBus.ts";
import { createRedisClient } from "./redis.ts";
import type { RedisPlace } from "./redisPlace.ts";
import type { Database } from "./storage/database.ts";
import { createPresenceReads, createSaveSightings } from "./storage/presence.sql.ts";
import { createReadTypingRestriction } from "./storage/restrictions.sql.ts";

export interface SignalsOptions {
  readonly broker: Broker;
  readonly bus: SignalBus;
  readonly database: Database;
  /** Null: one process, in memory. */
  readonly redis: RedisPlace | null;
  readonly onError: (error: unknown) => void;
}

export interface Signals extends AsyncDisposable {
  readonly presences: Presences;
  readonly typing: Typing;
}

export function startSignals({ broker, bus, database, redis, onError }: SignalsOptions): Signals {
  const { readKept, findVisible, findMembers } = createPresenceReads(database);
  const presences = startPresences({
    store: redis === null ? createMemoryActivityStore() : connectStore(redis),
    bus: createPresenceBus(broker, onError),
    readKept,
    findVisible,
    saveSightings: createSaveSightings(database.pool),
    onError,
  });
  return {
    presences,
    typing: createTyping({
      bus,
      findMembers,
      readRestriction: createReadTypingRestriction(database.pool),
    }),
    [Symbol.asyncDispose]: () => presences[Symbol.asyncDispose](),
  };
}

/** With a connection of its own: what presence asks in a crowd must not stand before what sends wait for. */
function connectStore(redis: RedisPlace): ActivityStore {
  // The broker's connection tells of a Redis that is away; two would say the same.
  const client = createRedisClient(redis, () => undefined);
  const store = createRedisActivityStore(client);
  return {
    set: (userId, activity) => store.set(userId, activity),
    read: (userIds) => store.read(userIds),
    setOpen: (userId, conversationIds) => store.setOpen(userId, conversationIds),
    readOpen: (userIds) => store.readOpen(userIds),
    onUnannounced: (listener) => store.onUnannounced(listener),
    onRestored: (listener) => store.onRestored(listener),
    isWhole: () => store.isWhole(),
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      client.disconnect();
    },
  };
}
