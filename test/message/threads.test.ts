/** Threads: replies beside the history, counted at their root, followed by who takes part. */
import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { decodeNodeId, encodeNodeId } from "../../src/schema/nodeId.ts";
import { makeGroup } from "../conversation/group.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person } from "../conversation/scene.ts";

interface Shown {
  readonly id: string;
  readonly seq: number;
  readonly thread: Thread | null;
}

interface Thread {
  readonly root: { readonly id: string; readonly changedSeq: number };
  readonly replyCount: number;
  readonly lastReply: { readonly body: string } | null;
  readonly replies: { readonly edges: readonly { readonly node: { readonly body: string } }[] };
  readonly participants: { readonly edges: readonly { readonly node: { readonly username: string } }[] };
  readonly viewerIsFollowing: boolean;
  readonly viewerUnreadCount: number;
}

const THREAD = `thread {
  root { id changedSeq } replyCount viewerIsFollowing viewerUnreadCount lastReply { body }
  replies(last: 10) { edges { node { body } } } participants(first: 10) { edges { node { username } } }
}`;

async function sends(
  person: Person,
  conversationId: string,
  body: string,
  threadRootId?: string,
): Promise<Shown> {
  const { sentMessage } = await person.does<{ sentMessage: Shown }>(
    "sendMessage",
    { conversationId, clientKey: newId(), body, threadRootId },
    `sentMessage { id seq ${THREAD} }`,
  );
  return sentMessage;
}

async function shown(person: Person, id: string): Promise<Shown | null> {
  const { data } = await person.asks<{ node: Shown | null }>(
    `query ($id: ID!) { node(id: $id) { ... on Message { id seq ${THREAD} } } }`,
    { id },
  );
  return data.node;
}

async function history(person: Person, id: string) {
  const { data } = await person.asks<{
    conversation: {
      messages: { edges: { node: { body: string } }[] };
      lastMessage: { body: string } | null;
      viewerMember: { unreadCount: number; mentionCount: number };
    };
  }>(
    `query ($id: ID!) { conversation(id: $id) {
      messages(last: 20) { edges { node { body } } } lastMessage { body } viewerMember { unreadCount mentionCount }
    } }`,
    { id },
  );
  const { messages, lastMessage, viewerMember } = data.conversation;
  return {
    bodies: messages.edges.map(({ node }) => node.body),
    last: lastMessage?.body,
    unread: [viewerMember.unreadCount, viewerMember.mentionCount],
  };
}

const textOf = (thread: Thread | null | undefined) =>
  thread && {
    replies: thread.replies.edges.map(({ node }) => node.body),
    count: thread.replyCount,
    last: thread.lastReply?.body,
    by: thread.participants.edges.map(({ node }) => node.username),
  };

test("replies stand in their thread, in order, and not in the history, its counts and its last message", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");
  const group = await makeGroup(ana, [bo, cy]);
  const root = await sends(ana, group, "root");
  expect(root.thread).toBeNull();
  await sends(bo, group, "one @cy", root.id);
  await sends(ana, group, "two", root.id);
  const third = await sends(bo, group, "three", root.id);
  const thread = { replies: ["one @cy", "two", "three"], count: 3, last: "three", by: ["bo", "ana"] };
  expect(textOf(third.thread)).toEqual(thread);
  expect(third.thread?.root).toEqual({ id: root.id, changedSeq: third.seq });
  for (const person of [ana, bo, cy]) expect(textOf((await shown(person, root.id))?.thread)).toEqual(thread);
  expect(await history(cy, group)).toEqual({ bodies: ["root"], last: "root", unread: [1, 0] });
});

test("a deleted reply keeps its place and counts no more; a thread outlives its root's words", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const group = await makeGroup(ana, [bo]);
  const root = await sends(ana, group, "root");
  const one = await sends(bo, group, "one", root.id);
  await sends(bo, group, "two", root.id);
  await bo.does("deleteMessage", { messageId: one.id }, "__typename");
  await bo.does("deleteMessage", { messageId: one.id }, "__typename");
  await ana.does("deleteMessage", { messageId: root.id }, "__typename");
  expect(textOf((await shown(bo, root.id))?.thread)).toMatchObject({ replies: ["", "two"], count: 1 });
  expect(textOf((await sends(ana, group, "three", root.id)).thread)).toMatchObject({
    count: 2,
    last: "three",
  });
});

