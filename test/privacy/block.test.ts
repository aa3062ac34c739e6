/** Blocks: what they keep two people from, in both directions, and what they do not. */
import { expect, test } from "vitest";
import { BLOCKED_MAX } from "../../src/domain/privacy/blockUser.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { newId } from "../../src/lib/ids.ts";
import type { Item } from "../live/items.ts";
import { choosesStatus, Device, presencesOf, types } from "../presence/scene.ts";
import { readInbox } from "../realtime/inboxScene.ts";
import { markRead, marksSeenBy, ownMarks, receiptsOf, uuidOf } from "../receipts/scene.ts";
import { startApp, startCluster } from "../support/app.ts";
import type { Person } from "../support/people.ts";
import { rowsOf } from "../support/rows.ts";
import { readMetric } from "../transports/support.ts";
import { asks, blocks, calls, finds, HIDDEN, knows, tries, unblocks } from "./scene.ts";

interface UserPage {
  readonly edges: readonly { readonly node: { readonly username: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** Those whom the person has blocked, page by page. */
async function blockedBy(person: Person, first = 100): Promise<string[]> {
  const names: string[] = [];
  for (let after: string | null = null; ;) {
    const answer: { viewer: { blockedUsers: UserPage } } = await asks(
      person,
      `query ($first: Int, $after: String) {
        viewer {
          blockedUsers(first: $first, after: $after) { edges { node { username } } pageInfo { hasNextPage endCursor } }
        }
      }`,
      { first, after },
    );
    const { edges, pageInfo } = answer.viewer.blockedUsers;
    names.push(...edges.map(({ node }) => node.username));
    if (!pageInfo.hasNextPage) return names;
    after = pageInfo.endCursor;
  }
}

test("one blocks and unblocks at will; the list has the last one first, and is nobody else's", async () => {
  await using app = await startApp();
  const { ana, bo, cy, dee } = await app.people.inGroup("ana", "bo", "cy", "dee");
  for (const person of [bo, cy, dee]) await blocks(ana, person);
  expect(await blockedBy(ana)).toEqual(["dee", "cy", "bo"]);
  expect(await blockedBy(ana, 1)).toEqual(["dee", "cy", "bo"]);
  expect(await blockedBy(bo)).toEqual([]);

  // Again changes nothing, not even the order; and nor does lifting what is not there.
  const xids = () => rowsOf(app, "SELECT changed_xid::text AS xid FROM block ORDER BY changed_xid");
  const before = await xids();
  await blocks(ana, bo);
  await unblocks(bo, ana);
  expect(await xids()).toEqual(before);
  await unblocks(ana, cy);
  await unblocks(ana, cy);
  expect(await blockedBy(ana)).toEqual(["dee", "bo"]);
  await blocks(ana, cy);
  expect(await blockedBy(ana)).toEqual(["cy", "dee", "bo"]);

  const marked = async (person: Person, other: Person) =>
    (
      await asks<{ node: { isBlockedByViewer: boolean } }>(
        person,
        "query ($id: ID!) { node(id: $id) { ... on User { isBlockedByViewer } } }",
        { id: other.id },
      )
    ).node.isBlockedByViewer;
  expect([await marked(ana, bo), await marked(bo, ana), await marked(ana, ana)]).toEqual([
    true,
    false,
    false,
  ]);
});

test("nobody blocks themselves, somebody who is not there, or more than may be", async () => {
  await using app = await startApp();
  const ana = await app.people.register("ana");
  expect(await tries(ana, "blockUser", { userId: ana.id })).toBe("InputValidationError");
  for (const mutation of ["blockUser", "unblockUser"]) {
    for (const userId of [encodeNodeId("User", newId()), encodeNodeId("Conversation", newId()), "junk"]) {
      expect(await calls(ana, mutation, { userId })).toEqual({
        __typename: "NotFoundError",
        code: "NOT_FOUND",
      });
    }
  }
  await rowsOf(
    app,
    `WITH people AS (
       INSERT INTO "user" (id, username, display_name)
       SELECT gen_random_uuid(), 'crowd' || n, 'Crowd' FROM generate_series(1, $2::int) AS n RETURNING id
     )
     INSERT INTO block (user_id, blocked_id, blocked_at) SELECT $1::uuid, id, now() FROM people`,
    [uuidOf(ana.id), BLOCKED_MAX - 1],
  );
  const [bo, cy] = [await app.people.register("bo"), await app.people.register("cy")];
  const endings = await Promise.all([bo, cy].map(({ id }) => tries(ana, "blockUser", { userId: id })));
  expect(endings.toSorted()).toEqual(["BlockUserPayload", "TooManyBlockedError"]);
  // One that is there already is not one more.
  const blocked = endings[0] === "BlockUserPayload" ? bo : cy;
  await blocks(ana, blocked);
  await unblocks(ana, blocked);
  await blocks(ana, blocked === bo ? cy : bo);
});

test("neither opens a direct conversation with the other, and neither is told why", async () => {
  await using app = await startApp();
  const [ana, bo] = [await app.people.register("ana"), await app.people.register("bo")];
  await blocks(ana, bo);
  const refused = { __typename: "NotAllowedError", code: "NOT_ALLOWED" };
  expect(await calls(bo, "createDirectConversation", { userId: ana.id })).toEqual(refused);
  expect(await calls(ana, "createDirectConversation", { userId: bo.id })).toEqual(refused);
  await unblocks(ana, bo);
  await bo.opensConversationWith(ana);
});

test("in the direct conversation that is there neither edits, reacts or pins, both go on reading and taking back", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const [anas] = await ana.sends(conversation, "from ana");
  const [bos, again] = await bo.sends(conversation, "from bo", "from bo again");
  const onBos = { messageId: bos?.id ?? "", emoji: "👍" };
  for (const person of [ana, bo])
    expect(await tries(person, "addReaction", onBos)).toBe("AddReactionPayload");
  expect(await tries(ana, "pinMessage", { messageId: bos?.id })).toBe("PinMessagePayload");
  await blocks(ana, bo);
  for (const person of [ana, bo]) {
    expect(await tries(person, "addReaction", { ...onBos, emoji: "🎉" })).toBe("NotAllowedError");
    expect(await tries(person, "pinMessage", { messageId: anas?.id })).toBe("NotAllowedError");
    // What is so already is answered, and what is one's own may be taken back.
    expect(await tries(person, "addReaction", onBos)).toBe("AddReactionPayload");
    expect(await tries(person, "pinMessage", { messageId: bos?.id })).toBe("PinMessagePayload");
    expect(await tries(person, "removeReaction", onBos)).toBe("RemoveReactionPayload");
  }
  expect(await tries(bo, "unpinMessage", { messageId: bos?.id })).toBe("UnpinMessagePayload");
  for (const [person, message] of [
    [ana, anas],
    [bo, bos],
  ] as const) {
    expect(await person.edits(message?.id ?? "", "edited")).toMatchObject({ __typename: "NotAllowedError" });
    expect(await person.edits(message?.id ?? "", message?.body ?? "")).toMatchObject({
      __typename: "EditMessagePayload",
    });
    expect((await person.history(conversation))?.messages.edges).toHaveLength(3);
  }
  expect(await bo.deletes(again?.id ?? "")).toMatchObject({ __typename: "DeleteMessagePayload" });
  expect(await bo.opensConversationWith(ana)).toBe(conversation);
  await unblocks(ana, bo);
  expect(await bo.edits(bos?.id ?? "", "edited")).toMatchObject({ __typename: "EditMessagePayload" });
});

test("a block waits for who writes in the direct conversation, and who writes next sees it", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const [message] = await bo.sends(conversation, "from bo");
  const all = await Promise.all([
    ...Array.from({ length: 20 }, (_, index) => bo.edits(message?.id ?? "", `edit ${index}`)),
    blocks(ana, bo).then(() => ({ __typename: "blocked" })),
  ]);
  expect(new Set(all.map(({ __typename }) => __typename))).toContain("blocked");
  // What was committed behind the block would have a newer transaction.
  const late = await rowsOf<{ count: number }>(
    app,
    `SELECT count(*)::int AS count FROM event, block WHERE event.kind = 'MESSAGE_EDITED' AND event.xid > block.changed_xid`,
  );
  expect(late).toEqual([{ count: 0 }]);
});

test("the directory knows neither to the other; who was blocked is found by who blocked, by the whole username", async () => {
  await using app = await startApp();
  const [ana, bo] = [await app.people.register("ana"), await app.people.register("bo")];
  await blocks(ana, bo);
  expect([await finds(ana, "bo"), await finds(bo, "ana")]).toEqual([[], []]);
  expect([await knows(ana, "bo"), await knows(bo, "ana")]).toEqual([true, false]);
  await unblocks(ana, bo);
  expect([await finds(ana, "bo"), await finds(bo, "ana")]).toEqual([["bo"], ["ana"]]);
});

test("neither sees the other's presence, who watches already at once, on every process", async () => {
  await using cluster = await startCluster(2);
  const [here, there] = cluster.nodes;
  if (here === undefined || there === undefined) throw new Error("Two servers were asked for.");
  const { ana, bo } = await cluster.people.inConversation("ana", "bo");
  await using anas = await Device.of(ana, here);
  await using bos = await Device.of(bo, there);
  const [watch, watchBack] = [anas.watches(bo), bos.watches(ana)];
  for (const live of [watch, watchBack]) {
    for (let status = ""; status !== "ONLINE";) status = (await live.next()).status;
  }
  await blocks(ana, bo);
  expect(await watch.next()).toEqual({ user: { username: "bo" }, ...HIDDEN });
  expect(await watchBack.next()).toEqual({ user: { username: "ana" }, ...HIDDEN });
  await choosesStatus(bo, "BUSY", "unseen");
  expect([await presencesOf(ana, bo), await presencesOf(bo, ana)]).toEqual([[HIDDEN], [HIDDEN]]);
  await unblocks(ana, bo);
  for (let status = ""; status !== "BUSY";) ({ status } = await watch.next());
  expect(await watchBack.next()).toMatchObject({ status: "ONLINE" });
});

test("neither sees the other's receipts, in a group and between the two", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const direct = await ana.opensConversationWith(bo);
  const [inGroup] = await ana.sends(group, "to all");
  const [between] = await ana.sends(direct, "to bo");
  await blocks(bo, ana);
  for (const person of [ana, bo, cy]) await markRead(person, group, inGroup?.seq ?? 0);
  for (const person of [ana, bo]) await markRead(person, direct, between?.seq ?? 0);

  expect((await receiptsOf(ana, inGroup?.id ?? ""))?.readBy).toEqual(["cy"]);
  expect((await receiptsOf(cy, inGroup?.id ?? ""))?.readBy).toEqual(["bo", "cy"]);
  expect(await receiptsOf(ana, between?.id ?? "")).toMatchObject({
    readCount: 0,
    deliveredCount: 0,
    readBy: [],
  });
  for (const conversationId of [group, direct]) {
    expect((await marksSeenBy(ana, conversationId)).get("bo")).toMatchObject({
      readSeq: null,
      deliveredSeq: null,
    });
    expect((await marksSeenBy(bo, conversationId)).get("ana")).toMatchObject({
      readSeq: null,
      deliveredSeq: null,
    });
  }
  expect((await marksSeenBy(cy, group)).get("bo")?.readSeq).toBe(inGroup?.seq);
});

