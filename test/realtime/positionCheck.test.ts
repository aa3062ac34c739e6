/** The position check finds whatever no publication told of, also what was opened while it looked. */
import { expect, test } from "vitest";
import type { ReadOwnRows } from "../../src/domain/ownRows.ts";
import type { Places, Positions } from "../../src/domain/places.ts";
import type { Feed } from "../../src/realtime/feed.ts";
import type { FeedsOptions, HeldFeed } from "../../src/realtime/feeds.ts";
import { createFeeds } from "../../src/realtime/feeds.ts";
import { startPositionCheck } from "../../src/realtime/positionCheck.ts";
import { CONVERSATION, EPOCH, FakeLog, inboxWatcher, OTHER, readOwnRows, USER, sent, soon } from "./fakes.ts";

/** The machinery over a log of CONVERSATION, with each look's answer as `readPositions` gives it. */
function startCheck(
  log: FakeLog,
  told: Partial<Places>,
  feedsTold: Partial<FeedsOptions> = {},
  rows: ReadOwnRows = readOwnRows(),
) {
  const options = log.feeds(feedsTold);
  const feeds = createFeeds(options);
  const held: HeldFeed[] = [];
  let epoch = EPOCH;
  const check = startPositionCheck({
    feeds,
    places: log.places(told),
    horizon: 0n,
    readOwnRows: rows,
    epoch: () => epoch,
    onEpoch: (now) => {
      epoch = now;
    },
    onError: options.onError,
  });
  let voids = 0;
  const memberships: string[] = [];
  const positions: bigint[] = [];
  const unwatch = check.watch(
    USER,
    inboxWatcher({
      wanted: new Set(["OWN_DRAFT"]),
      onMembershipChanged: (conversationId) => memberships.push(conversationId),
      onPosition: (horizon) => positions.push(horizon),
      onVoid: () => {
        voids += 1;
      },
    }),
  );
  return {
    epoch: () => epoch,
    voids: () => voids,
    open: async (conversationId: string): Promise<Feed> => {
      const opened = await feeds.acquire(conversationId);
      held.push(opened);
      return opened.feed;
    },
    memberships,
    positions,
    look: () => soon(check.check()),
    async [Symbol.asyncDispose]() {
      unwatch();
      for (const { release } of held) release();
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
    readPositions: async (since, known) => {
      looks += 1;
      asked.resolve();
      if (looks === 1) await answered.promise;
      const hasMoved = known.has(CONVERSATION) && xid >= since;
      const heads = new Map(hasMoved ? [[CONVERSATION, log.headOf(CONVERSATION)]] : []);
      return { epoch: EPOCH, horizon: xid + 1n, heads, memberships: [] };
    },
  });
  const first = check.look();
  await soon(asked.promise);
  const feed = await check.open(CONVERSATION);
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
      return { epoch: EPOCH, horizon: answers.next().value ?? 40n, heads: new Map(), memberships: [] };
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
    epoch: EPOCH,
    horizon: 10n,
    heads: new Map([[CONVERSATION, 5]]),
    memberships: [{ userId: USER, conversationId: OTHER }],
  };
  await using check = startCheck(
    log,
    { readPositions: async () => answer },
    { onError: (error) => errors.push(error) },
  );
  await check.open(CONVERSATION);
  await check.look();
  await check.look();
  expect(check.memberships).toEqual([OTHER, OTHER]);
  expect(check.positions).toEqual([]);
  expect(errors.map(String)).toEqual(Array(2).fill(expect.stringContaining(CONVERSATION)));
});

