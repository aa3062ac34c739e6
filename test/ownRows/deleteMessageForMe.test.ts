/** A message that somebody deleted for themselves: gone wherever they look, there for everybody else. */
import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { readInbox } from "../realtime/inboxScene.ts";
import { viewerCounts } from "../receipts/scene.ts";
import { startApp } from "../support/app.ts";
import type { Person } from "../support/people.ts";
import { rowsOf } from "../support/rows.ts";
import { asks, deletesForSelf, does, finds } from "./scene.ts";

interface Sent {
  readonly __typename: string;
  readonly id: string;
  readonly seq: number;
  readonly sentMessage?: {
    readonly body: string;
    readonly isWithheld: boolean;
    readonly isDeletedForViewer: boolean;
  };
  readonly editedMessage?: Sent["sentMessage"];
}

const EVENT = `__typename
  ... on ConversationEvent { id seq }
  ... on MessageSent { sentMessage { body isWithheld isDeletedForViewer } }
  ... on MessageEdited { editedMessage { body isWithheld isDeletedForViewer } }`;

const SHOWN = { isWithheld: false, isDeletedForViewer: false };
const GONE = { body: "", isWithheld: true, isDeletedForViewer: true };

/** The log, by polling. */
async function logOf(person: Person, conversationId: string): Promise<Sent[]> {
  const { conversationEvents } = await asks<{ conversationEvents: { edges: { node: Sent }[] } }>(
    person,
    `query ($id: ID!) { conversationEvents(conversationId: $id) { edges { node { ${EVENT} } } } }`,
    { id: conversationId },
  );
  return conversationEvents.edges.map((edge) => edge.node);
}

async function node(person: Person, id: string): Promise<Sent | null> {
  return (
    await asks<{ node: Sent | null }>(person, `query ($id: ID!) { node(id: $id) { id ${EVENT} } }`, { id })
  ).node;
}

async function headCursor(person: Person, id: string): Promise<string> {
  const { conversation } = await asks<{ conversation: { headCursor: string } }>(
    person,
    "query ($id: ID!) { conversation(id: $id) { headCursor } }",
    { id },
  );
  return conversation.headCursor;
}

test("it is gone from history, last message, counts and node, for one person and for ever", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const [, two, three] = await ana.sends(group, "one", "@bo two", "@bo three");
  const whole = {
    bodies: ["one", "@bo two", "@bo three"],
    last: "@bo three",
    unreadCount: 3,
    mentionCount: 2,
  };
  expect(await finds(bo, group)).toEqual(whole);

  expect(await deletesForSelf(bo, three?.id ?? "")).toMatchObject({
    deletedMessageId: three?.id,
    member: { unreadCount: 2, mentionCount: 1 },
  });
  await deletesForSelf(bo, two?.id ?? "");
  expect(await finds(bo, group)).toEqual({ bodies: ["one"], last: "one", unreadCount: 1, mentionCount: 0 });
  expect(await viewerCounts(bo)).toEqual({ unreadCount: 1, mentionCount: 0 });
  expect(await node(bo, two?.id ?? "")).toBeNull();

  const others = { ...whole, unreadCount: 0, mentionCount: 0 };
  expect(await finds(ana, group)).toEqual(others);
  expect(await node(ana, two?.id ?? "")).not.toBeNull();
  expect(await rowsOf(app, "SELECT head_seq FROM conversation")).toEqual([{ head_seq: 4 }]);
  // Whoever leaves and comes back has deleted it.
  await ana.removes(group, bo);
  await ana.adds(group, bo);
  expect((await finds(bo, group))?.bodies).toEqual(["one"]);
});

test("pages of history are full, whatever was deleted between", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const sent = await ana.sends(group, ...Array.from({ length: 12 }, (_, index) => `message ${index}`));
  for (const message of sent.filter((_, index) => index % 3 !== 0)) await deletesForSelf(bo, message.id);
  const read: string[] = [];
  let before: string | undefined;
  for (let hasMore = true; hasMore;) {
    const page = (await bo.history(group, { last: 2, ...(before && { before }) }))?.messages;
    expect(page?.edges).toHaveLength(2);
    read.unshift(...(page?.edges.map((edge) => edge.node.body) ?? []));
    before = page?.pageInfo.startCursor ?? undefined;
    hasMore = page?.pageInfo.hasPreviousPage ?? false;
  }
  expect(read).toEqual(["message 0", "message 3", "message 6", "message 9"]);
});

