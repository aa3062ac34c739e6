/** A feed makes one order out of publications that come late, twice, out of order, or never. */
import { expect, onTestFinished, test, vi } from "vitest";
import { Feed, RING_MAX } from "../../src/realtime/feed.ts";
import { CONVERSATION, conversationAt, EPOCH, failOn, readNoPage, sent } from "./fakes.ts";

/** Well past a hole's patience. */
const PATIENCE_IS_OVER_MS = 1_000;

/** A table with `committed` events, and a feed that stands at `head`. */
function feedOver(committed: number, head = 0) {
  const table = Array.from({ length: committed }, (_, index) => sent(index + 1));
  const reads: number[] = [];
  const feed = new Feed({
    epoch: EPOCH,
    conversation: conversationAt(head),
    read: async (afterSeq, limit) => {
      reads.push(afterSeq);
      return table.filter(({ seq }) => seq > afterSeq).slice(0, limit);
    },
    readConversation: async () => conversationAt(table.length),
    readPage: readNoPage,
    onReadFailed: failOn,
  });
  return { feed, reads };
}

const seqsAfter = (feed: Feed, seq: number) => feed.after(seq)?.map((event) => event.seq) ?? null;

test("what comes in order is appended; what is known is dropped", () => {
  const { feed } = feedOver(0);
  for (const seq of [1, 2, 2, 1, 3]) feed.offer(sent(seq));
  expect(feed.head).toBe(3);
  expect(seqsAfter(feed, 0)).toEqual([1, 2, 3]);
  expect(seqsAfter(feed, 2)).toEqual([3]);
  expect(seqsAfter(feed, 3)).toEqual([]);
  feed.close();
});

test("what comes early waits for what was overtaken, and no read is needed", () => {
  const { feed, reads } = feedOver(4);
  for (const seq of [2, 4, 3, 1]) feed.offer(sent(seq));
  expect(seqsAfter(feed, 0)).toEqual([1, 2, 3, 4]);
  expect(reads).toEqual([]);
  feed.close();
});

test("a hole that stays open is read from the table, and every follower is told", async () => {
  const { feed, reads } = feedOver(5, 1);
  const healed = new Promise<void>((resolve) => {
    feed.onMoved(() => {
      if (feed.head === 5) resolve();
    });
  });
  feed.offer(sent(5));
  await healed;
  expect(seqsAfter(feed, 1)).toEqual([2, 3, 4, 5]);
  expect(reads).toEqual([1]);
  feed.close();
});

test("a hole longer than the ring is jumped: who is further behind reads the table", async () => {
  const { feed } = feedOver(10 * RING_MAX, 1);
  await feed.heal();
  expect(feed.head).toBe(10 * RING_MAX);
  expect(feed.after(1)).toBeNull();
  expect(feed.after(10 * RING_MAX - 3)?.length).toBe(3);
  feed.close();
});

test("the ring is bounded, and reaches back without a hole", () => {
  const { feed } = feedOver(0);
  for (let seq = 1; seq <= 5 * RING_MAX; seq += 1) feed.offer(sent(seq));
  expect(feed.after(0)).toBeNull();
  let reach = feed.head;
  while (feed.after(reach - 1) !== null) reach -= 1;
  expect(feed.head - reach).toBeLessThanOrEqual(2 * RING_MAX);
  expect(feed.head - reach).toBeGreaterThanOrEqual(RING_MAX);
  expect(seqsAfter(feed, reach)?.[0]).toBe(reach + 1);
  feed.close();
});

test("what a deletion took away is gone from the ring, too", () => {
  const { feed } = feedOver(0);
  const first = sent(1, { body: "regretted" });
  feed.offer(first);
  feed.offer(sent(2));
  if (first.kind !== "MESSAGE_SENT") throw new Error("unreachable");
  const message = { ...first.message, body: "", deletedAt: new Date(1), changedSeq: 3 };
  feed.offer({ ...first, kind: "MESSAGE_DELETED", seq: 3, message });
  expect(JSON.stringify(feed.after(0))).not.toContain("regretted");
  expect(seqsAfter(feed, 0)).toEqual([1, 2, 3]);
  feed.close();
});

test("what was removed in bulk is gone from the ring, wherever it stands, and nothing else", () => {
  const { feed } = feedOver(0);
  const words = { body: "regretted" };
  feed.offer(sent(1, words));
  feed.offer(sent(2, { senderId: "bo", body: "by another" }));
  feed.offer(sent(3, { senderId: "bo", forwardedSenderId: "ana", ...words }));
  const answer = sent(4, { senderId: "bo", body: "an answer", replyToId: `${CONVERSATION}-1` });
  const [first] = feed.after(0) ?? [];
  if (first?.kind !== "MESSAGE_SENT" || answer.kind !== "MESSAGE_SENT") throw new Error("unreachable");
  feed.offer({ ...answer, related: [first.message] });
  feed.offer(sent(5, { body: "behind it" }));
  feed.offer({
    kind: "MESSAGES_REMOVED",
    reason: "ERASURE",
    conversationId: CONVERSATION,
    seq: 6,
    actorId: "ana",
    occurredAt: new Date(6),
    throughSeq: 4,
    senderId: "ana",
    changed: [],
    related: [],
  });
  const kept = JSON.stringify(feed.after(0));
  expect(kept).not.toContain("regretted");
  for (const body of ["by another", "an answer", "behind it"]) expect(kept).toContain(body);
  expect(feed.at(1)).toMatchObject({ message: { body: "", deletedAt: new Date(6), changedSeq: 6 } });
  expect(feed.at(2)).toMatchObject({ message: { deletedAt: null, changedSeq: 2 } });
  expect(seqsAfter(feed, 0)).toEqual([1, 2, 3, 4, 5, 6]);
  feed.close();
});

test("a hole that was seen while a read was under way is closed by another read", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const table = [sent(1)];
  const gate = Promise.withResolvers<void>();
  const feed = new Feed({
    epoch: EPOCH,
    conversation: conversationAt(0),
    read: async (afterSeq, limit) => {
      const rows = table.filter(({ seq }) => seq > afterSeq).slice(0, limit);
      await gate.promise;
      return rows;
    },
    readConversation: async () => conversationAt(table.length),
    readPage: readNoPage,
    onReadFailed: failOn,
  });
  const healing = feed.heal();
  await vi.advanceTimersByTimeAsync(0);
  table.push(sent(2), sent(3));
  feed.offer(sent(3));
  await vi.advanceTimersByTimeAsync(PATIENCE_IS_OVER_MS);
  gate.resolve();
  await healing;
  expect(feed.head).toBe(1);
  await vi.advanceTimersByTimeAsync(PATIENCE_IS_OVER_MS);
  expect(feed.head).toBe(3);
  feed.close();
});

test("a read that brings the feed no further is its last, until something more is heard", async () => {
  const reads: number[] = [];
  const feed = new Feed({
    epoch: EPOCH,
    conversation: conversationAt(0),
    read: async (afterSeq) => {
      reads.push(afterSeq);
      return reads.length < 10 ? [sent(2)] : [];
    },
    readConversation: async () => conversationAt(2),
    readPage: readNoPage,
    onReadFailed: failOn,
  });
  await feed.heal();
  expect(reads).toEqual([0]);
  expect(feed.conversation).toEqual(conversationAt(0));
  feed.close();
});

test("a closed feed reads nothing, whoever asks it to", async () => {
  const { feed, reads } = feedOver(3);
  feed.close();
  await feed.heal();
  feed.offer(sent(3));
  expect({ reads, head: feed.head }).toEqual({ reads: [], head: 0 });
});
