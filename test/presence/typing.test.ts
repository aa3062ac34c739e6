/** Typing as one process keeps it: throttled, expiring, bounded, ended by a message and by a removal. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { TypingState } from "../../src/domain/presence/ports.ts";
import { createTyping } from "../../src/presence/typing.ts";
import { TYPING_EXPIRES_MS, TYPING_NAMES_MAX, TYPISTS_MAX } from "../../src/presence/typists.ts";
import { THROTTLE_MS } from "../../src/presence/throttle.ts";
import { createMemoryBroker } from "../../src/realtime/broker.memory.ts";
import { encodePublication, newOrigin } from "../../src/realtime/codec.ts";
import { createSignalBus } from "../../src/realtime/signalBus.ts";
import { conversationTopic } from "../../src/realtime/topics.ts";
import { CONVERSATION, failOn, removed, sent, USER } from "../realtime/fakes.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("typing that is repeated within two seconds is told once, and checked once", async () => {
  await using scene = createScene();
  await scene.typing.set("bo", CONVERSATION, true);
  await vi.advanceTimersByTimeAsync(THROTTLE_MS - 1);
  await scene.typing.set("bo", CONVERSATION, true);
  expect(scene).toMatchObject({ published: 1, checks: 1 });
  await vi.advanceTimersByTimeAsync(1);
  await scene.typing.set("bo", CONVERSATION, true);
  expect(scene).toMatchObject({ published: 2, checks: 1 });
});

test("the end of typing is told at once, and once; a new beginning after it, too", async () => {
  await using scene = createScene();
  await scene.typing.set("bo", CONVERSATION, true);
  await scene.typing.set("bo", CONVERSATION, false);
  await scene.typing.set("bo", CONVERSATION, false);
  expect(scene.published).toBe(2);
  await scene.typing.set("bo", CONVERSATION, true);
  expect(scene).toMatchObject({ published: 3, checks: 1 });
});

test("a membership is believed for ten seconds, and a stranger is refused each time", async () => {
  await using scene = createScene();
  await scene.typing.set("bo", CONVERSATION, true);
  scene.members.delete("bo");
  await vi.advanceTimersByTimeAsync(9_999);
  await scene.typing.set("bo", CONVERSATION, true);
  await vi.advanceTimersByTimeAsync(THROTTLE_MS);
  for (let round = 0; round < 2; round += 1) {
    await expect(scene.typing.set("bo", CONVERSATION, true)).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
  expect(scene).toMatchObject({ published: 2, checks: 3 });
  await expect(scene.typing.follow("stranger", CONVERSATION)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("typing that is not renewed is over after six seconds", async () => {
  await using scene = createScene();
  const live = await scene.follow();
  await scene.typing.set("bo", CONVERSATION, true);
  expect(await live.next()).toEqual(typists("bo"));
  await vi.advanceTimersByTimeAsync(3_000);
  await scene.typing.set("bo", CONVERSATION, true);
  await vi.advanceTimersByTimeAsync(1_000);
  await scene.typing.set("cy", CONVERSATION, true);
  expect(await live.next()).toEqual(typists("bo", "cy"));
  await vi.advanceTimersByTimeAsync(TYPING_EXPIRES_MS - 1_000);
  expect(await live.next()).toEqual(typists("cy"));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await live.next()).toEqual(typists());
  expect(vi.getTimerCount()).toBe(0);
});

test("a sent message ends its sender's typing, also when the typing arrives behind it", async () => {
  await using scene = createScene();
  const live = await scene.follow();
  await scene.typing.set("ana", CONVERSATION, true);
  await scene.typing.set("bo", CONVERSATION, true);
  await scene.happens(sent(1));
  await scene.signals("ana", true);
  // A fence: what was heard before it is in what comes with it.
  await scene.typing.set("cy", CONVERSATION, true);
  expect(await live.next()).toEqual(typists("bo", "cy"));
  await vi.advanceTimersByTimeAsync(500);
  await scene.signals("ana", true);
  expect(await live.next()).toEqual(typists("bo", "cy", "ana"));
});

test("a removal ends the removed member's typing and stream, and nobody else's", async () => {
  await using scene = createScene();
  const [removedOne, ana] = [await scene.follow(USER), await scene.follow()];
  await scene.typing.set(USER, CONVERSATION, true);
  expect([await removedOne.next(), await ana.next()]).toEqual([typists(USER), typists(USER)]);
  await scene.happens(removed(2));
  expect(await removedOne.next()).toBeUndefined();
  expect(await ana.next()).toEqual(typists());
});

test("a removal that nobody told of ends the stream before the next change", async () => {
  await using scene = createScene();
  const [bo, ana] = [await scene.follow("bo"), await scene.follow()];
  scene.members.delete("bo");
  await vi.advanceTimersByTimeAsync(30_000);
  const before = scene.checks;
  await scene.signals("cy", true);
  expect([await bo.next(), await ana.next()]).toEqual([undefined, typists("cy")]);
  expect(scene.checks - before).toBe(1);
});

test("a removal while the membership is asked for ends the stream before it begins", async () => {
  await using scene = createScene();
  scene.behindCheck(() => scene.happens(removed(2)));
  const stream = await scene.typing.follow(USER, CONVERSATION);
  expect(await stream.next()).toMatchObject({ done: true });
});

test("who is refused, or gone before the first item, leaves nothing behind", async () => {
  await using scene = createScene();
  await expect(scene.typing.follow("stranger", CONVERSATION)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(scene.eventListeners).toBe(0);
  const stream = await scene.typing.follow("ana", CONVERSATION);
  await stream.return(undefined);
  expect(scene.eventListeners).toBe(0);
});

test("all followers get the same object, so that one execution can serve them", async () => {
  await using scene = createScene();
  const [one, other] = [await scene.follow("ana"), await scene.follow("bo")];
  await scene.typing.set("cy", CONVERSATION, true);
  expect(await one.next()).toBe(await other.next());
});

test("a listener is told of changes only, and hears the log only while somebody types", async () => {
  await using scene = createScene();
  const told: TypingState[] = [];
  const stop = scene.typing.listen(CONVERSATION, (state) => told.push(state));
  expect(scene.eventListeners).toBe(0);
  await scene.typing.set("bo", CONVERSATION, true);
  expect(scene.eventListeners).toBe(1);
  const late: TypingState[] = [];
  const stopLate = scene.typing.listen(CONVERSATION, (state) => late.push(state));
  await scene.happens(sent(1, { senderId: "bo" }));
  expect(scene.eventListeners).toBe(0);
  expect([told, late]).toEqual([told, told]);
  expect(told).toEqual([typists("bo"), typists()]);
  stop();
  stopLate();
  stopLate();
});

test("the first twenty are named, a thousand are counted, and more are not heard", async () => {
  await using scene = createScene();
  const live = await scene.follow();
  const crowd = Array.from({ length: TYPISTS_MAX + 50 }, (_, index) => `user ${index}`);
  for (const userId of crowd) await scene.signals(userId, true);
  expect(await live.next()).toEqual({
    type: "TYPING",
    conversationId: CONVERSATION,
    userIds: crowd.slice(0, TYPING_NAMES_MAX),
    count: TYPISTS_MAX,
  });
});

interface Live {
  /** The next state; undefined when the stream is complete. */
  next(): Promise<TypingState | undefined>;
}

