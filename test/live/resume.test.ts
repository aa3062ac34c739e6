/** A crowd that comes back at once shares what it reads, and reads nothing that is not so any more. */
import { expect, test } from "vitest";
import { graphql } from "../gen/index.ts";
import { startApp } from "../support/app.ts";
import { RawSocket } from "../transports/support.ts";
import { nextItems } from "./items.ts";
import { heldBufferBytes } from "./memory.ts";

const FOLLOW = `
  subscription ($conversationId: ID!, $after: Cursor) {
    conversationEvents(conversationId: $conversationId, after: $after) {
      __typename
      ... on ConversationEvent { seq }
      ... on MessageSent { sentMessage { body readCount } }
    }
  }`;
const FOLLOWERS = 100;
const MESSAGES = 250;

const ReadDocument = graphql(`
  mutation ResumeRead($input: MarkReadInput!) {
    markRead(input: $input) {
      __typename
    }
  }
`);

/** A server whose reads of the log are told of, by where they begin. */
function startReading() {
  const reads: number[] = [];
  const app = startApp(
    {},
    {
      around: {
        readEvents: (readEvents) => (conversationId, afterSeq, limit) => {
          reads.push(afterSeq);
          return readEvents(conversationId, afterSeq, limit);
        },
      },
    },
  );
  return { reads, starting: app };
}

test(
  "a hundred followers that resume at once read each page of the table once",
  { timeout: 60_000 },
  async () => {
    const { reads, starting } = startReading();
    await using app = await starting;
    await using stack = new AsyncDisposableStack();
    const { ana, bo, group } = await app.people.inGroup("ana", "bo");
    const before = await bo.follow(group);
    await before.next();
    await before.close();
    await Promise.all(Array.from({ length: MESSAGES }, (_, index) => ana.send(group, `message ${index}`)));
    const sockets: RawSocket[] = [];
    for (let count = 0; count < FOLLOWERS; count += 1) {
      sockets.push(stack.use(await RawSocket.enter(app.url, bo.authorization)));
    }
    const readsBefore = reads.length;
    for (const socket of sockets)
      socket.subscribe("1", FOLLOW, { conversationId: group, after: before.cursor });
    const seqs = Array.from({ length: MESSAGES }, (_, index) => index + 2);
    for (const socket of sockets) {
      const items = await nextItems(socket, MESSAGES + 1);
      expect(items.map(({ seq }) => seq)).toEqual([...seqs, undefined]);
    }
    // Three pages; each may be read again when a second has passed meanwhile.
    expect(reads.length - readsBefore).toBeLessThanOrEqual(12);
  },
);

test("a deleted message's words are gone from what others have read a moment before", async () => {
  const { starting } = startReading();
  await using app = await starting;
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const first = await bo.follow(group);
  await first.next();
  const from = first.cursor;
  await first.drop();
  const [regretted] = await ana.sends(group, "regretted");
  await using socket = await RawSocket.enter(app.url, bo.authorization);
  for (const [id, body] of [
    ["1", "regretted"],
    ["2", ""],
  ] as const) {
    if (id === "2") await ana.deletes(regretted?.id ?? "");
    socket.subscribe(id, FOLLOW, { conversationId: group, after: from });
    const [sent] = await nextItems(socket, 1, id);
    expect(sent).toMatchObject({ seq: 2, sentMessage: { body } });
    if (id === "1") {
      await nextItems(socket, 1, id);
      socket.send({ id, type: "complete" });
    }
  }
});

test("who resumes from the ring is told what is so now, not what was when the message came", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await using live = await RawSocket.enter(app.url, ana.authorization);
  const before = await bo.follow(group);
  await before.next();
  live.subscribe("1", FOLLOW, { conversationId: group });
  await nextItems(live, 1);
  await ana.sends(group, "hello");
  expect(await nextItems(live, 1)).toMatchObject([{ sentMessage: { readCount: 0 } }]);
  await bo.asks(ReadDocument, { input: { conversationId: group, seq: 2 } });
  live.subscribe("2", FOLLOW, { conversationId: group, after: before.cursor });
  expect(await nextItems(live, 1, "2")).toMatchObject([{ sentMessage: { readCount: 1 } }]);
});

test("what everybody has got is not kept in memory", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const TIMES = Array.from({ length: 25 }, (_, index) => `again${index}: body`).join(" ");
  const heavy = `subscription ($conversationId: ID!) {
    conversationEvents(conversationId: $conversationId) { __typename ... on MessageSent { sentMessage { body ${TIMES} } } }
  }`;
  await using reader = await RawSocket.enter(app.url, bo.authorization);
  reader.subscribe("1", heavy, { conversationId: group });
  await nextItems(reader, 1);
  const heldAfter = async (sends: number): Promise<number> => {
    for (let count = 0; count < sends; count += 1) {
      await ana.sends(group, "x".repeat(16_000));
      await nextItems(reader, 1);
    }
    return heldBufferBytes();
  };
  await heldAfter(10);
  const before = await heldAfter(0);
  // 40 payloads of 400 KB are 16 MB; what is on its way, and not collected yet, is a few of them.
  expect((await heldAfter(40)) - before).toBeLessThan(8_000_000);
});
