/** An inbox opens the conversations that begin while it is open, whatever happens meanwhile. */
import { expect, onTestFinished, test, vi } from "vitest";
import { decodeInboxCursor } from "../../src/domain/cursor.ts";
import { unavailable } from "../../src/domain/errors.ts";
import type { InboxPlace, Place, Places } from "../../src/domain/places.ts";
import type { InboxStreamItem } from "../../src/domain/streams.ts";
import { createMemoryBroker } from "../../src/realtime/broker.memory.ts";
import type { Broker } from "../../src/realtime/broker.ts";
import { encodePublication } from "../../src/realtime/codec.ts";
import { RING_MAX } from "../../src/realtime/feed.ts";
import type { FeedsOptions } from "../../src/realtime/feeds.ts";
import { startStreams } from "../../src/realtime/streams.ts";
import { conversationTopic, userTopic } from "../../src/realtime/topics.ts";
import {
  CONVERSATION,
  conversationAt,
  EPOCH,
  failOn,
  FakeLog,
  OTHER,
  placeAt,
  readOwnRows,
  sent,
  soon,
  USER,
} from "./fakes.ts";

/** Several pages of the table, and a ring. */
const MANY = 3 * RING_MAX;

interface Told extends Partial<Places>, Partial<Pick<FeedsOptions, "broker" | "readConversation">> {
  readonly inbox?: readonly InboxPlace[];
}

/** USER's inbox over fake ports. */
function openInbox({ broker = createMemoryBroker(failOn), readConversation, ...told }: Told = {}) {
  const log = new FakeLog();
  const streams = startStreams({
    poolMax: 20,
    ...log.feeds({ broker, ...(readConversation && { readConversation }) }),
    places: log.places(told),
    horizon: 0n,
    onEpoch: failOn,
    readPartners: async () => [],
    watchPresence: async function* none() {},
    readReceiptsSince: async () => [],
    readOwnRows: readOwnRows(),
    profileNews: { listen: () => () => undefined },
    observer: { delivered: () => undefined, replayed: () => undefined },
  });
  const stream = streams.inbox(USER, null, new Set())[Symbol.asyncIterator]();
  return {
    log,
    next: async (): Promise<InboxStreamItem> => {
      const { value, done } = await soon(stream.next());
      if (done === true) throw new Error("The stream is complete.");
      return value;
    },
    /** Commits a message and publishes it. */
    send: async (seq: number, conversationId = CONVERSATION): Promise<void> => {
      const event = sent(seq, {}, conversationId);
      log.commit(event);
      await broker.publish(
        conversationTopic(conversationId),
        encodePublication("elsewhere", { epoch: EPOCH, event, people: [] }),
      );
    },
    /** Tells the inbox of a membership that began. */
    begin: (conversationId: string) => broker.publish(userTopic(USER), conversationId),
    async [Symbol.asyncDispose]() {
      await stream.return?.();
      await streams[Symbol.asyncDispose]();
    },
  };
}

function inboxPlace(conversationId: string): InboxPlace {
  return { ...placeAt(0), conversationId, coveredSeq: 0, wasMember: false, hiddenSeqs: [] };
}

/** The conversation of an event; the type of everything else. */
function nameOf(item: InboxStreamItem): string {
  return item.type === "EVENT" ? item.event.conversationId : item.type;
}

test("a conversation that could not be opened when it began is opened when the database is back", async () => {
  let heads = 0;
  await using inbox = openInbox({
    readPlace: async () => placeAt(1),
    readConversation: async () => {
      heads += 1;
      if (heads === 1) throw unavailable("The database is away.");
      return conversationAt(1);
    },
  });
  inbox.log.commit(sent(1));
  expect(nameOf(await inbox.next())).toBe("READY");
  await inbox.begin(CONVERSATION);
  expect(nameOf(await inbox.next())).toBe(CONVERSATION);
  // The first failed; then to open the feed, and beside the page.
  expect(heads).toBe(3);
});

test("a signal that comes while its conversation's place is being read is not lost", async () => {
  const asked = Promise.withResolvers<void>();
  const older = Promise.withResolvers<Place | null>();
  let looks = 0;
  await using inbox = openInbox({
    readPlace: () => {
      looks += 1;
      asked.resolve();
      return looks === 1 ? older.promise : Promise.resolve(placeAt(1));
    },
  });
  inbox.log.commit(sent(1));
  expect(nameOf(await inbox.next())).toBe("READY");
  await inbox.begin(CONVERSATION);
  const next = inbox.next();
  await soon(asked.promise);
  await inbox.begin(CONVERSATION);
  older.resolve(null);
  expect(nameOf(await next)).toBe(CONVERSATION);
});

