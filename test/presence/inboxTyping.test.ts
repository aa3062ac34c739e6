/** Typing on the inbox: where it is selected, and nowhere else. */
import { Redis } from "ioredis";
import { expect, inject, test } from "vitest";
import { presenceTopic, signalTopic } from "../../src/realtime/topics.ts";
import { idOf } from "../../src/schema/nodeId.ts";
import { nextItems } from "../live/items.ts";
import type { Item } from "../live/items.ts";
import { readInbox, TRANSPORTS } from "../realtime/inboxScene.ts";
import { markRead } from "../receipts/scene.ts";
import { startApp, startCluster } from "../support/app.ts";
import { RawSocket, readMetric } from "../transports/support.ts";
import { types } from "./scene.ts";

const SOON = { timeout: 10_000, interval: 20 };

const typingIn = (id: string, ...usernames: readonly string[]) => ({
  __typename: "TypingChanged",
  conversation: { id },
  typing: usernames.map((username) => ({ username })),
  count: usernames.length,
});

test("typing comes on every inbox of its conversation, from one execution for all on sockets", async () => {
  await using app = await startApp();
  await using stack = new AsyncDisposableStack();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const sockets = [];
  for (const person of [ana, bo, bo, ana, cy]) sockets.push(stack.use(await readInbox(app.url, person)));
  const sse = stack.use(await readInbox(app.url, bo, { transport: "SSE" }));
  const readers = [...sockets, sse];
  for (const reader of readers) await reader.until("StreamReady");

  const executions = () => readMetric(app.url, "parley_live_executions_total");
  const before = await executions();
  await types(cy, group);
  for (const reader of readers) expect(await reader.nextTold()).toEqual(typingIn(group, "cy"));
  expect((await executions()) - before).toBe(1);
  await types(bo, group);
  for (const reader of readers) expect(await reader.nextTold()).toEqual(typingIn(group, "cy", "bo"));
  await types(bo, group, false);
  for (const reader of readers) expect(await reader.nextTold()).toEqual(typingIn(group, "cy"));
  expect((await executions()) - before).toBe(3);

  await cy.sends(group, "here it is");
  for (const reader of readers) {
    const told = [await reader.nextTold(), await reader.nextTold()];
    expect(told).toContainEqual(typingIn(group));
    expect(told).toContainEqual(expect.objectContaining({ __typename: "MessageSent" }));
  }
});

test("whoever opens an inbox while somebody types is told so", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  await using first = await readInbox(app.url, ana);
  await first.until("StreamReady");
  await types(cy, group);
  await first.until("TypingChanged");
  for (const { transport } of TRANSPORTS) {
    await using later = await readInbox(app.url, bo, { transport });
    expect(await later.until("TypingChanged")).toMatchObject([
      { __typename: "StreamReady" },
      typingIn(group, "cy"),
    ]);
  }
});

test("an inbox whose document selects no signals is told of none, and its process asks Redis for none", async () => {
  await using cluster = await startCluster(2);
  const [here, there] = cluster.nodes;
  if (here === undefined || there === undefined) throw new Error("Two servers were asked for.");
  const { ana, bo, conversation } = await cluster.people.inConversation("ana", "bo");
  const redis = new Redis(inject("redisUrl"));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => redis.disconnect());
  const topics = [signalTopic(idOf("Conversation", conversation)), presenceTopic(idOf("User", ana.id))];
  const hearing = async (): Promise<unknown[]> => {
    const [, signals, , presence] = await redis.pubsub("NUMSUB", ...topics);
    return [signals, presence];
  };
  const plain = await bo.on(there).inbox();
  await plain.next();
  expect(await hearing()).toEqual([0, 0]);
  await types(ana, conversation);
  await types(ana, conversation, false);
  await ana.sends(conversation, "a fence");
  const items = await plain.until("MessageSent");
  const others = items.filter((item) => item.__typename !== "StreamCheckpoint");
  expect(others.map((item) => item.__typename)).toEqual(["MessageSent"]);
  expect(await hearing()).toEqual([0, 0]);

  const whole = await readInbox(there.url, bo);
  await whole.until("StreamReady");
  await expect.poll(hearing, SOON).toEqual([1, 1]);
  await types(ana, conversation);
  await whole.until("TypingChanged", ({ count }) => count === 1);
  await whole[Symbol.asyncDispose]();
  await expect.poll(hearing, SOON).toEqual([0, 0]);
});

