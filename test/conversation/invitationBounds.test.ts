// How many invitations may wait, to a conversation and of one person by another; and what is over is in nobody's way.

import { expect, test } from "vitest";
import { INVITATIONS_MAX, OF_ONE_INVITER_MAX } from "../../src/domain/invitation/bounds.ts";
import type { InvitationState } from "../../src/domain/rows.ts";
import { newId } from "../../src/lib/ids.ts";
import { decodeNodeId, encodeNodeId } from "../../src/schema/nodeId.ts";
import { HOUR_MS, inHours, makeGroup } from "./group.ts";
import { startScene } from "./scene.ts";
import type { Person, Scene } from "./scene.ts";

const uuidOf = (id: string): string => decodeNodeId(id).id;

interface Kept {
  readonly conversationId: string;
  readonly userId: string;
}

/** As they would stand after `by` had sent them, one after the other. */
function keepInvitations(
  scene: Scene,
  by: Person,
  invitations: readonly Kept[],
  { state = "PENDING", hours = 1 }: { readonly state?: InvitationState; readonly hours?: number } = {},
) {
  return scene.db.invitation.createMany({
    data: invitations.map(({ conversationId, userId }) => ({
      id: newId(),
      conversationId: uuidOf(conversationId),
      userId: uuidOf(userId),
      invitedById: uuidOf(by.id),
      state,
      expiresAt: new Date(Date.now() + hours * HOUR_MS),
    })),
  });
}

/** Global ids of so many conversations in which nobody is. */
async function emptyGroups(scene: Scene, count: number): Promise<string[]> {
  const groups = Array.from({ length: count }, () => ({ id: newId(), kind: "GROUP" as const, title: "Tea" }));
  await scene.db.conversation.createMany({ data: groups });
  return groups.map(({ id }) => encodeNodeId("Conversation", id));
}

async function planOf(scene: Scene, column: "conversation_id" | "user_id", id: string): Promise<string> {
  const plan = await scene.db.$queryRawUnsafe<{ "QUERY PLAN": string }[]>(
    `EXPLAIN (ANALYZE, TIMING OFF) SELECT * FROM (
      SELECT * FROM invitation WHERE ${column} = $1::uuid AND state = 'PENDING' AND expires_at > now() OFFSET 0
    ) i ORDER BY id DESC LIMIT 21`,
    uuidOf(id),
  );
  return plan.map((line) => line["QUERY PLAN"]).join("\n");
}

test("as many wait for one conversation as may, and no more; who is invited anew counts once", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, []);
  const crowd = await scene.crowd(INVITATIONS_MAX);
  const waiting = crowd.slice(1).map((userId) => ({ conversationId, userId }));
  await keepInvitations(scene, ana, waiting);
  const [last = "", first = ""] = crowd;
  const tries = (userIds: readonly string[], expiresAt?: string) =>
    ana.tries("inviteMembers", { conversationId, userIds, expiresAt });

  // Two are one too many, and neither is invited.
  expect(await tries([last, bo.id])).toBe("TooManyInvitationsError");
  expect(await scene.log()).toEqual(["CONVERSATION_CREATED"]);
  expect(await tries([last])).toBe("InviteMembersPayload");
  expect(await tries([bo.id])).toBe("TooManyInvitationsError");
  expect(await tries([first], inHours(2))).toBe("InviteMembersPayload");
  // Elsewhere there is room.
  const elsewhere = await makeGroup(ana, []);
  expect(await ana.tries("inviteMembers", { conversationId: elsewhere, userIds: [bo.id] })).toBe(
    "InviteMembersPayload",
  );

  // What has expired, or was declined, makes room.
  await scene.db.invitation.updateMany({
    where: { userId: uuidOf(last) },
    data: { expiresAt: new Date(Date.now() - HOUR_MS) },
  });
  expect(await tries([bo.id])).toBe("InviteMembersPayload");
  expect(await tries([last])).toBe("TooManyInvitationsError");
});

