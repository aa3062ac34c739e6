/** A live event is executed once for all who select the same of it, whoever they are and wherever they began. */
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import { UpdateConversationDocument } from "../support/documents.ts";
import type { Person } from "../support/people.ts";
import { rowsOf } from "../support/rows.ts";
import { doesOf, sendsAttachments, uploads } from "../support/uploads.ts";
import { RawSocket, readMetric } from "../transports/support.ts";
import { nextItems } from "./items.ts";
import type { Item } from "./items.ts";
import { follow as followOverSse } from "./sse.ts";
import type { SseStream } from "./sse.ts";

const FOLLOW = `
  subscription Follow($conversationId: ID!, $after: Cursor, $last: Int = 10, $isLong: Boolean! = true) {
    conversationEvents(conversationId: $conversationId, after: $after) {
      __typename
      ... on StreamReady { cursor snapshot { headSeq messages(last: $last) { edges { node { body } } } } }
      ... on ConversationEvent { seq cursor }
      ... on MessageSent { sentMessage { id body createdAt @include(if: $isLong) sender { id displayName } } }
      ... on ConversationUpdated { updatedConversation { title } }
    }
  }`;
const INBOX = `subscription { inboxEvents { __typename ... on MessageSent { seq sentMessage { id body } } } }`;

const executions = (app: TestApp) => readMetric(app.url, "parley_live_executions_total");

/** How many executions `change` costs once `watchers` have what it brought. */
async function costOf(
  app: TestApp,
  change: () => Promise<unknown>,
  arrived: () => Promise<unknown>,
): Promise<number> {
  const before = await executions(app);
  await change();
  await arrived();
  return (await executions(app)) - before;
}

interface Opened {
  readonly socket: RawSocket;
  readonly id: string;
}

/** A socket of this person with one stream of the document, past its StreamReady. */
async function opens(
  stack: AsyncDisposableStack,
  app: TestApp,
  person: Person,
  variables: Record<string, unknown>,
  { id = "1", query = FOLLOW }: { id?: string; query?: string } = {},
): Promise<Opened> {
  const socket = stack.use(await RawSocket.enter(app.url, person.authorization));
  socket.subscribe(id, query, variables);
  for (;;) {
    const [item] = await nextItems(socket, 1, id);
    if (item?.["__typename"] === "StreamReady") return { socket, id };
  }
}

test("N followers with other viewers, cursors, ids and snapshots cost one execution of each live event", async () => {
  await using app = await startApp();
  await using stack = new AsyncDisposableStack();
  const { ana, bo, cy, group, people } = await app.people.inGroup("ana", "bo", "cy");
  const earlier = await bo.follow(group);
  await earlier.next();
  await ana.sends(group, "one", "two");
  const followers: Opened[] = [];
  for (const [index, person] of [...people, bo, cy].entries()) {
    const after = index % 2 === 0 ? null : earlier.cursor;
    const id = `${person.username} "${index}" 😀`;
    followers.push(await opens(stack, app, person, { conversationId: group, after, last: index }, { id }));
  }
  await earlier.close();
  const arrived = () => Promise.all(followers.map(({ socket, id }) => nextItems(socket, 1, id)));
  expect(await costOf(app, () => ana.sends(group, "three"), arrived)).toBe(1);
  const input = { conversationId: group, title: "Renamed" };
  expect(await costOf(app, () => ana.ask(UpdateConversationDocument, { input }), arrived)).toBe(1);

  await ana.sends(group, "four");
  const items = await arrived();
  for (const [item] of items) expect(item).toEqual(items[0]?.[0]);
});

test("k selections cost k executions; a variable splits only the types that use it", async () => {
  await using app = await startApp();
  await using stack = new AsyncDisposableStack();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const followers: Opened[] = [];
  for (const variables of [{}, { isLong: false }, { last: 3 }, { isLong: false, last: 5 }]) {
    followers.push(await opens(stack, app, bo, { conversationId: group, ...variables }));
  }
  const arrived = () => Promise.all(followers.map(({ socket }) => nextItems(socket, 1)));
  expect(await costOf(app, () => ana.sends(group, "one"), arrived)).toBe(2);
  const input = { conversationId: group, title: "Renamed" };
  expect(await costOf(app, () => ana.ask(UpdateConversationDocument, { input }), arrived)).toBe(1);
});