test("many who reply at once are counted exactly, each with a place", async () => {
  await using scene = await startScene();
  const people = await scene.people("ana", "bo", "cy", "dee");
  const { ana, bo, cy, dee } = people;
  const group = await makeGroup(ana, [bo, cy, dee]);
  const root = await sends(ana, group, "root");
  const all = [ana, bo, cy, dee].flatMap((person) => Array.from({ length: 10 }, () => person));
  await Promise.all(all.map((person, index) => sends(person, group, String(index), root.id)));
  const thread = (await shown(ana, root.id))?.thread;
  expect(thread).toMatchObject({ replyCount: all.length });
  expect(thread?.participants.edges).toHaveLength(4);
  expect(await scene.db.threadReply.count()).toBe(all.length);
  expect(thread?.root.changedSeq).toBe(1 + 1 + all.length);
});

test("whoever wrote the root or replies follows the thread, and has unread what others reply since", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");
  const group = await makeGroup(ana, [bo, cy]);
  const root = await sends(ana, group, "root");
  await sends(bo, group, "one", root.id);
  await sends(bo, group, "two", root.id);
  const of = async (person: Person) => {
    const thread = (await shown(person, root.id))?.thread;
    return [thread?.viewerIsFollowing, thread?.viewerUnreadCount];
  };
  expect(await of(ana)).toEqual([true, 2]);
  expect(await of(bo)).toEqual([true, 0]);
  expect(await of(cy)).toEqual([false, 0]);
  await sends(cy, group, "three", root.id);
  expect(await of(ana)).toEqual([true, 3]);
  expect(await of(bo)).toEqual([true, 1]);
  expect(await of(cy)).toEqual([true, 0]);
});

test("who wrote the root follows the thread, also when they marked it as read before anybody replied", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const group = await makeGroup(ana, [bo]);
  const root = await sends(ana, group, "root");
  await ana.does("markThreadRead", { rootId: root.id, seq: root.seq }, "__typename");
  await sends(bo, group, "reply", root.id);
  expect(await shown(ana, root.id)).toMatchObject({
    thread: { viewerIsFollowing: true, viewerUnreadCount: 1 },
  });
});

test("a thread has no threads, and is one conversation's", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const group = await makeGroup(ana, []);
  const root = await sends(ana, group, "root");
  const reply = await sends(ana, group, "reply", root.id);
  const input = { conversationId: group, clientKey: newId(), body: "deeper", threadRootId: reply.id };
  expect(await ana.tries("sendMessage", input)).toBe("NotFoundError");
  const other = await makeGroup(ana, []);
  const foreign = { ...input, conversationId: other, threadRootId: root.id };
  expect(await ana.tries("sendMessage", foreign)).toBe("NotFoundError");
});

test("one follows, follows no more, and marks how far one has read; marks never go back", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");
  const group = await makeGroup(ana, [bo, cy]);
  const root = await sends(ana, group, "root");
  await sends(bo, group, "before", root.id);
  const STATE = "viewerIsFollowing viewerUnreadCount viewerReadSeq";
  const does = async (person: Person, mutation: string, field: string, input: object = {}) => {
    const selection = `${field} { ${STATE} }`;
    const payload = await person.does<Record<string, Record<string, unknown>>>(
      mutation,
      { rootId: root.id, ...input },
      selection,
    );
    return payload[field];
  };
  const follows = (person: Person) => does(person, "followThread", "followedThread");
  const reads = (person: Person, seq: number) => does(person, "markThreadRead", "readThread", { seq });
  // From now on: what was replied before is not unread.
  expect(await follows(cy)).toEqual({ viewerIsFollowing: true, viewerUnreadCount: 0, viewerReadSeq: 3 });
  await sends(bo, group, "four", root.id);
  await sends(bo, group, "five", root.id);
  expect(await follows(cy)).toMatchObject({ viewerUnreadCount: 2 });
  expect(await reads(cy, 4)).toEqual({ viewerIsFollowing: true, viewerUnreadCount: 1, viewerReadSeq: 4 });
  expect(await reads(cy, 3)).toMatchObject({ viewerReadSeq: 4 });
  expect(await reads(cy, 1_000)).toMatchObject({ viewerUnreadCount: 0, viewerReadSeq: 5 });
  expect(await does(cy, "unfollowThread", "unfollowedThread")).toMatchObject({ viewerIsFollowing: false });
  await sends(ana, group, "six", root.id);
  expect(await does(cy, "unfollowThread", "unfollowedThread")).toMatchObject({ viewerUnreadCount: 0 });
  expect(await cy.tries("markThreadRead", { rootId: root.id, seq: 0 })).toBe("InputValidationError");
});

