/** The queue of sends: what goes together, what goes apart, in which order, and what is refused. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import type { NewMessage } from "../../src/domain/ports.ts";
import { createSendQueue } from "../../src/storage/sendQueue.ts";
import type { SendQueueOptions, Written } from "../../src/storage/sendQueue.ts";

interface Write {
  /** `waits` as "!", then each message as conversation and clientKey. */
  readonly text: string;
  readonly messages: readonly NewMessage[];
  readonly done: PromiseWithResolvers<readonly Written[]>;
}

/** A queue whose writes are under way until the test ends them. */
function startQueue(limits: Partial<SendQueueOptions> = {}) {
  const writes: Write[] = [];
  const send = createSendQueue({
    write: (messages, waits) => {
      const done = Promise.withResolvers<readonly Written[]>();
      const text = messages.map(({ conversationId, clientKey }) => conversationId + clientKey).join(" ");
      writes.push({ text: (waits ? "!" : "") + text, messages, done });
      return done.promise;
    },
    onWritten: () => undefined,
    mayGoSingly: (error) => error instanceof Error && error.message === "refused",
    batchMax: 4,
    batchesMax: 1,
    lateAfterMs: 60_000,
    apartMax: 1,
    waitingMax: 100,
    waitingInAllMax: 1_000,
    waitMaxMs: 1_000,
    holdsMax: 2,
    onFull: () => new Error("full"),
    ...limits,
  });
  return {
    /** "a1 b1": 1 to conversation a, then 1 to b. Answers "ok" for each that was answered, else what it was refused with. */
    send: (texts: string): Promise<string>[] =>
      texts.split(" ").map(([conversationId = "", ...key]) =>
        send(message(conversationId, key.join(""))).then(
          () => "ok",
          (error: unknown) => (error instanceof Error ? error.message : "?"),
        ),
      ),
    /** Writes that have begun. */
    count: (): number => writes.length,
    /** What was written so far, once as many writes have begun. */
    began: async (count: number) => {
      await vi.waitFor(() => expect(writes.map(({ text }) => text).slice(count - 1)).not.toEqual([]));
      return writes.map(({ text }) => text);
    },
    /** Ends a write; messages to `locked` conversations were left out of it. */
    finish: (index: number, locked = "") => {
      const write = writes[index];
      write?.done.resolve(
        write.messages.map(({ conversationId }) => ({
          outcome: locked.includes(conversationId) ? "LOCKED" : "NOT_FOUND",
        })),
      );
    },
    /** Ends a write; of it, messages with these keys were held back until `until`. */
    hold: (index: number, keys: string, until: Promise<unknown> | null = null) => {
      const write = writes[index];
      write?.done.resolve(
        write.messages.map(({ clientKey }) =>
          keys.includes(clientKey) ? { outcome: "HELD", until } : { outcome: "NOT_FOUND" },
        ),
      );
    },
    fail: (index: number, reason = "refused") => writes[index]?.done.reject(new Error(reason)),
  };
}

function message(conversationId: string, clientKey: string): NewMessage {
  const inputHash = new Uint8Array();
  return {
    conversationId,
    clientKey,
    senderId: "",
    inputHash,
    body: "",
    extras: null,
    mentionedUsernames: [],
  };
}

test("what is asked for in one turn goes together, the rest as the next batch, each conversation in order", async () => {
  const { send, began, finish } = startQueue();
  const sends = send("a1 b1 a2 c1 a3 b2");
  expect(await began(1)).toEqual(["a1 a2 a3 b1"]);
  sends.push(...send("a4"));
  finish(0);
  expect(await began(2)).toEqual(["a1 a2 a3 b1", "c1 a4 b2"]);
  finish(1);
  expect(await Promise.all(sends)).toEqual(Array(7).fill("ok"));
});

