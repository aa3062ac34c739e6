/** Per key one batch under way, the next collected meanwhile; what waits is bounded in number and in time. */
import { expect, onTestFinished, test, vi } from "vitest";
import { createBatcher } from "../../src/lib/batcher.ts";
import type { BatcherOptions } from "../../src/lib/batcher.ts";

interface Batch {
  readonly key: string;
  readonly items: readonly string[];
  readonly done: PromiseWithResolvers<readonly string[]>;
}

/** A batcher whose batches are under way until the test ends them; an item's result is its capitals. */
function startBatcher(limits: Partial<BatcherOptions<string, string>> = {}) {
  const batches: Batch[] = [];
  const enqueue = createBatcher<string, string>({
    run: (key, items) => {
      const done = Promise.withResolvers<readonly string[]>();
      batches.push({ key, items, done });
      return done.promise;
    },
    batchMax: 3,
    waitingMax: 100,
    waitMaxMs: 1_000,
    onFull: () => new Error("full"),
    ...limits,
  });
  return {
    enqueue,
    enqueueAll: (key: string, items: string) => items.split("").map((item) => enqueue(key, item)),
    /** What ran so far, as "key:items". */
    ran: () => batches.map(({ key, items }) => `${key}:${items.join("")}`),
    /** Ends the batch that began at `index`. */
    finish: (index: number) => {
      const batch = batches[index];
      batch?.done.resolve(batch.items.map((item) => item.toUpperCase()));
    },
    fail: (index: number) => batches[index]?.done.reject(new Error("failed")),
  };
}

/** What each was refused with; for one that was not, its result. */
function refusalsOf(results: readonly Promise<string>[]): Promise<string[]> {
  return Promise.all(
    results.map((result) => result.catch((error: unknown) => (error instanceof Error ? error.message : "?"))),
  );
}

test("what arrives while a batch is under way goes as the next ones, in order of arrival", async () => {
  const { enqueueAll, ran, finish } = startBatcher();
  const results = enqueueAll("k", "abcdef");
  expect(ran()).toEqual(["k:a"]);
  finish(0);
  await results[0];
  expect(ran()).toEqual(["k:a", "k:bcd"]);
  finish(1);
  await results[3];
  expect(ran()).toEqual(["k:a", "k:bcd", "k:ef"]);
  finish(2);
  expect(await Promise.all(results)).toEqual(["A", "B", "C", "D", "E", "F"]);
});

test("keys do not wait for each other, and an idle key begins at once again", async () => {
  const { enqueue, ran, finish } = startBatcher();
  const first = enqueue("k", "a");
  const other = enqueue("l", "b");
  expect(ran()).toEqual(["k:a", "l:b"]);
  finish(1);
  expect(await other).toBe("B");
  finish(0);
  await first;
  const again = enqueue("k", "c");
  await vi.waitFor(() => expect(ran()).toEqual(["k:a", "l:b", "k:c"]));
  finish(2);
  expect(await again).toBe("C");
});

test("who comes to a full queue is refused, and nobody else", async () => {
  const { enqueueAll, ran, finish } = startBatcher({ waitingMax: 3 });
  const results = enqueueAll("k", "abcde");
  await expect(results[4]).rejects.toThrow("full");
  finish(0);
  await results[0];
  finish(1);
  expect(await Promise.all(results.slice(0, 4))).toEqual(["A", "B", "C", "D"]);
  expect(ran()).toEqual(["k:a", "k:bcd"]);
});

test("what has waited too long is refused when its turn comes, and never run", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { enqueue, enqueueAll, ran, finish } = startBatcher({ waitMaxMs: 1_000 });
  const [first, ...stale] = enqueueAll("k", "abcde");
  vi.advanceTimersByTime(600);
  const fresh = enqueue("k", "f");
  vi.advanceTimersByTime(600);
  finish(0);
  expect(await first).toBe("A");
  expect(ran()).toEqual(["k:a", "k:f"]);
  expect(await refusalsOf(stale)).toEqual(["full", "full", "full", "full"]);
  finish(1);
  expect(await fresh).toBe("F");
});

test("a batch that fails rejects its own items; the next one runs", async () => {
  const { enqueueAll, ran, finish, fail } = startBatcher();
  const results = enqueueAll("k", "abcde");
  finish(0);
  await results[0];
  const own = refusalsOf(results.slice(1, 4));
  fail(1);
  expect(await own).toEqual(["failed", "failed", "failed"]);
  expect(ran()).toEqual(["k:a", "k:bcd", "k:e"]);
  finish(2);
  expect(await results[4]).toBe("E");
});

test("an item that a batch did not answer is rejected, not left waiting", async () => {
  const enqueue = createBatcher<string, string>({
    run: async (_key, items) => items.slice(1),
    batchMax: 3,
    waitingMax: 100,
    waitMaxMs: 1_000,
    onFull: () => new Error("full"),
  });
  await expect(enqueue("k", "a")).rejects.toThrow("fewer items");
});
