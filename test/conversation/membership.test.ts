// How memberships begin and end: absolute, one event each, never without an owner.

import { expect, test } from "vitest";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { newId } from "../../src/lib/ids.ts";
import { startScene } from "./scene.ts";
import type { Person } from "./scene.ts";

interface MemberAnswer {
  readonly id: string;
  readonly role: string;
  readonly changedSeq: number;
  readonly removedSeq: number | null;
  readonly user: { readonly username: string };
}

const MEMBER = "id role changedSeq removedSeq user { username }";

async function group(owner: Person, ...members: Person[]): Promise<string> {
  const memberIds = members.map((member) => member.id);
  const { createdConversation } = await owner.does<{ createdConversation: { id: string } }>(
    "createGroup",
    { title: "Tea", memberIds, clientKey: newId() },
    "createdConversation { id }",
  );
  return createdConversation.id;
}

const add = (by: Person, conversationId: string, ...people: Person[]) =>
  by.does<{ addedMembers: MemberAnswer[] }>(
    "addMembers",
    { conversationId, userIds: people.map((person) => person.id) },
    `addedMembers { ${MEMBER} }`,
  );

const remove = (by: Person, conversationId: string, who: Person) =>
  by.does<{ removedMember: MemberAnswer }>(
    "removeMember",
    { conversationId, userId: who.id },
    `removedMember { ${MEMBER} }`,
  );

const leave = (who: Person, conversationId: string) =>
  who.does<{ leftMember: MemberAnswer; leftConversation: object }>(
    "leaveConversation",
    { conversationId },
    `leftMember { ${MEMBER} } leftConversation { title headSeq memberCount }`,
  );

async function headOf(person: Person, id: string) {
  const { data } = await person.asks<{ conversation: { headSeq: number; memberCount: number } | null }>(
    "query ($id: ID!) { conversation(id: $id) { headSeq memberCount } }",
    { id },
  );
  return data.conversation;
}

test("each added person is one event; who is there already is none", async () => {
  await using scene = await startScene();
  const { ana, bo, cy, di } = await scene.people("ana", "bo", "cy", "di");
  const conversation = await group(ana, bo);

  const { addedMembers } = await add(ana, conversation, di, bo, cy, di);
  const again = await add(ana, conversation, di, bo, cy);

  expect(addedMembers.map(({ user, role, changedSeq }) => [user.username, role, changedSeq])).toEqual([
    ["di", "MEMBER", 2],
    ["bo", "MEMBER", 1],
    ["cy", "MEMBER", 3],
  ]);
  expect(again.addedMembers).toEqual(addedMembers);
  expect(await headOf(di, conversation)).toEqual({ headSeq: 3, memberCount: 4 });
  expect(await scene.log()).toEqual(["CONVERSATION_CREATED", "MEMBER_JOINED", "MEMBER_JOINED"]);
});

test("an unknown person among them adds nobody", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await group(ana);
  const crowd = await scene.crowd(101);

  const nobody = encodeNodeId("User", newId());
  expect(await ana.tries("addMembers", { conversationId, userIds: [bo.id, nobody] })).toBe("NotFoundError");
  expect(await ana.tries("addMembers", { conversationId, userIds: crowd })).toBe("InputValidationError");
  expect(await headOf(ana, conversationId)).toEqual({ headSeq: 1, memberCount: 1 });

  expect(await ana.tries("addMembers", { conversationId, userIds: crowd.slice(1) })).toBe(
    "AddMembersPayload",
  );
  expect(await headOf(ana, conversationId)).toEqual({ headSeq: 101, memberCount: 101 });
});

test("parallel additions of the same people make one membership each", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");
  const conversation = await group(ana);

  const answers = await Promise.all(Array.from({ length: 20 }, () => add(ana, conversation, bo, cy)));

  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(await headOf(ana, conversation)).toEqual({ headSeq: 3, memberCount: 3 });
});