test("one conversation is in one batch at a time, however many may be under way", async () => {
  const { send, began, finish } = startQueue({ batchesMax: 3, lateAfterMs: 0 });
  const sends = send("a1 b1");
  await began(1);
  sends.push(...send("a2 c1"));
  expect(await began(2)).toEqual(["a1 b1", "c1"]);
  finish(0);
  expect(await began(3)).toEqual(["a1 b1", "c1", "a2"]);
  finish(1);
  finish(2);
  expect(await Promise.all(sends)).toEqual(Array(4).fill("ok"));
});

test("a further batch goes where enough waits to fill it", async () => {
  const { send, began, finish } = startQueue({ batchesMax: 3 });
  const sends = send("a1");
  await began(1);
  sends.push(...send("b1 c1 d1"));
  await nextTurn();
  expect(await began(1)).toEqual(["a1"]);
  sends.push(...send("e1"));
  expect(await began(2)).toEqual(["a1", "b1 c1 d1 e1"]);
  finish(0);
  finish(1);
  expect(await Promise.all(sends)).toEqual(Array(5).fill("ok"));
});

test("a further batch goes where the last one is late, and so many at the most", async () => {
  const { send, began, finish } = startQueue({ batchesMax: 2, lateAfterMs: 30 });
  const sends = send("a1");
  await began(1);
  sends.push(...send("b1"));
  expect(await began(2)).toEqual(["a1", "b1"]);
  sends.push(...send("c1"));
  finish(1);
  expect(await began(3)).toEqual(["a1", "b1", "c1"]);
  finish(0);
  finish(2);
  expect(await Promise.all(sends)).toEqual(["ok", "ok", "ok"]);
});

test("when a batch is written the next one is under way before anybody is told or answered", async () => {
  const seen: string[] = [];
  const { send, began, finish, count } = startQueue({
    onWritten: () => void seen.push(`told when ${count()} had begun`),
  });
  const first = send("a1").map((sent) => sent.then(() => seen.push(`answered when ${count()} had`)));
  await began(1);
  const second = send("a2");
  finish(0);
  await Promise.all(first);
  expect(seen).toEqual(["told when 2 had begun", "answered when 2 had"]);
  finish(1);
  expect(await Promise.all(second)).toEqual(["ok"]);
});

test("a locked conversation is waited for by itself, in order, while the others go on", async () => {
  const { send, began, finish } = startQueue();
  const toA = send("a1 a2");
  const toB = send("b1");
  await began(1);
  finish(0, "a");
  expect(await Promise.all(toB)).toEqual(["ok"]);
  await began(2);
  toB.push(...send("b2"));
  expect(await began(3)).toEqual(["a1 a2 b1", "!a1 a2", "b2"]);
  toA.push(...send("a3"));
  finish(2);
  expect(await Promise.all(toB)).toEqual(["ok", "ok"]);
  finish(1);
  expect(await began(4)).toEqual(["a1 a2 b1", "!a1 a2", "b2", "a3"]);
  finish(3);
  expect(await Promise.all(toA)).toEqual(["ok", "ok", "ok"]);
});

test("of many locked conversations so many are waited for at a time", async () => {
  const { send, began, finish } = startQueue({ apartMax: 2 });
  const sends = send("a1 b1 c1");
  await began(1);
  finish(0, "abc");
  expect(await began(3)).toEqual(["a1 b1 c1", "!a1", "!b1"]);
  sends.push(...send("d1"));
  expect(await began(4)).toEqual(["a1 b1 c1", "!a1", "!b1", "d1"]);
  finish(1);
  expect(await began(5)).toEqual(["a1 b1 c1", "!a1", "!b1", "d1", "!c1"]);
  for (const index of [2, 3, 4]) finish(index);
  expect(await Promise.all(sends)).toEqual(Array(4).fill("ok"));
});

test("the messages of a batch that was refused go one by one, and only what cannot be written fails", async () => {
  const { send, began, finish, fail } = startQueue();
  const sends = send("a1 a2 b1");
  await began(1);
  sends.push(...send("a3"));
  fail(0);
  expect(await began(2)).toEqual(["a1 a2 b1", "!a1"]);
  fail(1);
  expect(await began(3)).toEqual(["a1 a2 b1", "!a1", "!b1"]);
  finish(2);
  expect(await began(4)).toEqual(["a1 a2 b1", "!a1", "!b1", "!a2"]);
  finish(3);
  expect(await began(5)).toEqual(["a1 a2 b1", "!a1", "!b1", "!a2", "a3"]);
  finish(4);
  expect(await Promise.all(sends)).toEqual(["refused", "ok", "ok", "ok"]);
});