test("own rows that cannot be read, or not in time, keep back positions, and neither events nor memberships", async () => {
  const log = new FakeLog();
  log.commit(sent(1));
  const errors: unknown[] = [];
  const locked = Promise.withResolvers<readonly never[]>();
  const answers = [() => Promise.reject(new Error("refused")), () => locked.promise];
  const read = (): Promise<readonly never[]> => (answers.shift() ?? (() => Promise.resolve([])))();
  let horizon = 1n;
  const readPositions = async (): Promise<Positions> => ({
    epoch: EPOCH,
    horizon: (horizon += 1n),
    heads: new Map([[CONVERSATION, log.headOf(CONVERSATION)]]),
    memberships: [{ userId: USER, conversationId: OTHER }],
  });
  await using check = startCheck(
    log,
    { readPositions },
    { onError: (error) => errors.push(error) },
    readOwnRows({ OWN_DRAFT: read }),
  );
  const feed = await check.open(CONVERSATION);
  for (const seq of [2, 3, 4]) {
    log.commit(sent(seq));
    await check.look();
    expect([feed.head, check.memberships.length]).toEqual([seq, seq - 1]);
  }
  expect(errors).toHaveLength(1);
  expect(check.positions).toEqual([]);
  locked.resolve([]);
  await check.look();
  await check.look();
  expect(check.positions.length).toBeGreaterThan(0);
});

test("a read that was under way, older than the look, does not pass for having caught up", async () => {
  const log = new FakeLog();
  const gate = Promise.withResolvers<void>();
  let headReads = 0;
  const heads = new Map([[CONVERSATION, 1]]);
  const readPositions = async () => ({ epoch: EPOCH, horizon: 10n, heads, memberships: [] });
  const readConversation = async () => {
    headReads += 1;
    const conversation = await log.readConversation(CONVERSATION);
    if (headReads === 2) await gate.promise;
    return conversation;
  };
  await using check = startCheck(log, { readPositions }, { readConversation });
  const feed = await check.open(CONVERSATION);
  const older = feed.heal();
  log.commit(sent(1));
  const look = check.look();
  gate.resolve();
  await older;
  await look;
  expect(feed.head).toBe(1);
});

test("a new epoch is told before the feeds and inboxes of the old one begin anew", async () => {
  const log = new FakeLog();
  log.commit(sent(1), sent(2));
  let epoch = EPOCH;
  await using check = startCheck(log, {
    readPositions: async () => ({ epoch, horizon: 10n, heads: new Map(), memberships: [] }),
  });
  const feed = await check.open(CONVERSATION);
  await check.look();
  expect({ isVoid: feed.isVoid, voids: check.voids() }).toEqual({ isVoid: false, voids: 0 });
  epoch = OTHER;
  await check.look();
  expect({ isVoid: feed.isVoid, voids: check.voids(), epoch: check.epoch() }).toEqual({
    isVoid: true,
    voids: 1,
    epoch: OTHER,
  });
  expect((await check.open(CONVERSATION)).isVoid).toBe(false);
});

test("a head below the feed's, or a horizon below what was told, is another history that nobody has told of", async () => {
  const log = new FakeLog();
  log.commit(sent(1), sent(2));
  let horizon = 10n;
  let heads = new Map([[CONVERSATION, 1]]);
  await using check = startCheck(log, {
    readPositions: async () => ({ epoch: EPOCH, horizon, heads, memberships: [] }),
  });
  const first = await check.open(CONVERSATION);
  await check.look();
  expect(first.isVoid).toBe(true);
  const second = await check.open(CONVERSATION);
  heads = new Map();
  for (const now of [11n, 12n, 9n]) {
    expect({ isVoid: second.isVoid, voids: check.voids() }).toEqual({ isVoid: false, voids: 0 });
    horizon = now;
    await check.look();
  }
  expect({ isVoid: second.isVoid, voids: check.voids() }).toEqual({ isVoid: true, voids: 1 });
});

test("a horizon that a crash sets back a little is the same history, and is not told", async () => {
  const log = new FakeLog();
  log.commit(sent(1));
  let horizon = 0n;
  await using check = startCheck(log, {
    readPositions: async () => ({ epoch: EPOCH, horizon, heads: new Map(), memberships: [] }),
  });
  const feed = await check.open(CONVERSATION);
  for (const [now, told] of [
    [10n, []],
    [12n, [10n]],
    [11n, [10n]],
    [13n, [10n, 11n]],
  ] as const) {
    horizon = now;
    await check.look();
    expect(check.positions).toEqual(told);
  }
  expect({ isVoid: feed.isVoid, voids: check.voids() }).toEqual({ isVoid: false, voids: 0 });
});