test("the place in the log stays, without the words: by polling, by node, and in a replay", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const from = await headCursor(bo, group);
  const [one] = await ana.sends(group, "one", "two");
  await ana.edits(one?.id ?? "", "one, better");
  await deletesForSelf(bo, one?.id ?? "");
  const better = { ...SHOWN, body: "one, better" };
  const log = [
    { __typename: "MessageSent", seq: 2, sentMessage: GONE },
    { __typename: "MessageSent", seq: 3, sentMessage: { ...SHOWN, body: "two" } },
    { __typename: "MessageEdited", seq: 4, editedMessage: GONE },
  ];
  const polled = (await logOf(bo, group)).slice(1);
  expect(polled).toMatchObject(log);
  for (const [index, { id }] of polled.entries()) expect(await node(bo, id)).toMatchObject(log[index] ?? {});
  expect(await logOf(ana, group)).toMatchObject([
    {},
    { sentMessage: better },
    log[1],
    { editedMessage: better },
  ]);

  const replayed = async (person: Person) => {
    await using stream = await readConversation(app.url, person, group, from);
    return (await stream.until("StreamReady")).slice(0, -1);
  };
  expect(await replayed(bo)).toMatchObject(log);
  expect(await replayed(ana)).toMatchObject([{ sentMessage: better }, log[1], { editedMessage: better }]);
});

test("a message that one deletes for oneself during an absence comes without its words, and then as gone", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const query = `subscription ($after: Cursor) { inboxEvents(after: $after) {
    ${EVENT}
    ... on StreamReady { cursor }
    ... on ViewerMessageDeleted { deletedMessageId seq member { unreadCount } }
  } }`;
  let after = "";
  {
    await using earlier = await readInbox(app.url, bo, { query });
    const [ready] = await earlier.until("StreamReady");
    after = String(ready?.["cursor"]);
  }
  const [one] = await ana.sends(group, "one", "two");
  await deletesForSelf(bo, one?.id ?? "");
  await using resumed = await readInbox(app.url, bo, { query, after });
  const told = (await resumed.until("StreamReady")).filter(
    (item) => item["__typename"] === "ViewerMessageDeleted" || Number(item["seq"]) > 1,
  );
  expect(told).toMatchObject([
    { __typename: "MessageSent", seq: 2, sentMessage: GONE },
    { __typename: "MessageSent", seq: 3, sentMessage: { ...SHOWN, body: "two" } },
    { __typename: "ViewerMessageDeleted", deletedMessageId: one?.id, seq: 2, member: { unreadCount: 1 } },
  ]);
});

test("deleting again changes nothing, also what was deleted for everyone", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const [one, two] = await ana.sends(group, "one", "two");
  const written = () => rowsOf(app, "SELECT xmin::text, seq FROM hidden_message ORDER BY seq");
  await deletesForSelf(bo, one?.id ?? "");
  const before = await written();
  expect(await deletesForSelf(bo, one?.id ?? "")).toMatchObject({ deletedMessageId: one?.id });
  expect(await written()).toEqual(before);

  await ana.deletes(two?.id ?? "");
  expect((await finds(bo, group))?.bodies).toEqual([""]);
  await deletesForSelf(bo, two?.id ?? "");
  expect(await finds(bo, group)).toMatchObject({ bodies: [], last: null });
});

test("what somebody has deleted for themselves they can do nothing with but delete it for everyone", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const [own] = await ana.sends(group, "mine");
  const messageId = own?.id ?? "";
  await deletesForSelf(ana, messageId);
  for (const [mutation, input] of [
    ["editMessage", { body: "changed" }],
    ["addReaction", { emoji: "👍" }],
    ["removeReaction", { emoji: "👍" }],
    ["pinMessage", {}],
    ["unpinMessage", {}],
    ["forwardMessage", { conversationId: group, clientKey: "forwarded" }],
  ] as const) {
    const { __typename } = await does(ana, mutation, { messageId, ...input });
    expect([mutation, __typename]).toEqual([mutation, "NotFoundError"]);
  }
  expect((await finds(bo, group))?.bodies).toEqual(["mine"]);
});