test("the threads one follows come with the newest reply first, in pages", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const [here, there] = [await makeGroup(ana, [bo]), await makeGroup(ana, [bo])];
  const roots: Shown[] = [];
  for (const conversation of [here, there, here]) {
    const root = await sends(ana, conversation, `root ${roots.length}`);
    await sends(bo, conversation, "reply", root.id);
    roots.push(root);
  }
  await sends(bo, here, "again", roots[0]?.id);
  const page = async (person: Person, after: string | null) => {
    const { data } = await person.asks<{
      viewer: {
        threads: {
          edges: { node: Thread & { root: { body: string } } }[];
          pageInfo: { endCursor: string | null };
        };
      };
    }>(
      `query ($after: String) { viewer { threads(first: 2, after: $after) {
        edges { node { root { body } viewerUnreadCount lastReply { body } participants { edges { node { username } } } } }
        pageInfo { endCursor }
      } } }`,
      { after },
    );
    return data.viewer.threads;
  };
  const first = await page(ana, null);
  expect(
    first.edges.map(({ node }) => [node.root.body, node.viewerUnreadCount, node.lastReply?.body]),
  ).toEqual([
    ["root 0", 2, "again"],
    ["root 2", 1, "reply"],
  ]);
  const second = await page(ana, first.pageInfo.endCursor);
  expect(second.edges.map(({ node }) => node.root.body)).toEqual(["root 1"]);
  await ana.does("removeMember", { conversationId: there, userId: bo.id }, "__typename");
  expect((await page(bo, null)).edges.map(({ node }) => node.root.body)).toEqual(["root 0", "root 2"]);
});

test("who does not see a message can do nothing with its thread", async () => {
  await using scene = await startScene();
  const { ana, gone, late, stranger } = await scene.people("ana", "gone", "late", "stranger");
  const group = await makeGroup(ana, [gone, late]);
  const root = await sends(ana, group, "root");
  const reply = await sends(ana, group, "reply", root.id);
  await ana.does("removeMember", { conversationId: group, userId: gone.id }, "__typename");
  await scene.db.member.updateMany({ where: { user: { username: "late" } }, data: { visibleFromSeq: 3 } });
  const before = await scene.db.threadMember.count();
  const endings: Record<string, readonly [Person, string]> = {
    gone: [gone, "NotFoundError"],
    late: [late, "NotFoundError"],
    stranger: [stranger, "NotFoundError"],
    anonymous: [scene.anonymous, "UNAUTHENTICATED"],
  };
  const threadId = encodeNodeId("Thread", decodeNodeId(root.id).id);
  for (const [who, [person, ending]] of Object.entries(endings)) {
    for (const mutation of ["followThread", "unfollowThread", "markThreadRead"]) {
      const input = { rootId: root.id, ...(mutation === "markThreadRead" && { seq: 3 }) };
      expect([who, mutation, await person.tries(mutation, input)]).toEqual([who, mutation, ending]);
    }
    const { data } = await person.asks<{ node: object | null }>("query ($id: ID!) { node(id: $id) { id } }", {
      id: threadId,
    });
    expect([who, data.node]).toEqual([who, null]);
  }
  expect(await ana.tries("followThread", { rootId: reply.id })).toBe("InputValidationError");
  expect(await ana.tries("followThread", { rootId: encodeNodeId("Message", newId()) })).toBe("NotFoundError");
  expect(await scene.db.threadMember.count()).toBe(before);
});
