/** A page of the log is read once for a crowd, is never old, and what cannot be read is not remembered. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ConversationEvent } from "../../src/domain/events.ts";
import { PAGE, SharedPages } from "../../src/realtime/sharedPages.ts";
import { CONVERSATION, FakeLog, sent } from "./fakes.ts";

const AGE_MAX_MS = 1_000;
const PAGES_MAX = 4;

/** Time passes only when a test says so. */
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Pages of a log up to `head`, and where the reads of its table began. */
function pagesUpTo(head: number) {
  const log = new FakeLog();
  log.commit(...Array.from({ length: head }, (_, index) => sent(index + 1)));
  const reads: number[] = [];
  let fault: Error | null = null;
  const pages = new SharedPages(async (afterSeq, limit) => {
    reads.push(afterSeq);
    expect(limit).toBe(PAGE);
    if (fault !== null) throw fault;
    return log.readEvents(CONVERSATION, afterSeq, limit);
  });
  return {
    log,
    reads,
    pages,
    seqsAfter: async (seq: number) => (await pages.after(seq)).map((event: ConversationEvent) => event.seq),
    failWith: (error: Error | null) => {
      fault = error;
    },
  };
}

const upTo = (last: number, first = 1) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

test("cursors near to each other are served from one read, each with what is behind it, at most a page", async () => {
  const { seqsAfter, reads } = pagesUpTo(PAGE + 10);
  expect(await Promise.all([seqsAfter(0), seqsAfter(0), seqsAfter(PAGE - 2)])).toEqual([
    upTo(PAGE),
    upTo(PAGE),
    [PAGE - 1, PAGE],
  ]);
  expect(reads).toEqual([0]);
  expect(await seqsAfter(PAGE)).toEqual(upTo(PAGE + 10, PAGE + 1));
  expect(reads).toEqual([0, PAGE]);
});

test("a page serves for a second from when its read began, and is then read anew", async () => {
  const { log, seqsAfter, reads } = pagesUpTo(2);
  await seqsAfter(0);
  log.commit(sent(3));
  vi.advanceTimersByTime(AGE_MAX_MS - 1);
  expect(await seqsAfter(0)).toEqual([1, 2]);
  vi.advanceTimersByTime(1);
  expect(await seqsAfter(0)).toEqual([1, 2, 3]);
  expect(reads).toEqual([0, 0]);
});

test("a page that ends before what its reader knows of is read anew at once", async () => {
  const { log, seqsAfter, reads } = pagesUpTo(2);
  await seqsAfter(0);
  log.commit(sent(3));
  expect(await seqsAfter(2)).toEqual([3]);
  expect(await seqsAfter(0)).toEqual([1, 2, 3]);
  expect(reads).toEqual([0, 0]);
});

test("of many pages the ones read last are kept, and no others", async () => {
  const { seqsAfter, reads } = pagesUpTo(6 * PAGE);
  const froms = Array.from({ length: PAGES_MAX + 1 }, (_, index) => index * PAGE);
  for (const from of froms) await seqsAfter(from);
  expect(reads.splice(0)).toEqual(froms);
  for (const from of froms.slice(1)) await seqsAfter(from);
  expect(reads).toEqual([]);
  await seqsAfter(0);
  expect(reads).toEqual([0]);
});

test("a read that fails is told to all who waited for it, and whoever comes next reads anew", async () => {
  const { seqsAfter, reads, failWith } = pagesUpTo(2);
  const fault = new Error("away");
  failWith(fault);
  const waiting = await Promise.allSettled([seqsAfter(0), seqsAfter(1)]);
  expect(waiting).toEqual(Array.from({ length: 2 }, () => ({ status: "rejected", reason: fault })));
  expect(reads).toEqual([0]);
  failWith(null);
  expect(await seqsAfter(0)).toEqual([1, 2]);
  expect(reads).toEqual([0, 0]);
});

test("behind a change of what they say all pages are read anew", async () => {
  const { seqsAfter, reads, pages } = pagesUpTo(2 * PAGE);
  const both = () => Promise.all([seqsAfter(0), seqsAfter(PAGE)]);
  await both();
  pages.clear();
  await both();
  expect(reads).toEqual([0, PAGE, 0, PAGE]);
});

test("a crowd that knows of more than a page has reads it anew once", async () => {
  const { log, seqsAfter, reads } = pagesUpTo(2);
  await seqsAfter(0);
  log.commit(sent(3));
  const answers = await Promise.all(Array.from({ length: 100 }, () => seqsAfter(2)));
  expect(new Set(answers.map(String))).toEqual(new Set(["3"]));
  expect(reads).toEqual([0, 0]);
});