test("messages that waited for a lock together and were refused go one by one, too", async () => {
  const { send, began, finish, fail } = startQueue();
  const sends = send("a1 a2");
  await began(1);
  finish(0, "a");
  await began(2);
  fail(1);
  expect(await began(3)).toEqual(["a1 a2", "!a1 a2", "!a1"]);
  finish(2);
  expect(await began(4)).toEqual(["a1 a2", "!a1 a2", "!a1", "!a2"]);
  fail(3);
  expect(await Promise.all(sends)).toEqual(["ok", "refused"]);
});

test("a batch whose fate is unknown fails as a whole, and what came later goes on", async () => {
  const { send, began, finish, fail } = startQueue();
  const sends = send("a1 b1");
  await began(1);
  sends.push(...send("a2"));
  fail(0, "the connection broke");
  expect(await began(2)).toEqual(["a1 b1", "a2"]);
  finish(1);
  expect(await Promise.all(sends)).toEqual(["the connection broke", "the connection broke", "ok"]);
});

test("who comes to a conversation's full line, or to a full queue, is refused, and nobody else", async () => {
  const { send, began, finish } = startQueue({ waitingMax: 2, waitingInAllMax: 4 });
  const underWay = send("a1");
  await began(1);
  const sends = send("a2 a3 a4 b1 c1 d1");
  expect(await Promise.all([...sends.slice(2, 3), ...sends.slice(5)])).toEqual(["full", "full"]);
  finish(0);
  expect(await began(2)).toEqual(["a1", "b1 c1 a2 a3"]);
  finish(1);
  const accepted = [...underWay, ...sends.slice(0, 2), ...sends.slice(3, 5)];
  expect(await Promise.all(accepted)).toEqual(Array(5).fill("ok"));
  const again = send("a5 b2 c2 d2");
  await began(3);
  finish(2);
  expect(await Promise.all(again)).toEqual(Array(4).fill("ok"));
});

test("what has waited too long is refused when its turn comes, and never written", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  onTestFinished(() => void vi.useRealTimers());
  const { send, began, finish } = startQueue({ waitMaxMs: 1_000 });
  const first = send("a1");
  await began(1);
  const stale = send("a2 b1");
  vi.advanceTimersByTime(600);
  const fresh = send("a3");
  vi.advanceTimersByTime(600);
  finish(0);
  expect(await began(2)).toEqual(["a1", "a3"]);
  expect(await Promise.all(stale)).toEqual(["full", "full"]);
  finish(1);
  expect(await Promise.all([...first, ...fresh])).toEqual(["ok", "ok"]);
});

test("what is held back goes again before what came later, once what it waits for is there; others go on", async () => {
  const { send, began, count, finish, hold } = startQueue();
  const first = send("a1 a2 b1");
  await began(1);
  const second = send("a3");
  const until = Promise.withResolvers<null>();
  hold(0, "2", until.promise);
  const third = send("b2");
  expect(await began(2)).toEqual(["a1 a2 b1", "b2"]);
  finish(1);
  expect(await Promise.all(third)).toEqual(["ok"]);
  await nextTurn();
  expect(count()).toBe(2);
  until.resolve(null);
  expect((await began(3))[2]).toBe("a2 a3");
  finish(2);
  expect(await Promise.all([...first, ...second])).toEqual(["ok", "ok", "ok", "ok"]);
});

test("what is held back again and again is refused in the end", async () => {
  const { send, began, hold } = startQueue();
  const sent = send("a1");
  for (let index = 0; index < 3; index += 1) {
    await began(index + 1);
    hold(index, "1");
  }
  expect(await Promise.all(sent)).toEqual(["full"]);
});