test("one person sends another so many and no more, and keeps nobody else from inviting them", async () => {
  await using scene = await startScene();
  const { ana, bo, cy, dee } = await scene.people("ana", "bo", "cy", "dee");
  const conversationId = await makeGroup(ana, []);
  const groups = await emptyGroups(scene, OF_ONE_INVITER_MAX);
  await keepInvitations(
    scene,
    ana,
    groups.map((group) => ({ conversationId: group, userId: bo.id })),
  );

  const { data } = await ana.asks<{ inviteMembers: object }>(
    `mutation ($input: InviteMembersInput!) { inviteMembers(input: $input) {
      ... on CannotAddUsersError { code users { username } } } }`,
    { input: { conversationId, userIds: [cy.id, bo.id] } },
  );
  expect(data.inviteMembers).toEqual({ code: "CANNOT_ADD_USERS", users: [{ username: "bo" }] });
  expect(await scene.log()).toEqual(["CONVERSATION_CREATED"]);
  const ofDee = { conversationId: await makeGroup(dee, []), userIds: [bo.id] };
  expect(await dee.tries("inviteMembers", ofDee)).toBe("InviteMembersPayload");

  const own = await bo.asks<{ viewer: { invitations: { edges: { node: { id: string } }[] } } }>(
    "{ viewer { invitations(first: 100) { edges { node { id } } } } }",
  );
  const [ofDeeToBo, ofAnaToBo] = own.data.viewer.invitations.edges;
  expect(own.data.viewer.invitations.edges).toHaveLength(OF_ONE_INVITER_MAX + 1);
  await bo.does("declineInvitation", { invitationId: ofDeeToBo?.node.id }, "__typename");
  const input = { conversationId, userIds: [bo.id] };
  expect(await ana.tries("inviteMembers", input)).toBe("CannotAddUsersError");
  await bo.does("declineInvitation", { invitationId: ofAnaToBo?.node.id }, "__typename");
  expect(await ana.tries("inviteMembers", input)).toBe("InviteMembersPayload");
  // Sent anew it is the same one.
  expect(await ana.tries("inviteMembers", { ...input, expiresAt: inHours(3) })).toBe("InviteMembersPayload");
});

test("who invites somebody at once to two conversations does not go beyond the bound", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const [one, other] = [await makeGroup(ana, []), await makeGroup(ana, [])];
  const groups = await emptyGroups(scene, OF_ONE_INVITER_MAX - 1);
  await keepInvitations(
    scene,
    ana,
    groups.map((group) => ({ conversationId: group, userId: bo.id })),
  );

  const endings = await Promise.all(
    [one, other].map((conversationId) => ana.tries("inviteMembers", { conversationId, userIds: [bo.id] })),
  );

  expect(endings.toSorted()).toEqual(["CannotAddUsersError", "InviteMembersPayload"]);
});

test("a page of invitations passes none that has ended", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, []);
  const [groups, crowd] = await Promise.all([emptyGroups(scene, 900), scene.crowd(900)]);
  const ofBo = groups.map((group) => ({ conversationId: group, userId: bo.id }));
  const toIt = crowd.map((userId) => ({ conversationId, userId }));
  for (const invitations of [ofBo, toIt]) {
    await keepInvitations(scene, ana, invitations.slice(0, 300), { state: "ACCEPTED" });
    await keepInvitations(scene, ana, invitations.slice(300), { hours: -1 });
  }
  await ana.does("inviteMembers", { conversationId, userIds: [bo.id] }, "__typename");
  await scene.db.$executeRaw`ANALYZE invitation`;

  for (const [column, id] of [
    ["conversation_id", conversationId],
    ["user_id", bo.id],
  ] as const) {
    const plan = await planOf(scene, column, id);
    expect(plan).toContain(`invitation_${column}_state_expires_at_idx`);
    expect(plan).not.toContain("Rows Removed by Filter");
  }
  const { data } = await bo.asks<{ viewer: { invitations: { edges: unknown[] } } }>(
    "{ viewer { invitations(first: 100) { edges { node { id } } } } }",
  );
  expect(data.viewer.invitations.edges).toHaveLength(1);
});
