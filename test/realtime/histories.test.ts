/** Another history: nothing of the old one goes out under the new one's name, and nobody is left in the old one. */
import pg from "pg";
import { expect, test } from "vitest";
import { decodeConversationCursor, encodeConversationCursor } from "../../src/domain/cursor.ts";
import type { ConversationStreamItem } from "../../src/domain/streams.ts";
import { createFeeds } from "../../src/realtime/feeds.ts";
import { encodePublication } from "../../src/realtime/codec.ts";
import { createMemoryBroker } from "../../src/realtime/broker.memory.ts";
import { followConversation } from "../../src/realtime/followConversation.ts";
import { startPositionCheck } from "../../src/realtime/positionCheck.ts";
import { conversationTopic } from "../../src/realtime/topics.ts";
import { startApp } from "../support/app.ts";
import { becomes, post } from "../transports/support.ts";
import {
  CONVERSATION,
  EPOCH,
  failOn,
  FakeLog,
  inboxWatcher,
  OTHER,
  placeAt,
  readOwnRows,
  sent,
  soon,
  USER,
} from "./fakes.ts";

const NEXT_EPOCH = "00000000-0000-7000-8000-0000000000ff";

/** Streams of USER over a log whose history changes when the test says. */
function startHistories(log: FakeLog, places = log.places({ readPlace: async () => placeAt(4) })) {
  let epoch = EPOCH;
  const broker = createMemoryBroker(failOn);
  const feeds = createFeeds(log.feeds({ broker, epoch: () => epoch }));
  const observer = { delivered: () => undefined, replayed: () => undefined };
  return {
    feeds,
    broker,
    follow: async (after: string | null) => {
      const options = { feeds, epoch: () => epoch, observer, places };
      const stream = await followConversation(options, USER, CONVERSATION, after);
      const items = stream[Symbol.asyncIterator]();
      return {
        next: async (): Promise<string> => told((await soon(items.next())).value as ConversationStreamItem),
        close: async () => void (await items.return?.()),
      };
    },
    /** What the position check does. */
    changes: () => {
      epoch = NEXT_EPOCH;
      feeds.void(CONVERSATION);
    },
  };
}

/** The item's type, and which history's cursor it has. */
function told(item: ConversationStreamItem): string {
  const { epoch, seq } = decodeConversationCursor(item.cursor, CONVERSATION);
  return `${item.type} ${epoch === EPOCH ? "old" : "new"} ${seq}`;
}

const cursorAt = (seq: number): string =>
  encodeConversationCursor({ epoch: EPOCH, conversationId: CONVERSATION, seq });

test("a reader in the midst of a page is reset before it is handed more of it", async () => {
  const log = new FakeLog();
  log.commit(...Array.from({ length: 60 }, (_, index) => sent(index + 1)));
  const histories = startHistories(log, log.places({ readPlace: async () => placeAt(60) }));
  const reader = await histories.follow(cursorAt(0));
  expect(await reader.next()).toBe("EVENT old 1");
  histories.changes();
  const items: string[] = [];
  while (items.at(-1)?.startsWith("READY") !== true) items.push(await reader.next());
  await reader.close();
  expect(items.slice(-2)).toEqual(["RESET new 60", "READY new 60"]);
  // A few were handed over already.
  expect(items.length).toBeLessThan(25);
  for (const item of items.slice(0, -2)) expect(item).toMatch(/^EVENT old /);
});

test("a stream whose start was found in the old history begins in the new one", async () => {
  const log = new FakeLog();
  log.commit(sent(1), sent(2), sent(3), sent(4));
  const histories = startHistories(log);
  const reader = await histories.follow(cursorAt(2));
  histories.changes();
  expect([await reader.next(), await reader.next()]).toEqual(["RESET new 4", "READY new 4"]);
  await reader.close();
});

test("a publication of another history is not taken for the next event", async () => {
  const log = new FakeLog();
  log.commit(sent(1));
  const { feeds, broker } = startHistories(log);
  const { feed, release } = await feeds.acquire(CONVERSATION);
  const publish = (epoch: string) =>
    broker.publish(
      conversationTopic(CONVERSATION),
      encodePublication("elsewhere", { epoch, event: sent(2), people: [] }),
    );
  await publish(NEXT_EPOCH);
  expect(feed.head).toBe(1);
  await publish(EPOCH);
  expect(feed.head).toBe(2);
  release();
});

test("what is opened beside the look that finds the new history begins anew as well", async () => {
  const log = new FakeLog();
  let epoch = EPOCH;
  const feeds = createFeeds(log.feeds({ epoch: () => epoch }));
  const asked = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  let voids = 0;
  await using check = startPositionCheck({
    feeds,
    horizon: 0n,
    readOwnRows: readOwnRows(),
    epoch: () => epoch,
    onEpoch: (now) => {
      epoch = now;
    },
    onError: failOn,
    places: log.places({
      readPositions: async () => {
        asked.resolve();
        await answered.promise;
        return { epoch: NEXT_EPOCH, horizon: 10n, heads: new Map(), memberships: [] };
      },
    }),
  });
  const first = await feeds.acquire(CONVERSATION);
  const look = check.check();
  await asked.promise;
  const second = await feeds.acquire(OTHER);
  const onVoid = (): void => {
    voids += 1;
  };
  check.watch(USER, inboxWatcher({ onVoid }));
  answered.resolve();
  await look;
  await Promise.resolve();
  expect({ first: first.feed.isVoid, second: second.feed.isVoid, voids }).toEqual({
    first: true,
    second: true,
    voids: 1,
  });
  first.release();
  second.release();
});

test("a process on which nobody follows hears of a new history, and refuses cursors of the old one", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await ana.sends(group, "one", "two");
  const ask = async (after: string | null) => {
    const args = `conversationId: "${group}", first: 50${after === null ? "" : `, after: "${after}"`}`;
    const query = `{ conversationEvents(${args}) { pageInfo { endCursor } } }`;
    return JSON.stringify((await post(app.url, query, { authorization: bo.authorization })).json);
  };
  const cursor = /"endCursor":"([^"]+)"/.exec(await ask(null))?.[1] ?? "";
  const client = new pg.Client(app.databaseUrl);
  await client.connect();
  await client.query("UPDATE log_epoch SET epoch = gen_random_uuid()");
  await client.end();
  await becomes(async () => (await ask(cursor)).includes("CURSOR_RESET"), true);
});