test("who is removed is gone once, and may be added again", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");
  const conversation = await group(ana, bo, cy);
  await ana.does(
    "changeMemberRole",
    { conversationId: conversation, userId: bo.id, role: "ADMIN" },
    "__typename",
  );

  const { removedMember } = await remove(ana, conversation, bo);
  const again = await remove(ana, conversation, bo);

  expect(removedMember).toMatchObject({ changedSeq: 3, removedSeq: 3, user: { username: "bo" } });
  expect(again.removedMember).toEqual(removedMember);
  expect(await headOf(bo, conversation)).toBeNull();
  expect(await headOf(ana, conversation)).toEqual({ headSeq: 3, memberCount: 2 });

  const { addedMembers } = await add(ana, conversation, bo);

  expect(addedMembers).toEqual([
    { id: removedMember.id, role: "MEMBER", changedSeq: 4, removedSeq: null, user: { username: "bo" } },
  ]);
  expect(await headOf(bo, conversation)).toEqual({ headSeq: 4, memberCount: 3 });
});

test("nobody is removed, or given a role, who never was a member", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await group(ana);

  for (const userId of [bo.id, encodeNodeId("User", newId()), conversationId, "junk"]) {
    expect(await ana.tries("removeMember", { conversationId, userId })).toBe("NotFoundError");
    expect(await ana.tries("changeMemberRole", { conversationId, userId, role: "ADMIN" })).toBe(
      "NotFoundError",
    );
  }
});

test("whoever has left has no role to change", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await group(ana, bo);
  await leave(bo, conversationId);

  expect(await ana.tries("changeMemberRole", { conversationId, userId: bo.id, role: "ADMIN" })).toBe(
    "NotFoundError",
  );
});

test("leaving is answered the same again, with what was there at the end", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversation = await group(ana, bo);

  const left = await leave(bo, conversation);
  const atOnce = await leave(bo, conversation);
  await ana.does("updateConversation", { conversationId: conversation, title: "Coffee" }, "__typename");
  const later = await leave(bo, conversation);

  expect(left.leftConversation).toEqual({ title: "Tea", headSeq: 2, memberCount: 1 });
  expect(atOnce).toEqual(left);
  expect(later.leftMember).toEqual(left.leftMember);
  expect(later.leftConversation).toEqual({ title: null, headSeq: 2, memberCount: 0 });
});

test("a group is never left without an owner", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await group(ana, bo);

  expect(await ana.tries("leaveConversation", { conversationId })).toBe("LastOwnerError");
  expect(await ana.tries("removeMember", { conversationId, userId: ana.id })).toBe("LastOwnerError");
  expect(await ana.tries("changeMemberRole", { conversationId, userId: ana.id, role: "ADMIN" })).toBe(
    "LastOwnerError",
  );
  expect(await headOf(ana, conversationId)).toEqual({ headSeq: 1, memberCount: 2 });

  await ana.does("changeMemberRole", { conversationId, userId: bo.id, role: "OWNER" }, "__typename");
  expect(await ana.tries("leaveConversation", { conversationId })).toBe("LeaveConversationPayload");
  expect(await bo.tries("leaveConversation", { conversationId })).toBe("LeaveConversationPayload");
  expect(await scene.log()).toEqual([
    "CONVERSATION_CREATED",
    "MEMBER_ROLE_CHANGED",
    "MEMBER_LEFT",
    "MEMBER_LEFT",
  ]);
});

test("of two owners who leave at once, one stays", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");
  const conversationId = await group(ana, bo, cy);
  await ana.does("changeMemberRole", { conversationId, userId: bo.id, role: "OWNER" }, "__typename");

  const endings = await Promise.all(
    [ana, bo].map((who) => who.tries("leaveConversation", { conversationId })),
  );

  expect(endings.sort()).toEqual(["LastOwnerError", "LeaveConversationPayload"]);
});

test("the same role again is no event", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await group(ana, bo);
  const input = { conversationId, userId: bo.id, role: "MODERATOR" };
  const change = () =>
    ana.does<{ changedMember: MemberAnswer }>("changeMemberRole", input, `changedMember { ${MEMBER} }`);

  const first = await change();
  const second = await change();

  expect(first.changedMember).toMatchObject({ role: "MODERATOR", changedSeq: 2 });
  expect(second).toEqual(first);
  expect(await headOf(ana, conversationId)).toEqual({ headSeq: 2, memberCount: 2 });
});
