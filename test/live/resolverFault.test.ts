/** An item whose selection fails for good is told as such, in its place; the stream goes on, and nobody else notices. */
import { pino } from "pino";
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { RawSocket } from "../transports/support.ts";
import { nextItems } from "./items.ts";

const EVENT = "__typename ... on ConversationEvent { seq cursor }";
const following = (selection: string): string => `
  subscription ($conversationId: ID!, $after: Cursor) {
    conversationEvents(conversationId: $conversationId, after: $after) {
      ${EVENT} ... on MessageSent { sentMessage { ${selection} } }
    }
  }`;
const PLAIN = following("body");
const COUNTED = following("body readCount");
const COUNTED_INBOX = `
  subscription { inboxEvents { ${EVENT} ... on MessageSent { sentMessage { body readCount } } } }`;

/** A server, and what it has logged as a fault. */
async function startLogging() {
  const faults: Record<string, unknown>[] = [];
  const write = (line: string): void => void faults.push(JSON.parse(line) as Record<string, unknown>);
  return { app: await startApp({}, { log: pino({ level: "error" }, { write }) }), faults };
}

/** Meanwhile `readCount` fails, and nothing else does: the column it reads is called otherwise, which no waiting mends. */
async function withoutReadCount(app: TestApp, meanwhile: () => Promise<unknown>): Promise<void> {
  await rowsOf(app, "ALTER TABLE member_mark RENAME COLUMN receipt_seq TO mislaid");
  await meanwhile();
  await rowsOf(app, "ALTER TABLE member_mark RENAME COLUMN mislaid TO receipt_seq");
}

/** The frame in an item's place. */
function failed(root: string, cursor: unknown) {
  const error = {
    message: "Something went wrong.",
    locations: expect.any(Array) as unknown,
    path: [root, "sentMessage", "readCount"],
    extensions: { code: "INTERNAL_SERVER_ERROR", requestId: expect.any(String) as unknown },
  };
  return { id: "1", type: "next", payload: { data: null, errors: [error], extensions: { cursor } } };
}

test("an item that fails for good comes as errors with its cursor, once in the log, and the stream goes on", async () => {
  const { app: starting, faults } = await startLogging();
  await using app = starting;
  await using stack = new AsyncDisposableStack();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const follows = async (person: typeof ana, query: string): Promise<RawSocket> => {
    const socket = stack.use(await RawSocket.enter(app.url, person.authorization));
    socket.subscribe("1", query, { conversationId: group });
    await nextItems(socket, 1);
    return socket;
  };
  const struck = [await follows(bo, COUNTED), await follows(cy, COUNTED)];
  const plain = await follows(ana, PLAIN);
  const sends = async (body: string): Promise<void> => void (await ana.sends(group, body));

  await sends("before");
  for (const socket of struck) {
    expect(await nextItems(socket, 1)).toMatchObject([{ seq: 2, sentMessage: { readCount: 0 } }]);
  }
  await withoutReadCount(app, async () => {
    await sends("struck");
    const [whole] = (await nextItems(plain, 2)).slice(1);
    expect(whole).toMatchObject({ seq: 3, sentMessage: { body: "struck" } });
    for (const socket of struck) {
      expect(await socket.next()).toEqual(failed("conversationEvents", whole?.["cursor"]));
    }
  });
  await sends("behind");
  for (const socket of [...struck, plain]) {
    expect(await nextItems(socket, 1)).toMatchObject([{ seq: 4, sentMessage: { body: "behind" } }]);
    await socket.answers();
  }
  expect(faults).toMatchObject([
    { msg: "operation failed", err: { message: expect.stringContaining("receipt_seq") as unknown } },
  ]);
});

test("the same in an inbox and in a replay, which goes on from that cursor", async () => {
  const { app: starting, faults } = await startLogging();
  await using app = starting;
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await using socket = await RawSocket.enter(app.url, bo.authorization);
  await using inbox = await RawSocket.enter(app.url, bo.authorization);
  socket.subscribe("1", PLAIN, { conversationId: group });
  inbox.subscribe("1", COUNTED_INBOX);
  for (const each of [socket, inbox]) await nextItems(each, 1);
  await ana.sends(group, "before");
  const [before] = await nextItems(socket, 1);
  expect(await nextItems(inbox, 1)).toMatchObject([{ seq: 2, sentMessage: { readCount: 0 } }]);

  await withoutReadCount(app, async () => {
    await ana.sends(group, "struck");
    const [whole] = await nextItems(socket, 1);
    expect(await inbox.next()).toEqual(failed("inboxEvents", whole?.["cursor"]));
    socket.send({ id: "1", type: "complete" });
    socket.subscribe("1", COUNTED, { conversationId: group, after: before?.["cursor"] });
    expect(await socket.next()).toEqual(failed("conversationEvents", whole?.["cursor"]));
    expect(await nextItems(socket, 1)).toMatchObject([{ __typename: "StreamReady" }]);
    socket.subscribe("2", PLAIN, { conversationId: group, after: whole?.["cursor"] });
    expect(await nextItems(socket, 1, "2")).toMatchObject([{ __typename: "StreamReady" }]);
  });
  socket.send({ id: "2", type: "complete" });
  await ana.sends(group, "behind");
  for (const each of [socket, inbox]) {
    expect(await nextItems(each, 1)).toMatchObject([{ seq: 4, sentMessage: { readCount: 0 } }]);
  }
  expect(faults.length).toBe(2);
});

test("over server-sent events it is no last word either", async () => {
  const { app: starting, faults } = await startLogging();
  await using app = starting;
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const { body } = await fetch(`${app.url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "text/event-stream",
      authorization: bo.authorization,
    },
    body: JSON.stringify({ query: COUNTED, variables: { conversationId: group } }),
  });
  const arriving = body?.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  const textUpTo = async (last: string): Promise<string> => {
    let text = "";
    while (!text.includes(last)) text += (await arriving?.next())?.value ?? expect.unreachable("It is over.");
    return text;
  };
  await textUpTo("StreamReady");
  await withoutReadCount(app, async () => {
    await ana.sends(group, "struck");
    const [, json = ""] = /^event: next\ndata: (.*)\n\n$/m.exec(await textUpTo("\n\n")) ?? [];
    const { payload } = failed("conversationEvents", expect.any(String));
    expect(JSON.parse(json)).toEqual(payload);
  });
  await ana.sends(group, "behind");
  expect(await textUpTo("\n\n")).toContain('"body":"behind"');
  await ana.removes(group, bo);
  expect(await textUpTo("event: complete")).toContain("MemberLeft");
  expect(faults.length).toBe(1);
});