test("neither is told that the other types or reads, and the others in the group are", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const [message] = await cy.sends(group, "one", "two");
  await blocks(bo, ana);
  await using stack = new AsyncDisposableStack();
  const inboxOf = async (person: Person) => {
    const inbox = stack.use(await readInbox(app.url, person));
    await inbox.until("StreamReady");
    return inbox;
  };
  const [anas, bos, cys] = [await inboxOf(ana), await inboxOf(bo), await inboxOf(cy)];
  const next = async (inbox: typeof anas, typename: string) =>
    (await inbox.until(typename)).toReversed()[0] ?? {};

  const namesIn = ({ typing }: Item) => (typing as { username: string }[]).map(({ username }) => username);
  for (const [typist, inbox] of [
    [ana, bos],
    [bo, anas],
  ] as const) {
    await types(typist, group);
    await cys.until("TypingChanged", (item) => namesIn(item).includes(typist.username));
    await types(cy, group);
    const told = await inbox.until("TypingChanged", (item) => namesIn(item).join() === "cy");
    expect(told.filter(({ __typename }) => __typename === "TypingChanged").flatMap(namesIn)).not.toContain(
      typist.username,
    );
    expect(told.at(-1)?.["count"]).toBe(1);
    await types(cy, group, false);
    await types(typist, group, false);
    await inbox.until("TypingChanged", ({ count }) => count === 0);
    await cys.until("TypingChanged", ({ count }) => count === 0);
  }

  await markRead(bo, group, message?.seq ?? 0);
  expect(await next(cys, "ReceiptsAdvanced")).toMatchObject({
    members: [{ user: { username: "bo" } }],
    count: 1,
  });
  await markRead(cy, group, message?.seq ?? 0);
  expect(await next(anas, "ReceiptsAdvanced")).toMatchObject({
    members: [{ user: { username: "cy" } }],
    count: 1,
  });
});

