/** A reader that stops reading lags and loses nothing; the others notice nothing. */
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { RawSocket, readMetric } from "../transports/support.ts";
import { nextItems } from "./items.ts";
import { heldBufferBytes } from "./memory.ts";

/** With its body asked for 26 times a frame of 400 KB: a few are more than the buffers of two sockets take. */
const LONG = "x".repeat(16_000);
const TIMES = Array.from({ length: 25 }, (_, index) => `again${index}: body`).join(" ");
const HEAVY = `
  subscription ($conversationId: ID!) {
    conversationEvents(conversationId: $conversationId) {
      __typename
      ... on ConversationEvent { seq }
      ... on MessageSent { sentMessage { body ${TIMES} } }
      ... on MemberLeft { member { user { username } } }
    }
  }`;
const HEAVY_INBOX = HEAVY.replace("($conversationId: ID!)", "").replace(
  "conversationEvents(conversationId: $conversationId)",
  "inboxEvents",
);
const LIGHT = `
  subscription ($conversationId: ID!) {
    conversationEvents(conversationId: $conversationId) { __typename ... on ConversationEvent { seq } }
  }`;
/** More than the ring keeps, beside what the readers' buffers take. */
const MANY = 700;
const HEAVY_COUNT = 30;

const seqsOf = (items: readonly Readonly<Record<string, unknown>>[]) => items.map(({ seq }) => seq);
const upTo = (last: number) => Array.from({ length: last - 1 }, (_, index) => index + 2);

test(
  "readers that stop reading get everything later, in order, once, from ring and table; the others go on",
  { timeout: 60_000 },
  async () => {
    await using app = await startApp();
    await using stack = new AsyncDisposableStack();
    const { ana, bo, group } = await app.people.inGroup("ana", "bo");
    const slow: RawSocket[] = [];
    for (let count = 0; count < 20; count += 1) {
      const socket = stack.use(await RawSocket.enter(app.url, bo.authorization));
      socket.subscribe("1", HEAVY, { conversationId: group });
      slow.push(socket);
    }
    const quick = stack.use(await RawSocket.enter(app.url, ana.authorization));
    quick.subscribe("1", LIGHT, { conversationId: group });
    for (const socket of [...slow, quick]) await nextItems(socket, 1);
    for (const { webSocket } of slow) webSocket.pause();

    for (let count = 0; count < HEAVY_COUNT; count += 1) await ana.sends(group, LONG);
    for (let count = HEAVY_COUNT; count < MANY; count += 50) {
      await Promise.all(Array.from({ length: 50 }, () => ana.send(group, "short")));
    }
    const head = (await ana.history(group))?.headSeq ?? 0;
    expect(seqsOf(await nextItems(quick, head - 1))).toEqual(upTo(head));
    // None of the slow ones has everything: at most what the buffers of its sockets hold.
    const delivered = await readMetric(app.url, "parley_deliveries_total");
    expect(delivered).toBeLessThan(head - 1 + slow.length * HEAVY_COUNT);

    for (const { webSocket } of slow.slice(0, 10)) webSocket.resume();
    await Promise.all(
      slow
        .slice(0, 10)
        .map(async (socket) => expect(seqsOf(await nextItems(socket, head - 1))).toEqual(upTo(head))),
    );
    await ana.sends(group, "fence");
    for (const socket of [quick, ...slow.slice(0, 10)]) {
      expect(seqsOf(await nextItems(socket, 1))).toEqual([head + 1]);
    }
    // The rest are still asleep when the server goes.
  },
);

test(
  "what waits for a reader that does not read is bounded, however much is said",
  { timeout: 60_000 },
  async () => {
    await using app = await startApp();
    await using stack = new AsyncDisposableStack();
    const { ana, bo, group } = await app.people.inGroup("ana", "bo");
    const slow: RawSocket[] = [];
    for (let count = 0; count < 50; count += 1) {
      const socket = stack.use(await RawSocket.enter(app.url, bo.authorization));
      socket.subscribe("1", HEAVY, { conversationId: group });
      await nextItems(socket, 1);
      socket.webSocket.pause();
      slow.push(socket);
    }
    const buffersOf = async (sends: number): Promise<number> => {
      for (let count = 0; count < sends; count += 1) await ana.sends(group, LONG);
      return heldBufferBytes();
    };
    await buffersOf(20);
    const before = await buffersOf(0);
    const after = await buffersOf(60);
    // 60 frames of 400 KB, had one payload of each been kept: 24 MB.
    expect(after - before).toBeLessThan(12_000_000);
  },
);

test(
  "a lagging reader that is removed meanwhile gets the removal as its last, and nothing behind it",
  { timeout: 40_000 },
  async () => {
    await using app = await startApp();
    const { ana, bo, group } = await app.people.inGroup("ana", "bo");
    await using slow = await RawSocket.enter(app.url, bo.authorization);
    slow.subscribe("1", HEAVY, { conversationId: group });
    await nextItems(slow, 1);
    slow.webSocket.pause();
    for (let count = 0; count < HEAVY_COUNT; count += 1) await ana.sends(group, LONG);
    await ana.removes(group, bo);
    await ana.sends(group, "after the removal");
    slow.webSocket.resume();
    const items = await nextItems(slow, HEAVY_COUNT + 1);
    expect(seqsOf(items)).toEqual(upTo(HEAVY_COUNT + 2));
    expect(items.at(-1)).toMatchObject({ __typename: "MemberLeft", member: { user: { username: "bo" } } });
    expect(await slow.next()).toEqual({ id: "1", type: "complete" });
    await slow.answers();
  },
);

test("an inbox that lags gets no checkpoint before all that it covers", { timeout: 60_000 }, async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const other = await ana.makesGroup("Other", bo);
  await using slow = await RawSocket.enter(app.url, bo.authorization);
  slow.subscribe("1", HEAVY_INBOX);
  await nextItems(slow, 1);
  const watching = await bo.inbox();
  slow.webSocket.pause();
  for (let count = 0; count < HEAVY_COUNT; count += 1) await ana.sends(group, LONG);
  await ana.sends(other, "elsewhere");
  // A reader beside it is told of a place that covers all of this.
  await watching.until("MessageSent");
  await watching.until("StreamCheckpoint");
  slow.webSocket.resume();
  const items: Readonly<Record<string, unknown>>[] = [];
  while (items.at(-1)?.["__typename"] !== "StreamCheckpoint") items.push(...(await nextItems(slow, 1)));
  const before = items.filter(({ __typename }) => __typename === "MessageSent").length;
  expect(before).toBe(HEAVY_COUNT + 1);
});
