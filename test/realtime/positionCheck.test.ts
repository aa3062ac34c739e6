/** The position check finds whatever no publication told of, also what was opened while it looked. */
import { expect, test } from "vitest";
import type { Places, Positions } from "../../src/domain/places.ts";
import { createMemoryBroker } from "../../src/realtime/broker.memory.ts";
import { createFeeds } from "../../src/realtime/feeds.ts";
import { startPositionCheck } from "../../src/realtime/positionCheck.ts";
import { CONVERSATION, FakeLog, OTHER, USER, failOn, sent, soon } from "./fakes.ts";

/** The machinery over a log of CONVERSATION, with each look's answer as `readPositions` gives it. */
function startCheck(log: FakeLog, told: Partial<Places>, onError: (error: unknown) => void = failOn) {
  const broker = createMemoryBroker(failOn);
  const places = log.places(told);
  const feeds = createFeeds({ broker, places, readEvents: log.readEvents, onError });
  const check = startPositionCheck({ feeds, places, onError });
  const memberships: string[] = [];
  const positions: bigint[] = [];
  const unwatch = check.watch(USER, {
    onMembershipChanged: (conversationId) => memberships.push(conversationId),
    onPosition: (horizon) => positions.push(horizon),
  });
  return {
    feeds,
    memberships,
    positions,
    look: () => soon(check.check()),
    async [Symbol.asyncDispose]() {
      unwatch();
      for (const conversationId of feeds.ids()) feeds.release(conversationId);
      await check[Symbol.asyncDispose]();
    },
  };
}

test("what commits while a feed is opened beside a running look is found by the next look", async () => {
  const log = new FakeLog();
  const asked = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  let looks = 0;
  let xid = 10n;
  await using check = startCheck(log, {
    readPositions: async (since, conversationIds) => {
      looks += 1;
      asked.resolve();
      if (looks === 1) await answered.promise;
      const hasMoved = conversationIds.includes(CONVERSATION) && xid >= since;
      const heads = new Map(hasMoved ? [[CONVERSATION, log.headOf(CONVERSATION)]] : []);
      return { horizon: xid + 1n, heads, memberships: [] };
    },
  });
  const first = check.look();
  await soon(asked.promise);
  const feed = await check.feeds.acquire(CONVERSATION);
  xid += 1n;
  log.commit(sent(1));
  answered.resolve();
  await first;
  expect(feed.head).toBe(0);
  await check.look();
  expect(feed.head).toBe(1);
});

test("a position is told one look late, when what was opened beside its own look was asked for, too", async () => {
  const answers = [10n, 20n, 30n].values();
  const asked: bigint[] = [];
  await using check = startCheck(new FakeLog(), {
    readPositions: async (since) => {
      asked.push(since);
      return { horizon: answers.next().value ?? 40n, heads: new Map(), memberships: [] };
    },
  });
  for (const told of [[], [10n], [10n, 20n]]) {
    await check.look();
    expect(check.positions).toEqual(told);
  }
  expect(asked).toEqual([0n, 0n, 10n]);
});

test("a feed that cannot catch up is reported and keeps back positions, not memberships", async () => {
  const log = new FakeLog();
  const errors: unknown[] = [];
  const answer: Positions = {
    horizon: 10n,
    heads: new Map([[CONVERSATION, 5]]),
    memberships: [{ userId: USER, conversationId: OTHER }],
  };
  await using check = startCheck(log, { readPositions: async () => answer }, (error) => errors.push(error));
  await check.feeds.acquire(CONVERSATION);
  await check.look();
  await check.look();
  expect(check.memberships).toEqual([OTHER, OTHER]);
  expect(check.positions).toEqual([]);
  expect(errors.map(String)).toEqual(Array(2).fill(expect.stringContaining(CONVERSATION)));
});

test("a read that was under way, older than the look, does not pass for having caught up", async () => {
  const log = new FakeLog();
  const gate = Promise.withResolvers<void>();
  let headReads = 0;
  await using check = startCheck(log, {
    readHead: async () => {
      headReads += 1;
      const head = log.headOf(CONVERSATION);
      if (headReads === 2) await gate.promise;
      return head;
    },
    readPositions: async () => ({ horizon: 10n, heads: new Map([[CONVERSATION, 1]]), memberships: [] }),
  });
  const feed = await check.feeds.acquire(CONVERSATION);
  const older = feed.heal();
  log.commit(sent(1));
  const look = check.look();
  gate.resolve();
  await older;
  await look;
  expect(feed.head).toBe(1);
});
