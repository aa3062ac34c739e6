/** A stream hands its items to a follower: in order, once, as fast as it takes them, and tells it of the end. */
import { expect, test } from "vitest";
import { unavailable } from "../../src/domain/errors.ts";
import type { Follower, InboxStreamItem, Payload } from "../../src/domain/streams.ts";
import { Executions } from "../../src/realtime/executions.ts";
import { createItemStream } from "../../src/realtime/itemStream.ts";
import type { Sleeper } from "../../src/realtime/itemStream.ts";
import { startStreams } from "../../src/realtime/streams.ts";
import { CONVERSATION, conversationAt, EPOCH, failOn, FakeLog, placeAt, sent, soon, USER } from "./fakes.ts";

function itemAt(seq: number): InboxStreamItem {
  return { type: "EVENT", event: sent(seq), cursor: String(seq), visibility: { fromSeq: 0, toSeq: null } };
}

interface Recorded {
  readonly follower: Follower;
  readonly taken: unknown[];
  readonly ends: unknown[];
  /** Resolves when the stream has ended it. */
  readonly ended: Promise<void>;
}

/** Selects under `key`, tells what it took; `told` says otherwise. */
function record(key: string | null, told: Partial<Follower> = {}): Recorded {
  const taken: unknown[] = [];
  const ends: unknown[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const made = (how: string) => async (item: InboxStreamItem) => ({
    how,
    item: item.type === "EVENT" ? item.event.seq : item.type,
  });
  return {
    taken,
    ends,
    ended: promise,
    follower: {
      selection: { keyOf: () => key, execute: made("shared") },
      present: made("alone"),
      take: (payload: Payload) => {
        taken.push(payload);
        return true;
      },
      drained: () => Promise.resolve(),
      end: (error) => {
        ends.push(error);
        resolve();
      },
      ...told,
    },
  };
}

function startExecutions(): Executions {
  return new Executions({
    conversationOf: () => conversationAt(9),
    onExecuted: () => undefined,
    admit: (read) => read(),
  });
}

function streamOf(...items: readonly InboxStreamItem[]) {
  return createItemStream(startExecutions(), {
    async *items() {
      yield* items;
    },
  });
}

test("events come from shared executions, what frames them is the follower's own, then the end", async () => {
  const { follower, taken, ends, ended } = record("key");
  streamOf(itemAt(1), { type: "CHECKPOINT", cursor: "c" }, itemAt(2)).handTo(follower);
  await soon(ended);
  expect(taken).toEqual([
    { how: "shared", item: 1 },
    { how: "alone", item: "CHECKPOINT" },
    { how: "shared", item: 2 },
  ]);
  expect(ends).toEqual([undefined]);
});

test("a follower that takes no more is asked again when it has drained, with the same payload", async () => {
  const gate = Promise.withResolvers<void>();
  const asked: unknown[] = [];
  let drains = 0;
  const { follower, ended } = record("key", {
    take: (payload) => {
      asked.push(payload);
      return drains > 0;
    },
    drained: () => {
      drains += 1;
      return gate.promise;
    },
  });
  streamOf(itemAt(1), itemAt(2)).handTo(follower);
  while (drains === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(asked).toEqual([{ how: "shared", item: 1 }]);
  gate.resolve();
  await soon(ended);
  expect(asked).toEqual([1, 1, 2].map((item) => ({ how: "shared", item })));
  expect(asked[1]).toBe(asked[0]);
});

test("a follower whose stream was stopped is not called again", async () => {
  const { follower, taken, ends } = record("key");
  const gate = Promise.withResolvers<void>();
  const finished = Promise.withResolvers<void>();
  const stop = createItemStream(startExecutions(), {
    async *items() {
      try {
        yield itemAt(1);
        await gate.promise;
        yield itemAt(2);
        yield itemAt(3);
      } finally {
        finished.resolve();
      }
    },
  }).handTo(follower);
  while (taken.length === 0) await new Promise((resolve) => setImmediate(resolve));
  stop();
  gate.resolve();
  await soon(finished.promise);
  await new Promise((resolve) => setImmediate(resolve));
  expect([taken.length, ends]).toEqual([1, []]);
});

test("an item that cannot be presented now is presented later, in its place", async () => {
  let tries = 0;
  const { follower, taken, ended } = record(null, {
    present: async () => {
      tries += 1;
      if (tries === 2) throw unavailable("away");
      return { tries };
    },
  });
  streamOf(itemAt(1), itemAt(2), itemAt(3)).handTo(follower);
  await soon(ended);
  expect(taken).toEqual([{ tries: 1 }, { tries: 3 }, { tries: 4 }]);
});

test("a stream that fails ends its follower with the error, once", async () => {
  const { follower, ends, ended } = record("key");
  const fault = new Error("broken");
  createItemStream(startExecutions(), {
    async *items(): AsyncGenerator<InboxStreamItem> {
      yield itemAt(1);
      throw fault;
    },
  }).handTo(follower);
  await soon(ended);
  expect(ends).toEqual([fault]);
});

test.each(["items", "follower"])(
  "an inbox read by its %s begins anew when one conversation's table is another one",
  async (way) => {
    const log = new FakeLog();
    log.commit(sent(1), sent(2));
    let looked = false;
    const place = {
      ...placeAt(2),
      conversationId: CONVERSATION,
      coveredSeq: 2,
      wasMember: true,
      hiddenSeqs: [],
    };
    const streams = startStreams({
      poolMax: 20,
      ...log.feeds(),
      places: log.places({
        inbox: [place],
        readPositions: async () => {
          looked = true;
          return {
            epoch: EPOCH,
            horizon: 100n,
            heads: new Map([[CONVERSATION, 1]]),
            memberships: [],
            marks: [],
          };
        },
      }),
      presences: { watch: () => failOn(new Error("Nobody is watched.")) },
      onEpoch: failOn,
      observer: { delivered: () => undefined, replayed: () => undefined },
    } as unknown as Parameters<typeof startStreams>[0]);
    const stream = streams.inbox(USER, null, new Set());
    const types: unknown[] = [];
    if (way === "items") {
      const items = stream[Symbol.asyncIterator]();
      types.push((await soon(items.next())).value?.type, (await soon(items.next())).value?.type);
      await items.return?.();
    } else {
      const { follower, taken } = record(null);
      const stop = stream.handTo(follower);
      for (let turns = 0; turns < 400 && taken.length < 2; turns += 1)
        await new Promise((resolve) => setTimeout(resolve, 10));
      types.push(...taken.map((payload) => (payload as { item: unknown }).item));
      stop();
    }
    expect(looked).toBe(true);
    expect(types.slice(0, 2)).toEqual(["READY", "RESET"]);
    await streams[Symbol.asyncDispose]();
  },
);

/** A source of one item at a time, which sleeps after each and tells whether it was let go of. */
function resting() {
  const said = { items: 0, leaves: 0 };
  let sleeper: Sleeper | null = null;
  const asleep = { next: Promise.withResolvers<void>() };
  const stream = createItemStream(startExecutions(), {
    async *items() {
      said.items += 1;
      if (said.items < 4) yield itemAt(said.items);
    },
    rest(_follower, woken) {
      if (said.items === 4) return null;
      sleeper = woken;
      asleep.next.resolve();
      return {
        leave: () => {
          said.leaves += 1;
        },
      };
    },
  });
  const fallsAsleep = async (): Promise<void> => {
    await soon(asleep.next.promise);
    asleep.next = Promise.withResolvers();
  };
  return { stream, said, fallsAsleep, wake: () => sleeper?.wake() };
}

test("a stream that rests goes on when it is woken, until it is over", async () => {
  const { follower, taken, ends, ended } = record("key");
  const { stream, said, fallsAsleep, wake } = resting();
  stream.handTo(follower);
  for (const count of [1, 2, 3]) {
    await fallsAsleep();
    expect(taken.length).toBe(count);
    wake();
  }
  await soon(ended);
  expect(ends).toEqual([undefined]);
  expect(said).toEqual({ items: 4, leaves: 0 });
});

test("a stream that is stopped while it rests lets go, and says nothing more", async () => {
  const { follower, taken, ends } = record("key");
  const { stream, said, fallsAsleep } = resting();
  const stop = stream.handTo(follower);
  await fallsAsleep();
  stop();
  expect(said).toEqual({ items: 1, leaves: 1 });
  expect([taken.length, ends.length]).toEqual([1, 0]);
});

test("who asks for payloads gets shared ones, a few ahead and no more, and is told the end behind them", async () => {
  let made = 0;
  const stream = createItemStream(startExecutions(), {
    async *items() {
      while (made < 40) yield itemAt((made += 1));
    },
  });
  const { follower } = record("key");
  const payloads = stream.payloads(follower);
  expect(made).toBe(0);
  const first = await soon(payloads.next());
  expect(first).toEqual({ done: false, value: { how: "shared", item: 1 } });
  for (let turns = 0; turns < 200; turns += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(made).toBeLessThanOrEqual(18);
  const rest: unknown[] = [];
  for await (const payload of payloads) rest.push(payload);
  expect(rest).toEqual(Array.from({ length: 39 }, (_, index) => ({ how: "shared", item: index + 2 })));
});

test("who asks for payloads is told of a failure once, behind what came before it", async () => {
  const fault = new Error("broken");
  const stream = createItemStream(startExecutions(), {
    async *items(): AsyncGenerator<InboxStreamItem> {
      yield itemAt(1);
      throw fault;
    },
  });
  const payloads = stream.payloads(record("key").follower);
  await soon(payloads.next());
  await expect(soon(payloads.next())).rejects.toBe(fault);
  expect(await soon(payloads.next())).toEqual({ done: true, value: undefined });
});

test("an iterator that is ended while it waits stops its stream, and one that never began opens none", async () => {
  let open = 0;
  const stream = createItemStream(startExecutions(), {
    async *items(signal) {
      open += 1;
      try {
        yield itemAt(1);
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      } finally {
        open -= 1;
      }
    },
  });
  const unread = stream[Symbol.asyncIterator]();
  expect(await unread.return?.()).toEqual({ done: true, value: undefined });
  expect(open).toBe(0);
  const items = stream[Symbol.asyncIterator]();
  expect(await soon(items.next())).toEqual({ done: false, value: itemAt(1) });
  const waiting = items.next();
  expect(open).toBe(1);
  await items.return?.();
  expect(await soon(waiting)).toEqual({ done: true, value: undefined });
  for (let turns = 0; turns < 20 && open > 0; turns += 1)
    await new Promise((resolve) => setImmediate(resolve));
  expect(open).toBe(0);
});
