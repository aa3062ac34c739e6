// A group is handed over: in one change, and never without an owner.

import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { endingsOf, makeGroup, staffOf } from "./group.ts";
import { startScene } from "./scene.ts";
import type { Person } from "./scene.ts";

const MEMBER = "role changedSeq user { username }";

const transfer = (by: Person, conversationId: string, to: Person) =>
  by.does<object>(
    "transferOwnership",
    { conversationId, userId: to.id },
    `promotedMember { ${MEMBER} } steppedDownMember { ${MEMBER} }`,
  );

test("the new owner's role comes first, and a retry finds it done", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, [bo]);

  const done = await transfer(ana, conversationId, bo);
  expect(done).toMatchObject({
    promotedMember: { role: "OWNER", changedSeq: 2, user: { username: "bo" } },
    steppedDownMember: { role: "ADMIN", changedSeq: 3, user: { username: "ana" } },
  });
  expect(await transfer(ana, conversationId, bo)).toEqual(done);
  expect(await scene.log()).toEqual(["CONVERSATION_CREATED", "MEMBER_ROLE_CHANGED", "MEMBER_ROLE_CHANGED"]);
});

test("to one who owns it already, one steps down and nothing else happens", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, [bo]);
  await ana.does("changeMemberRole", { conversationId, userId: bo.id, role: "OWNER" }, "__typename");

  expect(await transfer(ana, conversationId, bo)).toMatchObject({
    promotedMember: { role: "OWNER", changedSeq: 2 },
    steppedDownMember: { role: "ADMIN", changedSeq: 3 },
  });
});

test("two owners who hand it to each other at once leave one of them", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, [bo]);
  await ana.does("changeMemberRole", { conversationId, userId: bo.id, role: "OWNER" }, "__typename");

  await Promise.all([transfer(ana, conversationId, bo), transfer(bo, conversationId, ana)]);

  const owners = await scene.db.member.findMany({ where: { role: "OWNER", removedSeq: null } });
  expect(owners.length).toBe(1);
});

test("who may hand it over, and to whom", async () => {
  await using scene = await startScene();
  const staff = await staffOf(scene);
  const { owner, conversationId } = staff;
  const to = (userId: string) => owner.tries("transferOwnership", { conversationId, userId });
  const before = await scene.log();

  for (const userId of [staff.gone.id, staff.stranger.id, encodeNodeId("User", newId()), "junk"]) {
    expect(await to(userId)).toBe("NotFoundError");
  }
  expect(await to(owner.id)).toBe("InputValidationError");
  const others = ["anonymous", "stranger", "gone", "member", "moderator", "admin"] as const;
  expect(await endingsOf(staff, "transferOwnership", () => ({ userId: staff.owner.id }), others)).toEqual({
    anonymous: "UNAUTHENTICATED",
    stranger: "NotFoundError",
    gone: "NotFoundError",
    member: "NotAllowedError",
    moderator: "NotAllowedError",
    // It is so already.
    admin: "TransferOwnershipPayload",
  });
  expect(await staff.admin.tries("transferOwnership", { conversationId, userId: staff.member.id })).toBe(
    "NotAllowedError",
  );
  expect(await scene.log()).toEqual(before);
  expect(await to(staff.member.id)).toBe("TransferOwnershipPayload");
});

test("a direct conversation has no owner to change", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const { createdConversation } = await ana.does<{ createdConversation: { id: string } }>(
    "createDirectConversation",
    { userId: bo.id },
    "createdConversation { id }",
  );

  const input = { conversationId: createdConversation.id, userId: bo.id };
  expect(await ana.tries("transferOwnership", input)).toBe("NotAllowedError");
});
