// Mutes: a moderator lets a member read and not send, for a time.

import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { endingsOf, HOUR_MS, inHours, makeGroup, staffOf } from "./group.ts";
import { startScene } from "./scene.ts";
import type { Person } from "./scene.ts";

interface Muted {
  readonly mutedMember: { readonly silencedUntil: string | null; readonly changedSeq: number };
}

const mute = (by: Person, conversationId: string, who: Person, until: string) =>
  by.does<Muted>(
    "muteMember",
    { conversationId, userId: who.id, until },
    "mutedMember { silencedUntil changedSeq }",
  );

const sends = (who: Person, conversationId: string) =>
  who.tries("sendMessage", { conversationId, clientKey: newId(), body: "Hello." });

test("who is muted reads and sends nothing, edits included, until it ends", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, [bo]);
  const { sentMessage } = await bo.does<{ sentMessage: { id: string } }>(
    "sendMessage",
    { conversationId, clientKey: "k", body: "Hello." },
    "sentMessage { id }",
  );
  const edits = (body: string) => bo.tries("editMessage", { messageId: sentMessage.id, body });
  const until = inHours(1);

  expect(await mute(ana, conversationId, bo, until)).toEqual({
    __typename: "MuteMemberPayload",
    mutedMember: { silencedUntil: until, changedSeq: 3 },
  });
  expect(await sends(bo, conversationId)).toBe("MemberSilencedError");
  expect(await edits("Something else.")).toBe("MemberSilencedError");
  // A retry of what was said before is answered.
  expect(await edits("Hello.")).toBe("EditMessagePayload");

  await ana.does("unmuteMember", { conversationId, userId: bo.id }, "__typename");
  expect(await sends(bo, conversationId)).toBe("SendMessagePayload");
  expect(await edits("Something else.")).toBe("EditMessagePayload");
});

test("a mute that is over by itself holds nobody back", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, [bo]);
  const until = inHours(1);
  await mute(ana, conversationId, bo, until);
  const past = new Date(Date.now() - HOUR_MS);
  await scene.db.member.updateMany({
    where: { NOT: { silencedUntil: null } },
    data: { silencedUntil: past },
  });

  expect(await sends(bo, conversationId)).toBe("SendMessagePayload");
  // A retry whose answer came too late.
  const again = await mute(ana, conversationId, bo, past.toISOString());
  expect(again.mutedMember).toEqual({ silencedUntil: past.toISOString(), changedSeq: 2 });
});

test("its end is set: the same again is no event, another one is, and ending it twice is one", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, [bo]);
  const [early, late] = [inHours(1), inHours(2)];
  const input = { conversationId, userId: bo.id };

  await ana.does("unmuteMember", input, "__typename");
  await mute(ana, conversationId, bo, late);
  await mute(ana, conversationId, bo, late);
  await mute(ana, conversationId, bo, early);
  await ana.does("unmuteMember", input, "__typename");
  await ana.does("unmuteMember", input, "__typename");

  expect(await scene.log()).toEqual([
    "CONVERSATION_CREATED",
    "MEMBER_MUTED",
    "MEMBER_MUTED",
    "MEMBER_UNMUTED",
  ]);
});

test("a mute outlasts leaving and coming back", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, [bo]);
  await mute(ana, conversationId, bo, inHours(1));
  await bo.does("leaveConversation", { conversationId }, "__typename");
  await ana.does("addMembers", { conversationId, userIds: [bo.id] }, "__typename");

  expect(await sends(bo, conversationId)).toBe("MemberSilencedError");
});

test("its bounds", async () => {
  await using scene = await startScene();
  const { ana, bo, eve } = await scene.people("ana", "bo", "eve");
  const conversationId = await makeGroup(ana, [bo]);
  const tries = (until: string, userId = bo.id) => ana.tries("muteMember", { conversationId, userId, until });

  expect(await tries(inHours(-1))).toBe("InputValidationError");
  expect(await tries(inHours(3_661 * 24))).toBe("InputValidationError");
  expect(await tries(inHours(3_659 * 24))).toBe("MuteMemberPayload");
  for (const userId of [eve.id, encodeNodeId("User", newId()), conversationId, "junk"]) {
    expect(await tries(inHours(1), userId)).toBe("NotFoundError");
    expect(await ana.tries("unmuteMember", { conversationId, userId })).toBe("NotFoundError");
  }
});

test("who may mute, and end it", async () => {
  await using scene = await startScene();
  const staff = await staffOf(scene);
  const before = await scene.log();
  const refused = {
    anonymous: "UNAUTHENTICATED",
    stranger: "NotFoundError",
    gone: "NotFoundError",
    member: "NotAllowedError",
  };
  const of = (who: Person) => ({ userId: who.id, until: inHours(1) });

  // Of a plain member, by everybody; each mutes, and the next finds it done.
  expect(await endingsOf(staff, "unmuteMember", () => ({ userId: staff.member.id }))).toEqual({
    ...refused,
    moderator: "UnmuteMemberPayload",
    admin: "UnmuteMemberPayload",
    owner: "UnmuteMemberPayload",
  });
  expect(await scene.log()).toEqual(before);
  expect(await endingsOf(staff, "muteMember", () => of(staff.member))).toEqual({
    ...refused,
    moderator: "MuteMemberPayload",
    admin: "MuteMemberPayload",
    owner: "MuteMemberPayload",
  });
  // Of those who stand as high or higher, and of oneself.
  const by = ["moderator", "admin", "owner"] as const;
  expect(await endingsOf(staff, "muteMember", () => of(staff.moderator), by)).toEqual({
    moderator: "NotAllowedError",
    admin: "MuteMemberPayload",
    owner: "MuteMemberPayload",
  });
  expect(await endingsOf(staff, "muteMember", () => of(staff.admin), by)).toEqual({
    moderator: "NotAllowedError",
    admin: "NotAllowedError",
    owner: "MuteMemberPayload",
  });
  expect(await endingsOf(staff, "muteMember", () => of(staff.owner), by)).toEqual({
    moderator: "NotAllowedError",
    admin: "NotAllowedError",
    owner: "NotAllowedError",
  });
});

test("a direct conversation knows no mutes and no bans", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const { createdConversation } = await ana.does<{ createdConversation: { id: string } }>(
    "createDirectConversation",
    { userId: bo.id },
    "createdConversation { id }",
  );
  const input = { conversationId: createdConversation.id, userId: bo.id };

  expect(await ana.tries("muteMember", { ...input, until: inHours(1) })).toBe("NotAllowedError");
  for (const mutation of ["unmuteMember", "banMember", "unbanMember"]) {
    expect([mutation, await ana.tries(mutation, input)]).toEqual([mutation, "NotAllowedError"]);
  }
});
