/** How a stream ends: what was owed is written before, and nothing is said behind. */
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { UpdateConversationDocument } from "../support/documents.ts";
import { rowsOf } from "../support/rows.ts";
import { becomes, RawSocket, readMetric } from "../transports/support.ts";
import { nextItems } from "./items.ts";

const LONG = "x".repeat(16_000);
const FOLLOW = `
  subscription ($conversationId: ID!, $after: Cursor) {
    conversationEvents(conversationId: $conversationId, after: $after) {
      __typename
      ... on StreamReady { recovered }
      ... on StreamReset { reason }
      ... on ConversationEvent { seq cursor }
      ... on MessageSent { sentMessage { body } }
    }
  }`;
const INBOX = `
  subscription {
    inboxEvents {
      __typename
      ... on ConversationEvent { seq conversation { id } }
      ... on MessageSent { sentMessage { body } }
    }
  }`;

test("the removal is the last frame before complete, also where much was owed in the same turn", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  await using removed = await RawSocket.enter(app.url, bo.authorization);
  await using other = await RawSocket.enter(app.url, cy.authorization);
  for (const socket of [removed, other]) {
    socket.subscribe("1", FOLLOW, { conversationId: group });
    await nextItems(socket, 1);
  }
  const sends = Array.from({ length: 10 }, () => ana.sends(group, LONG));
  await Promise.all([...sends, ana.removes(group, bo)]);
  await ana.sends(group, "after the removal");
  const items = [];
  do items.push(...(await nextItems(removed, 1)));
  while (items.at(-1)?.["__typename"] !== "MemberLeft");
  expect(await removed.next()).toEqual({ id: "1", type: "complete" });
  await removed.answers();
  expect(items.map(({ seq }) => seq)).toEqual(items.map((_, index) => index + 2));

  const others = await nextItems(other, 12);
  expect(others.slice(0, items.length)).toEqual(items);
  expect(others.at(-1)).toMatchObject({ sentMessage: { body: "after the removal" } });
});

test("the inbox of who was removed goes on with the other conversations, and with this one when they are back", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const other = await ana.makesGroup("Other", bo);
  await using inbox = await RawSocket.enter(app.url, bo.authorization);
  inbox.subscribe("1", INBOX);
  await nextItems(inbox, 1);
  await ana.removes(group, bo);
  await ana.sends(group, "not for bo");
  await ana.sends(other, "elsewhere");
  expect(await nextItems(inbox, 2)).toMatchObject([
    { __typename: "MemberLeft", seq: 2 },
    { sentMessage: { body: "elsewhere" } },
  ]);
  await ana.adds(group, bo);
  await ana.sends(group, "welcome back");
  expect(await nextItems(inbox, 2)).toMatchObject([
    { __typename: "MemberJoined", seq: 4 },
    { sentMessage: { body: "welcome back" } },
  ]);
});

test("behind a client's complete no frame of the old stream comes, though its id is used again at once", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const quiet = await ana.makesGroup("Quiet", bo);
  await using socket = await RawSocket.enter(app.url, bo.authorization);
  for (let turn = 0; turn < 20; turn += 1) {
    socket.subscribe("1", FOLLOW, { conversationId: group });
    await nextItems(socket, 1);
    const sending = Promise.all([1, 2, 3].map(() => ana.sends(group, "old")));
    socket.send({ id: "1", type: "complete" });
    socket.subscribe("1", FOLLOW, { conversationId: quiet });
    let item = (await nextItems(socket, 1))[0];
    // What was on its way before the server had heard of it.
    while (item?.["__typename"] === "MessageSent") [item] = await nextItems(socket, 1);
    expect(item).toMatchObject({ __typename: "StreamReady" });
    await sending;
    await ana.sends(quiet, `quiet ${turn}`);
    expect(await nextItems(socket, 1)).toMatchObject([{ sentMessage: { body: `quiet ${turn}` } }]);
    socket.send({ id: "1", type: "complete" });
    await becomes(() => readMetric(app.url, 'parley_open_streams{transport="websocket"}'), 0);
  }
});