test("the same document, parsed for each because it is long, is one selection", async () => {
  await using app = await startApp();
  await using stack = new AsyncDisposableStack();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const query = `${FOLLOW}\n# ${"x".repeat(20_000)}`;
  const followers: Opened[] = [];
  for (const person of [bo, bo, ana]) {
    followers.push(await opens(stack, app, person, { conversationId: group }, { query }));
  }
  const arrived = () => Promise.all(followers.map(({ socket }) => nextItems(socket, 1)));
  expect(await costOf(app, () => ana.sends(group, "one"), arrived)).toBe(1);
});

test("conversation and inbox are two documents; readers over SSE share the executions of sockets", async () => {
  await using app = await startApp();
  await using stack = new AsyncDisposableStack();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const one = await opens(stack, app, bo, { conversationId: group });
  const inboxes = [
    await opens(stack, app, bo, {}, { query: INBOX }),
    await opens(stack, app, ana, {}, { query: INBOX }),
  ];
  const readers: SseStream[] = [];
  for (const person of [ana, bo]) {
    const reader = stack.use(await followOverSse(app.url, person, FOLLOW, { conversationId: group }));
    expect(await reader.next()).toMatchObject({ __typename: "StreamReady" });
    readers.push(reader);
  }
  const alone = () => readMetric(app.url, 'parley_executions_total{transport="sse"}');
  const before = await alone();
  expect(before).toBe(readers.length);
  const got: Item[] = [];
  const arrived = async (): Promise<void> => {
    got.push(...(await Promise.all([one, ...inboxes].map(({ socket }) => nextItems(socket, 1)))).flat());
    got.push(...(await Promise.all(readers.map((reader) => reader.next()))));
  };
  expect(await costOf(app, () => ana.sends(group, "one"), arrived)).toBe(2);
  expect(await alone()).toBe(before);
  const [onSocket, onInbox, onOtherInbox, ...overSse] = got;
  expect(overSse).toEqual([onSocket, onSocket]);
  expect(onInbox).toEqual({
    __typename: "MessageSent",
    seq: 2,
    sentMessage: { id: expect.any(String), body: "one" },
  });
  expect(onOtherInbox).toEqual(onInbox);
});

test("what depends on the viewer is executed for each, and answers each for themselves", async () => {
  await using app = await startApp();
  await using stack = new AsyncDisposableStack();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const query = `
    subscription ($conversationId: ID!) {
      conversationEvents(conversationId: $conversationId) {
        __typename
        ... on MessageSent { seq conversation { viewerMember { user { username } } } }
        ... on MessageDeleted { seq }
      }
    }`;
  const followers: Opened[] = [];
  for (const person of [bo, cy]) {
    followers.push(await opens(stack, app, person, { conversationId: group }, { query }));
  }
  const arrived = () => Promise.all(followers.map(({ socket }) => nextItems(socket, 1)));
  let sent: Awaited<ReturnType<typeof arrived>> = [];
  let messageId = "";
  const send = async () => {
    const [message] = await ana.sends(group, "one");
    messageId = message?.id ?? "";
  };
  expect(
    await costOf(app, send, async () => {
      sent = await arrived();
    }),
  ).toBe(0);
  expect(sent).toMatchObject(
    ["bo", "cy"].map((username) => [{ seq: 2, conversation: { viewerMember: { user: { username } } } }]),
  );
  expect(await costOf(app, () => ana.deletes(messageId), arrived)).toBe(1);
});