interface Scene extends AsyncDisposable {
  readonly typing: ReturnType<typeof createTyping>;
  readonly members: Set<string>;
  readonly published: number;
  readonly checks: number;
  readonly eventListeners: number;
  /** Happens once, behind the next look at who is a member, and before that is told. */
  behindCheck(happens: () => Promise<void>): void;
  /** Behind its first item: at first nobody types. */
  follow(userId?: string): Promise<Live>;
  /** A signal, as another process would publish it. */
  signals(userId: string, isTyping: boolean): Promise<void>;
  /** An event is published, as it was committed. */
  happens(event: ReturnType<typeof sent>): Promise<void>;
}

/** The real bus over the broker of one process; who is a member is told by the test. */
function createScene(): Scene {
  const broker = createMemoryBroker(failOn);
  const bus = createSignalBus(broker, failOn);
  const members = new Set(["ana", "bo", "cy", USER]);
  const count = { published: 0, checks: 0, eventListeners: 0 };
  let happensBehindCheck = async (): Promise<void> => undefined;
  const typing = createTyping({
    bus: {
      ...bus,
      publish: (conversationId, signal) => {
        count.published += 1;
        bus.publish(conversationId, signal);
      },
      listenToEvents: (conversationId, listener) => {
        count.eventListeners += 1;
        const stop = bus.listenToEvents(conversationId, listener);
        return () => {
          count.eventListeners -= 1;
          stop();
        };
      },
    },
    findMembers: async (_conversationId, userIds) => {
      count.checks += 1;
      const found = new Set(userIds.filter((userId) => members.has(userId)));
      const happens = happensBehindCheck;
      happensBehindCheck = async () => undefined;
      await happens();
      return found;
    },
    readRestriction: async () => undefined,
  });
  const streams: AsyncGenerator<TypingState>[] = [];
  return {
    typing,
    members,
    get published() {
      return count.published;
    },
    get checks() {
      return count.checks;
    },
    get eventListeners() {
      return count.eventListeners;
    },
    behindCheck: (happens) => {
      happensBehindCheck = happens;
    },
    follow: async (userId = "ana") => {
      const stream = await typing.follow(userId, CONVERSATION);
      streams.push(stream);
      const next = async (): Promise<TypingState | undefined> =>
        (await stream.next()).value as TypingState | undefined;
      expect(await next()).toEqual(typists());
      return { next };
    },
    signals: async (userId, isTyping) => {
      bus.publish(CONVERSATION, { type: "TYPING", userId, isTyping });
      await vi.advanceTimersByTimeAsync(0);
    },
    happens: async (event) => {
      await broker.publish(
        conversationTopic(CONVERSATION),
        encodePublication(newOrigin(), { epoch: "", event, people: [] }),
      );
      await vi.advanceTimersByTimeAsync(0);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(streams.map((stream) => stream.return(undefined)));
      expect(count.eventListeners).toBe(0);
      expect(vi.getTimerCount()).toBe(0);
    },
  };
}

function typists(...userIds: readonly string[]): TypingState {
  return { type: "TYPING", conversationId: CONVERSATION, userIds, count: userIds.length };
}