test("it is gone from its thread, from what is unread there, and from what answers it", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const [root] = await bo.sends(group, "root");
  const says = async (input: object) => {
    const given = { conversationId: group, clientKey: newId(), ...input };
    return (await does<{ sentMessage: { id: string } }>(ana, "sendMessage", given, "sentMessage { id }"))
      .sentMessage.id;
  };
  const [one, two] = [
    await says({ body: "one", threadRootId: root?.id }),
    await says({ body: "two", threadRootId: root?.id }),
  ];
  const [asked] = await ana.sends(group, "asked");
  const answer = await says({ body: "answer", replyToId: asked?.id });
  for (const id of [two, asked?.id ?? ""]) await deletesForSelf(bo, id);

  interface Seen {
    readonly root: {
      readonly thread: {
        readonly viewerUnreadCount: number;
        readonly lastReply: { readonly id: string };
        readonly replies: { readonly edges: readonly { readonly node: { readonly id: string } }[] };
      };
    };
    readonly answer: { readonly replyTo: { readonly id: string } | null };
  }
  const seenBy = async (person: Person) => {
    const seen = await asks<Seen>(
      person,
      `query ($root: ID!, $answer: ID!) {
        root: node(id: $root) { ... on Message { thread {
          viewerUnreadCount lastReply { id } replies { edges { node { id } } }
        } } }
        answer: node(id: $answer) { ... on Message { replyTo { id } } }
      }`,
      { root: root?.id, answer },
    );
    const { viewerUnreadCount, lastReply, replies } = seen.root.thread;
    return {
      unread: viewerUnreadCount,
      last: lastReply.id,
      replies: replies.edges.map((edge) => edge.node.id),
      replyTo: seen.answer.replyTo?.id ?? null,
    };
  };
  expect(await seenBy(bo)).toEqual({ unread: 1, last: one, replies: [one], replyTo: null });
  expect(await seenBy(ana)).toEqual({ unread: 0, last: two, replies: [one, two], replyTo: asked?.id });
});

test("a pinned message is out of the pins of who deleted it for themselves, and pages of them are full", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const sent = await ana.sends(group, "one", "two", "three");
  for (const { id } of sent) await does(ana, "pinMessage", { messageId: id });
  await deletesForSelf(bo, sent[1]?.id ?? "");
  const pins = async (person: Person) => {
    const { conversation } = await asks<{
      conversation: { pinnedMessages: { edges: { node: { body: string } }[] } };
    }>(
      person,
      "query ($id: ID!) { conversation(id: $id) { pinnedMessages(first: 2) { edges { node { body } } } } }",
      { id: group },
    );
    return conversation.pinnedMessages.edges.map((edge) => edge.node.body);
  };
  expect([await pins(ana), await pins(bo)]).toEqual([
    ["three", "two"],
    ["three", "one"],
  ]);
});

test("who may delete a message for everyone can when they have deleted it for themselves", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const [one, two] = await bo.sends(group, "one", "two");
  const [own, others] = [one?.id ?? "", two?.id ?? ""];
  for (const [person, id] of [
    [bo, own],
    [ana, others],
    [cy, own],
  ] as const) {
    await deletesForSelf(person, id);
  }
  const ends = async (person: Person, mutation: string, input: object) =>
    (await does(person, mutation, input)).__typename;
  expect(await ends(cy, "deleteMessage", { messageId: own })).toBe("NotAllowedError");
  expect(await ends(bo, "deleteMessage", { messageId: own })).toBe("DeleteMessagePayload");
  expect(await ends(ana, "deleteMessage", { messageId: others })).toBe("DeleteMessagePayload");
  const rows = await rowsOf<{ body: string }>(app, "SELECT body FROM message");
  expect(rows.map(({ body }) => body)).toEqual(["", ""]);
  expect(await node(bo, own)).toBeNull();
});

test("for a stranger, who has left, and of what is withheld, there is no such message", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const eve = await app.people.register("eve");
  const [one] = await ana.sends(group, "one");
  const ids = [one?.id ?? "", encodeNodeId("Message", newId()), group, "junk"];
  for (const id of ids)
    expect([id, (await deletesForSelf(eve, id)).__typename]).toEqual([id, "NotFoundError"]);
  await ana.removes(group, bo);
  for (const id of ids)
    expect([id, (await deletesForSelf(bo, id)).__typename]).toEqual([id, "NotFoundError"]);
  await ana.adds(group, bo);
  await rowsOf(app, "UPDATE member SET visible_from_seq = 3 WHERE joined_seq > 1");
  expect((await deletesForSelf(bo, one?.id ?? "")).__typename).toBe("NotFoundError");
  expect(await rowsOf(app, "SELECT * FROM hidden_message")).toEqual([]);
});

async function readConversation(url: string, person: Person, conversationId: string, after: string) {
  return readInbox(url, person, {
    query: `subscription ($after: Cursor) {
      conversationEvents(conversationId: ${JSON.stringify(conversationId)}, after: $after) { ${EVENT} }
    }`,
    after,
  });
}