test("to a member who joined after a message its edit and deletion come withheld, to the others whole: two executions", async () => {
  await using app = await startApp();
  await using stack = new AsyncDisposableStack();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const [old] = await ana.sends(group, "from before");
  const cy = await app.people.register("cy");
  await ana.adds(group, cy);
  await rowsOf(app, "UPDATE member SET visible_from_seq = joined_seq WHERE joined_seq > 1");
  const query = `
    subscription ($conversationId: ID!) {
      conversationEvents(conversationId: $conversationId) {
        __typename
        ... on MessageEdited { editedMessage { body isWithheld revisions(first: 5) { edges { node { body } } } } }
        ... on MessageDeleted { deletedMessage { body isWithheld } }
        ... on MessageSent { sentMessage { body isWithheld } }
      }
    }`;
  const followers: Opened[] = [];
  for (const person of [ana, bo, cy, cy]) {
    followers.push(await opens(stack, app, person, { conversationId: group }, { query }));
  }
  const arrived = () => Promise.all(followers.map(({ socket }) => nextItems(socket, 1)));
  const shown = async (change: () => Promise<unknown>, cost: number): Promise<unknown[]> => {
    let items: unknown[] = [];
    expect(
      await costOf(app, change, async () => {
        items = (await arrived()).flat();
      }),
    ).toBe(cost);
    return items;
  };
  const edits = await shown(() => ana.edits(old?.id ?? "", "secret"), 2);
  const whole = { editedMessage: { body: "secret", isWithheld: false, revisions: { edges: [{}] } } };
  const withheld = { editedMessage: { body: "", isWithheld: true, revisions: { edges: [] } } };
  expect(edits).toMatchObject([whole, whole, withheld, withheld]);
  expect(await shown(() => ana.deletes(old?.id ?? ""), 2)).toMatchObject(
    [false, false, true, true].map((isWithheld) => ({ deletedMessage: { body: "", isWithheld } })),
  );
  const sent = { sentMessage: { body: "for all", isWithheld: false } };
  expect(await shown(() => ana.sends(group, "for all"), 1)).toMatchObject([sent, sent, sent, sent]);
});

test("an answer is shared by all who see the answered message, and by all who do not", async () => {
  await using app = await startApp();
  await using stack = new AsyncDisposableStack();
  const { ana, bo, cy, dee, group } = await app.people.inGroup("ana", "bo", "cy", "dee");
  const [old] = await ana.sends(group, "old", "in between");
  for (const [username, from] of [
    ["cy", 3],
    ["dee", 4],
  ] as const) {
    await rowsOf(
      app,
      `UPDATE member SET visible_from_seq = $2 WHERE user_id = (SELECT id FROM "user" WHERE username = $1)`,
      [username, from],
    );
  }
  const query = `subscription Answers($conversationId: ID!) {
    conversationEvents(conversationId: $conversationId) {
      __typename ... on MessageSent { sentMessage { body replyTo { body isWithheld } } }
    }
  }`;
  const followers: Opened[] = [];
  for (const person of [ana, bo, cy, dee]) {
    followers.push(await opens(stack, app, person, { conversationId: group }, { query }));
  }
  const told: (Item | undefined)[] = [];
  const arrived = async () => {
    for (const { socket, id } of followers) told.push(...(await nextItems(socket, 1, id)));
  };
  expect(await costOf(app, () => bo.answers(group, "new", { replyToId: old?.id ?? "" }), arrived)).toBe(2);
  const [shown, withheld] = [
    { body: "old", isWithheld: false },
    { body: "", isWithheld: true },
  ].map((replyTo) => ({ __typename: "MessageSent", sentMessage: { body: "new", replyTo } }));
  expect(told).toEqual([shown, shown, withheld, withheld]);
});

test("a message with attachments is executed once for all, and all get the same links", async () => {
  await using app = await startApp();
  await using stack = new AsyncDisposableStack();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const query = `subscription Photos($conversationId: ID!) {
    conversationEvents(conversationId: $conversationId) {
      __typename ... on MessageSent { sentMessage { attachments { id kind filename contentType byteSize url } } }
    }
  }`;
  const followers: Opened[] = [];
  for (const person of [ana, bo, cy]) {
    followers.push(await opens(stack, app, person, { conversationId: group }, { query }));
  }
  const photos = [await uploads(doesOf(ana)), await uploads(doesOf(ana))];
  const told: (Item | undefined)[] = [];
  const arrived = async () => {
    for (const { socket, id } of followers) told.push(...(await nextItems(socket, 1, id)));
  };
  expect(await costOf(app, () => sendsAttachments(doesOf(ana), group, photos), arrived)).toBe(1);
  expect(told[0]).toMatchObject({
    sentMessage: { attachments: photos.map((id) => ({ id, kind: "IMAGE" })) },
  });
  expect(told).toEqual([told[0], told[0], told[0]]);
});