test("a stream that begins under the id of one that is still being opened loses nothing of its own", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const quiet = await ana.makesGroup("Quiet", bo);
  await using socket = await RawSocket.enter(app.url, bo.authorization);
  for (let turn = 0; turn < 100; turn += 1) {
    socket.subscribe("1", FOLLOW, { conversationId: group });
    socket.send({ id: "1", type: "complete" });
    socket.subscribe("1", FOLLOW, { conversationId: quiet });
    expect(await nextItems(socket, 1)).toMatchObject([{ __typename: "StreamReady" }]);
    socket.send({ id: "1", type: "complete" });
    await becomes(() => readMetric(app.url, 'parley_open_streams{transport="websocket"}'), 0);
  }
});

test("a close code comes behind the frames that were owed", async () => {
  const app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await using socket = await RawSocket.enter(app.url, bo.authorization);
  socket.subscribe("1", FOLLOW, { conversationId: group });
  await nextItems(socket, 1);
  socket.webSocket.pause();
  for (let count = 0; count < 10; count += 1) await ana.sends(group, LONG);
  const stopping = app[Symbol.asyncDispose]();
  socket.webSocket.resume();
  expect((await nextItems(socket, 10)).map(({ seq }) => seq)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  expect(await socket.closed).toMatchObject({ code: 1012 });
  await stopping;
});

test("a new epoch resets the streams of conversations and inboxes, and they go on", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await using conversation = await RawSocket.enter(app.url, bo.authorization);
  conversation.subscribe("1", FOLLOW, { conversationId: group });
  await using inbox = await RawSocket.enter(app.url, bo.authorization);
  inbox.subscribe("1", INBOX);
  const sockets = [conversation, inbox];
  for (const socket of sockets) await nextItems(socket, 1);
  await ana.sends(group, "before");
  for (const socket of sockets) await nextItems(socket, 1);
  const [table] = await rowsOf<{ name: string; column: string }>(
    app,
    `SELECT table_name AS name, column_name AS column FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'epoch'`,
  );
  await rowsOf(app, `UPDATE ${table?.name} SET ${table?.column} = gen_random_uuid()`);
  for (const socket of sockets) {
    expect(await nextItems(socket, 2)).toMatchObject([
      { __typename: "StreamReset" },
      { __typename: "StreamReady" },
    ]);
  }
  await ana.sends(group, "after");
  for (const socket of sockets) {
    expect(await nextItems(socket, 1)).toMatchObject([{ seq: 3, sentMessage: { body: "after" } }]);
  }
});

test("who is removed is not told what the conversation is called after that, though both arrive at once", async () => {
  const held: (() => void)[] = [];
  let isHeld = false;
  await using app = await startApp(
    {},
    {
      around: {
        relay: (relay) => (events) => {
          if (isHeld) held.push(() => relay(events));
          else relay(events);
        },
      },
    },
  );
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await using removed = await RawSocket.enter(app.url, bo.authorization);
  const query = `subscription ($conversationId: ID!) {
    conversationEvents(conversationId: $conversationId) {
      __typename
      ... on ConversationEvent { seq conversation { title } }
    }
  }`;
  removed.subscribe("1", query, { conversationId: group });
  await nextItems(removed, 1);
  await ana.sends(group, "first");
  await nextItems(removed, 1);
  isHeld = true;
  await ana.sends(group, "second");
  await ana.removes(group, bo);
  await ana.asks(UpdateConversationDocument, { input: { conversationId: group, title: "Not for bo" } });
  for (const tell of held) tell();
  const items = await nextItems(removed, 2);
  expect(items.map(({ seq }) => seq)).toEqual([3, 4]);
  expect(JSON.stringify(items)).not.toContain("Not for bo");
});
