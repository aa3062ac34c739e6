/** Watching: only those who are watched here are heard of and read, in batches, and nobody is told twice. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { hiddenPresence } from "../../src/domain/presence/policy.ts";
import type { FindVisiblePresences, PresenceView } from "../../src/domain/presence/ports.ts";
import { watchPresences } from "../../src/presence/watch.ts";
import { Watches } from "../../src/presence/watches.ts";
import { createMemoryBroker } from "../../src/realtime/broker.memory.ts";
import { createPresenceBus } from "../../src/realtime/signalBus.ts";
import { failOn } from "../realtime/fakes.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const READ_ALL_EVERY_MS = 30_000;
const VISIBLE_FOR_MS = 60_000;

test("a process hears only of people whom somebody on it watches, and of each once", async () => {
  await using scene = createScene();
  const [one, other] = [scene.watch("ana"), scene.watch("ana")];
  await one.next();
  await other.next();
  expect(scene.topics).toEqual(["+ana"]);
  expect(scene.reads).toEqual([["ana"]]);
  await scene.changes("bo", "ONLINE");
  await scene.changes("ana", "ONLINE");
  expect(await one.next()).toBe(await other.next());
  expect(scene.reads).toEqual([["ana"], ["ana"]]);
  await one.end();
  expect(scene.topics).toEqual(["+ana"]);
  await other.end();
  expect(scene.topics).toEqual(["+ana", "-ana"]);
  expect(vi.getTimerCount()).toBe(0);
});

test("what was told and changed nothing is passed on to nobody; a slow reader gets the newest", async () => {
  await using scene = createScene();
  const live = scene.watch("ana");
  await live.next();
  await scene.changes("ana", "OFFLINE");
  await scene.changes("ana", "ONLINE");
  await scene.changes("ana", "BUSY");
  expect(await live.next()).toMatchObject({ status: "BUSY" });
  await scene.changes("ana", "AWAY");
  expect(await live.next()).toMatchObject({ status: "AWAY" });
});

test("a hundred people are read in one batch, a thousand in two", async () => {
  await using scene = createScene();
  const people = Array.from({ length: 1_000 }, (_, index) => `user ${index}`);
  for (let start = 0; start < people.length; start += 100) {
    await scene.watch(...people.slice(start, start + 100)).next();
  }
  expect(scene.reads.map(({ length }) => length)).toEqual(Array.from({ length: 10 }, () => 100));
  scene.reads.length = 0;
  scene.watches.readAll();
  await vi.advanceTimersByTimeAsync(1);
  expect(scene.reads.map(({ length }) => length)).toEqual([500, 500]);
});

test("a change that nobody told of is found within thirty seconds, unless the store is incomplete", async () => {
  await using scene = createScene();
  const live = scene.watch("ana");
  await live.next();
  scene.views.set("ana", "ONLINE");
  scene.store.isWhole = false;
  await vi.advanceTimersByTimeAsync(READ_ALL_EVERY_MS);
  expect(scene.reads).toHaveLength(1);
  scene.store.isWhole = true;
  await vi.advanceTimersByTimeAsync(READ_ALL_EVERY_MS);
  expect(await live.next()).toMatchObject({ status: "ONLINE" });
});

test("who cannot be read is OFFLINE at first, and stays as known later", async () => {
  await using scene = createScene();
  scene.views.set("ana", "ONLINE");
  scene.store.isAway = true;
  const live = scene.watch("ana");
  expect(await live.next()).toMatchObject({ status: "OFFLINE" });
  scene.store.isAway = false;
  await vi.advanceTimersByTimeAsync(READ_ALL_EVERY_MS);
  expect(await live.next()).toMatchObject({ status: "ONLINE" });
  scene.store.isAway = true;
  await scene.changes("ana", "BUSY");
  scene.store.isAway = false;
  await scene.changes("ana", "AWAY");
  expect(await live.next()).toMatchObject({ status: "AWAY" });
  expect(scene.errors).toHaveLength(2);
});

test("who may not be seen any more is told of once more, as hidden, within a minute", async () => {
  await using scene = createScene();
  const live = scene.watch("ana", "bo");
  expect([await live.next(), await live.next()]).toHaveLength(2);
  scene.strangers.add("ana");
  await vi.advanceTimersByTimeAsync(VISIBLE_FOR_MS + 1);
  await scene.changes("ana", "ONLINE");
  await scene.changes("bo", "ONLINE");
  expect([await live.next(), await live.next()]).toEqual([
    hiddenPresence("ana"),
    { ...hiddenPresence("bo"), status: "ONLINE" },
  ]);
  await scene.changes("ana", "BUSY");
  await scene.changes("bo", "BUSY");
  expect(await live.next()).toMatchObject({ userId: "bo" });
});

test("who is reconsidered is told of at once as hidden, and again when they may be seen again", async () => {
  await using scene = createScene();
  scene.views.set("ana", "ONLINE");
  const live = scene.watch("ana", "bo");
  expect([await live.next(), await live.next()]).toHaveLength(2);
  scene.strangers.add("ana");
  await scene.reconsiders("ana");
  expect(await live.next()).toEqual(hiddenPresence("ana"));
  // Nothing more of her meanwhile, and nothing of whom nothing has changed.
  await scene.changes("ana", "BUSY");
  await scene.reconsiders("bo");
  await scene.changes("bo", "AWAY");
  expect(await live.next()).toMatchObject({ userId: "bo", status: "AWAY" });
  scene.strangers.delete("ana");
  await scene.reconsiders("ana");
  expect(await live.next()).toMatchObject({ userId: "ana", status: "BUSY" });
});

interface Live {
  next(): Promise<PresenceView>;
  end(): Promise<void>;
}

/** The real bus over the broker of one process; what is known of people is told by the test. */
function createScene() {
  const bus = createPresenceBus(createMemoryBroker(failOn), failOn);
  const streams: Live[] = [];
  const scene = {
    views: new Map<string, PresenceView["status"]>(),
    strangers: new Set<string>(),
    reads: [] as (readonly string[])[],
    topics: [] as string[],
    errors: [] as unknown[],
    store: { isWhole: true, isAway: false },
    async changes(userId: string, status: PresenceView["status"]): Promise<void> {
      scene.views.set(userId, status);
      bus.publish(userId);
      await vi.advanceTimersByTimeAsync(1);
    },
    async reconsiders(userId: string): Promise<void> {
      bus.publishVisibility(userId);
      await vi.advanceTimersByTimeAsync(1);
    },
    watch(...userIds: readonly string[]): Live {
      const stream = watchPresences({ watches, findVisible }, "viewer", userIds);
      const live: Live = {
        next: async () => {
          const item = stream.next();
          await vi.advanceTimersByTimeAsync(1);
          return (await item).value as PresenceView;
        },
        end: async () => {
          await stream.return(undefined);
        },
      };
      streams.push(live);
      return live;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(streams.map((stream) => stream.end()));
      await watches[Symbol.asyncDispose]();
      expect(vi.getTimerCount()).toBe(0);
    },
  };
  const findVisible: FindVisiblePresences = async (_viewerId, userIds) =>
    new Map(
      userIds
        .filter((userId) => !scene.strangers.has(userId))
        .map((userId) => [userId, { seesLastSeen: true }]),
    );
  const watches = new Watches({
    bus: {
      ...bus,
      listen: (userId, listener) => {
        scene.topics.push(`+${userId}`);
        const stop = bus.listen(userId, listener);
        return () => {
          scene.topics.push(`-${userId}`);
          stop();
        };
      },
    },
    read: async (userIds) => {
      if (scene.store.isAway) throw new Error("away");
      scene.reads.push(userIds);
      return new Map(
        userIds.map((userId) => {
          return [userId, { ...hiddenPresence(userId), status: scene.views.get(userId) ?? "OFFLINE" }];
        }),
      );
    },
    unknown: hiddenPresence,
    isWhole: () => scene.store.isWhole,
    onError: (error) => scene.errors.push(error),
  });
  return { ...scene, watches };
}
