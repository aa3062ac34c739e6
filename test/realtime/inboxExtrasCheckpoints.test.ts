/** Checkpoints: behind all that they cover, and soon behind what they do not. */
import { expect, onTestFinished, test, vi } from "vitest";
import type { InboxPlace, Places } from "../../src/domain/places.ts";
import type { MarkedMember } from "../../src/domain/receipts/ports.ts";
import type { InboxExtra, InboxStreamItem } from "../../src/domain/streams.ts";
import { createMemoryBroker } from "../../src/realtime/broker.memory.ts";
import { Checkpoints } from "../../src/realtime/checkpoints.ts";
import { encodePublication } from "../../src/realtime/codec.ts";
import { startStreams } from "../../src/realtime/streams.ts";
import { conversationTopic } from "../../src/realtime/topics.ts";
import { encodeInboxCursor } from "../../src/domain/cursor.ts";
import {
  CONVERSATION,
  EPOCH,
  failOn,
  FakeLog,
  markedMember,
  OTHER,
  placeAt,
  readOwnRows,
  sent,
  soon,
  USER,
} from "./fakes.ts";

class Place {
  seq = 0;
  headSeq = 0;

  sends(count = 1): void {
    this.headSeq += count;
    this.seq += count;
  }
}

function startCheckpoints() {
  const places = new Map([CONVERSATION, OTHER].map((id) => [id, new Place()]));
  const checkpoints = new Checkpoints(places);
  let horizon = 100n;
  checkpoints.restart(0n);
  return {
    checkpoints,
    places,
    at: (id: string) => places.get(id) ?? new Place(),
    /** A look, and the position of the one before. */
    look: (moves = true): bigint | null => {
      checkpoints.look();
      checkpoints.offer(horizon);
      if (moves) horizon += 1n;
      return checkpoints.take();
    },
  };
}

test("a checkpoint covers what was sent before the look of its horizon, and comes once", () => {
  const { at, look } = startCheckpoints();
  at(CONVERSATION).sends();
  // The horizon that is offered now is that of a look before anything was sent.
  expect(look()).toBe(null);
  expect(look()).toBe(101n);
  expect(look()).toBe(null);
  expect(look()).toBe(null);
});

test("what was sent between two looks is covered without another event", () => {
  const { at, look } = startCheckpoints();
  at(CONVERSATION).sends();
  look();
  at(CONVERSATION).sends(2);
  expect(look()).toBe(101n);
  // The burst's last is behind that.
  expect([look(), look(), look()]).toEqual([102n, null, null]);
});

test("a checkpoint waits for what was known when it was offered, and for nothing later", () => {
  const { at, checkpoints, look } = startCheckpoints();
  at(CONVERSATION).sends();
  look();
  at(OTHER).headSeq = 2;
  expect(look()).toBe(null);
  at(CONVERSATION).headSeq += 10;
  at(OTHER).seq = 1;
  expect(checkpoints.take()).toBe(null);
  at(OTHER).seq = 2;
  expect(checkpoints.take()).toBe(101n);
});

test("a conversation that begins or ends moves no count, and one that begins is waited for", () => {
  const { checkpoints, places, at, look } = startCheckpoints();
  const begun = Object.assign(new Place(), { seq: 500, headSeq: 501 });
  places.set("new", begun);
  checkpoints.begun("new", begun);
  expect([look(), look()]).toEqual([null, null]);
  at(CONVERSATION).sends();
  expect([look(), look()]).toEqual([null, null]);
  const later = Object.assign(new Place(), { seq: 7, headSeq: 8 });
  places.set("later", later);
  checkpoints.begun("later", later);
  begun.seq = 501;
  expect(checkpoints.take()).toBe(null);
  places.delete("later");
  checkpoints.ended(later);
  expect(checkpoints.take()).toBe(103n);
});

test("a horizon that a long transaction holds back is told once, and what it did not cover when it moves on", () => {
  const { at, look } = startCheckpoints();
  at(CONVERSATION).sends();
  look(false);
  expect(look(false)).toBe(100n);
  at(CONVERSATION).sends();
  expect([look(false), look(false), look()]).toEqual([null, null, null]);
  expect(look()).toBe(101n);
});

interface Told extends Partial<Places> {
  readonly inbox?: readonly InboxPlace[];
  readonly readMarks?: () => Promise<readonly MarkedMember[]>;
}