test("what is kept from one is executed once for all others, as if nothing were kept", async () => {
  await using app = await startApp();
  const { ana, bo, cy, dee, group } = await app.people.inGroup("ana", "bo", "cy", "dee");
  await blocks(ana, bo);
  await using stack = new AsyncDisposableStack();
  const inboxes = [];
  for (const person of [ana, cy, dee]) inboxes.push(stack.use(await readInbox(app.url, person)));
  for (const inbox of inboxes) await inbox.until("StreamReady");
  const [anas, ...others] = inboxes;
  const executions = () => readMetric(app.url, "parley_live_executions_total");
  const before = await executions();
  await types(bo, group);
  for (const inbox of others) await inbox.until("TypingChanged", ({ count }) => count === 1);
  expect((await executions()) - before).toBe(1);
  await types(bo, group, false);
  for (const inbox of others) await inbox.until("TypingChanged", ({ count }) => count === 0);
  await cy.sends(group, "a fence");
  const told = (await anas?.until("MessageSent")) ?? [];
  expect(told.map(({ __typename }) => __typename)).not.toContain("TypingChanged");
});

test("neither adds or invites the other to a group; in those that both are in, messages go on arriving", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  await blocks(ana, bo);
  const [bosGroup, anasGroup] = [await bo.makesGroup("Bo's"), await ana.makesGroup("Ana's")];
  for (const [inviter, conversationId, userId] of [
    [bo, bosGroup, ana.id],
    [ana, anasGroup, bo.id],
  ] as const) {
    const ending = await tries(inviter, "inviteMembers", { conversationId, userIds: [userId, cy.id] });
    expect(ending).toBe("CannotAddUsersError");
  }
  expect(await tries(bo, "addMembers", { conversationId: bosGroup, userIds: [ana.id, cy.id] })).toBe(
    "CannotAddUsersError",
  );
  expect(await tries(ana, "addMembers", { conversationId: anasGroup, userIds: [bo.id] })).toBe(
    "CannotAddUsersError",
  );
  // By others both may be added to the same.
  await cy.makesGroup("Cy's", ana, bo);

  const live = await ana.follow(group);
  const [message] = await bo.sends(group, "hello @ana");
  const items = await live.until("MessageSent");
  expect(items.at(-1)).toMatchObject({ sentMessage: { body: "hello @ana", sender: { username: "bo" } } });
  expect(message?.body).toBe("hello @ana");
  // It is unread like any other; a mention by somebody blocked is none that calls for attention.
  expect(await ownMarks(ana, group)).toMatchObject({ unreadCount: 1, mentionCount: 0 });
  await cy.sends(group, "@ana, too");
  expect(await ownMarks(ana, group)).toMatchObject({ unreadCount: 2, mentionCount: 1 });
  await ana.sends(group, "hello @bo");
  expect((await ownMarks(bo, group))?.mentionCount).toBe(1);
});