test("a conversation that always has more to say does not keep a new one from the inbox", async () => {
  await using inbox = openInbox({
    inbox: [inboxPlace(CONVERSATION)],
    readPlace: async () => placeAt(1),
  });
  inbox.log.commit(sent(1, {}, OTHER));
  expect(nameOf(await inbox.next())).toBe("READY");
  const names: string[] = [];
  for (let seq = 1; seq <= 20; seq += 1) {
    // There is one more whenever one was taken.
    await inbox.send(seq);
    names.push(nameOf(await inbox.next()));
    if (seq === 5) await inbox.begin(OTHER);
  }
  expect(names).toContain(OTHER);
});

test("a conversation that always has more to say does not keep checkpoints from the inbox", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  await using inbox = openInbox({ inbox: [inboxPlace(CONVERSATION)] });
  expect(nameOf(await inbox.next())).toBe("READY");
  const names: string[] = [];
  for (let seq = 1; seq <= 20; seq += 1) {
    await inbox.send(seq);
    names.push(nameOf(await inbox.next()));
    // The position check looks now and then, always while there is more.
    await inbox.send((seq += 1));
    await vi.advanceTimersByTimeAsync(1_000);
  }
  expect(names).toContain("CHECKPOINT");
});

test("a checkpoint stands behind all that was known when its position was looked at", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  await using inbox = openInbox({ inbox: [inboxPlace(CONVERSATION), inboxPlace(OTHER)] });
  expect(nameOf(await inbox.next())).toBe("READY");
  const first = inbox.next();
  await inbox.send(1);
  for (const seq of [2, 3]) await inbox.send(seq);
  for (const seq of [1, 2, 3]) await inbox.send(seq, OTHER);
  const names = [nameOf(await first), nameOf(await inbox.next())];
  // Looks, while the reader takes nothing more.
  await vi.advanceTimersByTimeAsync(3_000);
  while (names.at(-1) !== "CHECKPOINT") names.push(nameOf(await inbox.next()));
  expect(names.filter((name) => name === CONVERSATION)).toHaveLength(3);
  expect(names.filter((name) => name === OTHER)).toHaveLength(3);
});

test("what lies many pages ahead in one conversation comes to its end without another signal", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  await using inbox = openInbox({ inbox: [inboxPlace(CONVERSATION)] });
  expect(nameOf(await inbox.next())).toBe("READY");
  const first = inbox.next();
  const seqs = Array.from({ length: MANY }, (_, index) => index + 1);
  inbox.log.commit(...seqs.slice(0, -1).map((seq) => sent(seq)));
  await inbox.send(MANY);
  await vi.advanceTimersToNextTimerAsync();
  const items = [await first];
  while (items.length < MANY) items.push(await inbox.next());
  expect(items.map((item) => (item.type === "EVENT" ? item.event.seq : item.type))).toEqual(seqs);
});

test("with a broker that says nothing an inbox waits for all of its conversations at once", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  onTestFinished(() => void vi.useRealTimers());
  const asked: string[] = [];
  const silent: Broker = {
    ...createMemoryBroker(failOn),
    subscribe: (topic) => {
      asked.push(topic);
      return new Promise(() => undefined);
    },
  };
  const ids = Array.from({ length: 12 }, (_, index) => `${CONVERSATION.slice(0, -2)}${10 + index}`);
  await using inbox = openInbox({ broker: silent, inbox: ids.map(inboxPlace) });
  const opening = inbox.next();
  await vi.advanceTimersToNextTimerAsync();
  expect(asked).toEqual([userTopic(USER), ...ids.map(conversationTopic)]);
  await vi.advanceTimersToNextTimerAsync();
  expect(nameOf(await opening)).toBe("READY");
});

test("an inbox that was opened in two tries stands ready at the first, so that nothing between them is covered unsent", async () => {
  let opens = 0;
  let looks = 0n;
  await using inbox = openInbox({
    readConversation: async (id) => {
      if (id === OTHER && (opens += 1) === 1) throw unavailable("The database is away.");
      return conversationAt(id === OTHER ? 1 : 2, id);
    },
    readInbox: async () => ({
      horizon: 1_000n * (looks += 1n),
      places: [inboxPlace(CONVERSATION), inboxPlace(OTHER)],
    }),
  });
  const ready = await inbox.next();
  if (ready.type !== "READY") throw new Error(`${ready.type} came first.`);
  expect(looks).toBe(2n);
  expect(decodeInboxCursor(ready.cursor, USER).horizon).toBeLessThanOrEqual(1_000n);
});