/** USER's inbox over fake ports, asked for items one by one. */
function openInbox({ readMarks = async () => [], ...told }: Told, after: string | null = null) {
  const log = new FakeLog();
  const broker = createMemoryBroker(failOn);
  let epoch = EPOCH;
  const streams = startStreams({
    poolMax: 20,
    ...log.feeds({ broker }),
    epoch: () => epoch,
    places: log.places(told),
    horizon: 0n,
    onEpoch: (now) => {
      epoch = now;
    },
    readPartners: async () => [],
    watchPresence: async function* none() {},
    readReceiptsSince: async () => [],
    readOwnRows: readOwnRows({
      OWN_MARKS: async () => (await readMarks()).map((member) => ({ type: "OWN_MARKS", member })),
    }),
    profileNews: { listen: () => () => undefined },
    observer: { delivered: () => undefined, replayed: () => undefined },
  });
  const extras = new Set<InboxExtra>(["OWN_MARKS"]);
  const stream = streams.inbox(USER, after, extras)[Symbol.asyncIterator]();
  return {
    log,
    next: async (): Promise<InboxStreamItem> => {
      const { value, done } = await soon(stream.next());
      if (done === true) throw new Error("The stream is complete.");
      return value;
    },
    send: async (seq: number): Promise<void> => {
      const event = sent(seq);
      log.commit(event);
      await broker.publish(
        conversationTopic(CONVERSATION),
        encodePublication("elsewhere", { epoch: EPOCH, event, people: [] }),
      );
    },
    async [Symbol.asyncDispose]() {
      await stream.return?.();
      await streams[Symbol.asyncDispose]();
    },
  };
}

const HERE: InboxPlace = {
  ...placeAt(0),
  conversationId: CONVERSATION,
  coveredSeq: 0,
  wasMember: false,
  hiddenSeqs: [],
};

function fakeTime(): void {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
}

test("own marks are told before a checkpoint that covers them, also to a reader in the middle of events", async () => {
  fakeTime();
  let horizon = 100n;
  await using inbox = openInbox({
    inbox: [HERE],
    readMarks: async () => [markedMember(2)],
    readPositions: async () => ({ epoch: EPOCH, horizon: horizon++, heads: new Map(), memberships: [] }),
  });
  const types = [(await inbox.next()).type];
  for (const seq of [1, 2, 3]) await inbox.send(seq);
  for (let count = 0; count < 2; count += 1) types.push((await inbox.next()).type);
  // Looks, while the reader stands between two events.
  await vi.advanceTimersByTimeAsync(3_000);
  while (types.at(-1) !== "CHECKPOINT") types.push((await inbox.next()).type);
  expect(types).toEqual(["READY", "EVENT", "EVENT", "EVENT", "OWN_MARKS", "CHECKPOINT"]);
});

test("no checkpoint is older than the cursor of StreamReady, or the same", async () => {
  fakeTime();
  let horizon = 94n;
  await using inbox = openInbox({
    inbox: [HERE],
    readInbox: async () => ({ horizon: 95n, places: [HERE] }),
    readPositions: async () => ({ epoch: EPOCH, horizon: horizon++, heads: new Map(), memberships: [] }),
  });
  const ready = await inbox.next();
  const next = inbox.next();
  await inbox.send(1);
  await next;
  const waiting = inbox.next();
  await vi.advanceTimersByTimeAsync(4_500);
  const cursors = [ready, await waiting].map((item) => ("cursor" in item ? item.cursor : item.type));
  const at = (told: bigint) => encodeInboxCursor({ epoch: EPOCH, userId: USER, horizon: told });
  // Of the look before any, and of the first that began behind the opening.
  expect(cursors).toEqual([at(0n), at(96n)]);
});

test("a log that becomes another one during a replay resets the inbox, and holds nothing up", async () => {
  fakeTime();
  let epoch = EPOCH;
  await using inbox = openInbox(
    {
      // The table that is there now has less than was promised.
      readInbox: async () => ({ horizon: 95n, places: epoch === EPOCH ? [{ ...HERE, headSeq: 9 }] : [HERE] }),
      readPositions: async () => ({ epoch, horizon: 100n, heads: new Map(), memberships: [] }),
    },
    encodeInboxCursor({ epoch: EPOCH, userId: USER, horizon: 5n }),
  );
  inbox.log.commit(sent(1));
  expect((await inbox.next()).type).toBe("EVENT");
  const next = inbox.next();
  epoch = OTHER;
  await vi.advanceTimersByTimeAsync(3_000);
  expect((await next).type).toBe("RESET");
  expect(await inbox.next()).toMatchObject({ type: "READY", recovered: false });
});