test.each(TRANSPORTS)(
  "a fragment that @include leaves out orders nothing over $transport, and one that it lets in does",
  async ({ transport }) => {
    await using app = await startApp();
    const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
    const asking = (isWanted: boolean) => `subscription ($isWanted: Boolean! = ${isWanted}) {
      inboxEvents {
        __typename
        ...Typing
        ... on PresenceChanged { presence { status @skip(if: true) } }
        ... on MessageSent { seq }
      }
    }
    fragment Typing on InboxStreamItem {
      ... on TypingChanged @include(if: $isWanted) { count }
    }`;
    await using without = await readInbox(app.url, bo, { transport, query: asking(false) });
    await using having = await readInbox(app.url, bo, { transport, query: asking(true) });
    for (const inbox of [without, having]) await inbox.until("StreamReady");
    await types(ana, conversation);
    await having.until("TypingChanged");
    await ana.sends(conversation, "a fence");
    expect((await without.until("MessageSent")).map(({ __typename }) => __typename)).not.toContain(
      "TypingChanged",
    );
  },
);

test.each(TRANSPORTS)(
  "a removed member's inbox over $transport is told nothing more of typing and receipts there",
  async ({ transport }) => {
    await using app = await startApp();
    const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
    const other = await ana.makesGroup("Other", bo);
    await ana.sends(group, "one", "two");
    await using inbox = await readInbox(app.url, bo, { transport });
    await inbox.until("StreamReady");
    await using watching = await readInbox(app.url, cy);
    await watching.until("StreamReady");
    await types(cy, group);
    await inbox.until("TypingChanged");
    await ana.removes(group, bo);
    await inbox.until("MemberLeft");
    await types(cy, group, false);
    await types(ana, group);
    await cy.sends(group, "not for bo");
    // Somebody who is a member still is told of it all.
    await watching.until("TypingChanged", ({ typing }) => JSON.stringify(typing).includes("ana"));
    await types(ana, other);
    expect(await inbox.nextTold()).toEqual(typingIn(other, "ana"));
  },
);

/** With its body asked for 26 times a frame of 400 KB: a few are more than the buffers of two sockets take. */
const LONG = "x".repeat(16_000);
const TIMES = Array.from({ length: 25 }, (_, index) => `again${index}: body`).join(" ");
const HEAVY = `subscription {
  inboxEvents {
    __typename
    ... on ConversationEvent { seq }
    ... on MessageSent { sentMessage { body ${TIMES} } }
    ... on TypingChanged { count conversation { id } typing { username } }
    ... on ReceiptsAdvanced { count members { readSeq } }
  }
}`;
const HEAVY_COUNT = 30;

test(
  "an inbox that lags may lose signals, gets every event in order, and is told of signals again behind them",
  { timeout: 40_000 },
  async () => {
    await using app = await startApp();
    const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
    await using slow = await RawSocket.enter(app.url, bo.authorization);
    slow.subscribe("1", HEAVY);
    await nextItems(slow, 1);
    await using quick = await readInbox(app.url, ana);
    await quick.until("StreamReady");
    slow.webSocket.pause();
    for (let count = 0; count < HEAVY_COUNT; count += 1) {
      await types(cy, group, count % 2 === 0);
      await ana.sends(group, LONG);
      await markRead(cy, group, count + 1);
    }
    // Who reads beside it is served meanwhile.
    await quick.until("MessageSent", ({ seq }) => seq === HEAVY_COUNT + 1);
    slow.webSocket.resume();
    const items: Item[] = [];
    while (items.at(-1)?.["seq"] !== HEAVY_COUNT + 1) items.push(...(await nextItems(slow, 1)));
    const seqs = items.flatMap(({ seq }) => (seq === undefined ? [] : [seq]));
    expect(seqs).toEqual(Array.from({ length: HEAVY_COUNT }, (_, index) => index + 2));
    await ana.sends(group, "a fence");
    do items.push(...(await nextItems(slow, 1)));
    while (items.at(-1)?.["seq"] !== HEAVY_COUNT + 2);
    await types(bo, group);
    do items.push(...(await nextItems(slow, 1)));
    while (!JSON.stringify(items.at(-1)).includes('"username":"bo"'));
    expect(items.at(-1)).toMatchObject({ __typename: "TypingChanged" });
  },
);
