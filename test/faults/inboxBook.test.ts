/** An inbox's logs: a resumed stream's repeats are dropped, and what no stream may do stays to be found. */
import { expect, test } from "vitest";
import { InboxBook } from "./inboxBook.ts";

test("what a resumed stream repeats is dropped, what is new is recorded", () => {
  const book = begun();
  for (const seq of [4, 5]) book.take(event(seq));
  book.take({ __typename: "StreamCheckpoint", cursor: "checkpoint" });
  book.note({ type: "CLOSED", code: 1006 });
  book.opened();
  for (const seq of [4, 5, 6]) book.take(event(seq));
  book.take(ready(true, 6));
  expect(told(book)).toEqual([4, 5, 6]);
  expect(book).toMatchObject({ repeats: 2, resumedFromCheckpoint: 1, cursor: "ready" });
});

test("what comes twice on one stream, or falls back, is recorded, repeat or not", () => {
  const book = begun();
  for (const seq of [4, 5, 5]) book.take(event(seq));
  book.opened();
  for (const seq of [5, 4, 6]) book.take(event(seq));
  expect(told(book)).toEqual([4, 5, 5, 4, 6]);
});

test("after a reset it begins anew, from the snapshot", () => {
  const book = begun();
  for (const seq of [4, 5, 6, 7]) book.take(event(seq));
  book.take({ __typename: "StreamReset", cursor: "reset", reason: "restored" });
  book.take(ready(false, 5));
  for (const seq of [5, 6]) book.take(event(seq));
  expect(told(book)).toEqual([4, 5, 6, 7, 6]);
  expect(book.logs[0]?.entries.slice(-3)).toMatchObject([
    { type: "RESET", seq: 5 },
    { type: "READY", seq: 5 },
    { type: "EVENT", seq: 6 },
  ]);
});

/** In a conversation whose head is 3. */
function begun(): InboxBook {
  const book = new InboxBook("bo's inbox", "bo");
  book.opened();
  book.take(ready(false, 3));
  return book;
}

function told(book: InboxBook): number[] {
  return (book.logs[0]?.entries ?? []).flatMap((entry) => (entry.type === "EVENT" ? [entry.seq] : []));
}

function ready(recovered: boolean, headSeq: number) {
  const conversations = { edges: [{ node: { id: "c", headSeq } }] };
  return {
    __typename: "StreamReady",
    cursor: "ready",
    recovered,
    viewerSnapshot: { conversations },
  } as const;
}

function event(seq: number) {
  const sentMessage = { clientKey: `k${seq}`, body: "said", isWithheld: false };
  return { __typename: "MessageSent", seq, conversation: { id: "c" }, sentMessage } as const;
}
