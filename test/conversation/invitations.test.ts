// Invitations: somebody may become a member, if they wish and while it lasts.

import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { countStatements } from "../support/countStatements.ts";
import { endingsOf, HOUR_MS, inHours, makeGroup, staffOf } from "./group.ts";
import { startScene } from "./scene.ts";
import type { Person, Scene } from "./scene.ts";

interface Invitation {
  readonly id: string;
  readonly expiresAt: string;
  readonly invitedUser: { readonly username: string };
}

async function invite(by: Person, conversationId: string, people: readonly Person[], expiresAt?: string) {
  const { sentInvitations } = await by.does<{ sentInvitations: Invitation[] }>(
    "inviteMembers",
    { conversationId, userIds: people.map(({ id }) => id), expiresAt },
    "sentInvitations { id expiresAt invitedUser { username } }",
  );
  return sentInvitations;
}

async function inviteOne(by: Person, conversationId: string, person: Person, expiresAt?: string) {
  const [invitation] = await invite(by, conversationId, [person], expiresAt);
  if (invitation === undefined) throw new Error(`${person.username} was not invited.`);
  return invitation.id;
}

/** By title of the conversation, newest first. */
async function ownOf(person: Person, args: object = {}): Promise<string[]> {
  interface Own {
    viewer: { invitations: { edges: { node: { card: { title: string } } }[] } };
  }
  const { data } = await person.asks<Own>(
    `query ($first: Int, $after: String) { viewer { invitations(first: $first, after: $after) {
      edges { node { card { title } } } } } }`,
    { ...args },
  );
  return data.viewer.invitations.edges.map(({ node }) => node.card.title);
}

/** Who is invited, newest first; null for who may not know. */
async function listOf(person: Person, id: string): Promise<string[] | null> {
  interface List {
    conversation: { invitations: { edges: { node: Invitation }[] } | null } | null;
  }
  const { data } = await person.asks<List>(
    "query ($id: ID!) { conversation(id: $id) { invitations { edges { node { invitedUser { username } } } } } }",
    { id },
  );
  return data.conversation?.invitations?.edges.map(({ node }) => node.invitedUser.username) ?? null;
}

const isSeenBy = async (person: Person, id: string): Promise<boolean> =>
  (await person.asks<{ node: object | null }>("query ($id: ID!) { node(id: $id) { id } }", { id })).data
    .node !== null;

const expireAll = (scene: Scene) =>
  scene.db.invitation.updateMany({ data: { expiresAt: new Date(Date.now() - HOUR_MS) } });

test("who is invited sees the card, accepts once, and is a member", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");
  const conversationId = await makeGroup(ana, []);
  const invitationId = await inviteOne(ana, conversationId, bo);

  const { data } = await bo.asks<object>(
    `{ viewer { invitations { edges { node {
      id invitedBy { username } card { title memberCount conversation { id } }
    } } } } }`,
  );
  const card = { title: "Tea", memberCount: 1, conversation: null };
  expect(data).toEqual({
    viewer: {
      invitations: { edges: [{ node: { id: invitationId, invitedBy: { username: "ana" }, card } }] },
    },
  });

  const cardOf = async (person: Person) =>
    (
      await person.asks<object>("query ($id: ID!) { conversationCard(id: $id) { title } }", {
        id: conversationId,
      })
    ).data;
  expect(await cardOf(bo)).toEqual({ conversationCard: { title: "Tea" } });
  expect(await cardOf(cy)).toEqual({ conversationCard: null });

  const accept = () =>
    bo.does<object>(
      "acceptInvitation",
      { invitationId },
      "joinedMember { role changedSeq } joinedConversation { title memberCount }",
    );
  const accepted = await accept();
  expect(accepted).toMatchObject({
    joinedMember: { role: "MEMBER", changedSeq: 3 },
    joinedConversation: { title: "Tea", memberCount: 2 },
  });
  expect(await accept()).toEqual(accepted);
  expect(await ownOf(bo)).toEqual([]);
  expect(await listOf(ana, conversationId)).toEqual([]);
  expect(await scene.log()).toEqual(["CONVERSATION_CREATED", "MEMBER_INVITED", "MEMBER_JOINED"]);

  // It was for one membership.
  await bo.does("leaveConversation", { conversationId }, "__typename");
  expect(await bo.tries("acceptInvitation", { invitationId })).toBe("NotFoundError");
});

test("who is a member or invited already stays so as they are; another end is set", async () => {
  await using scene = await startScene();
  const { ana, bo, cy, di } = await scene.people("ana", "bo", "cy", "di");
  const conversationId = await makeGroup(ana, [bo]);
  const [early, late] = [inHours(1), inHours(2)];

  const [ofCy] = await invite(ana, conversationId, [cy], early);
  const both = await invite(ana, conversationId, [di, bo, cy]);
  expect(both.map(({ invitedUser }) => invitedUser.username)).toEqual(["di", "cy"]);
  expect(both[1]).toEqual(ofCy);
  expect(await invite(ana, conversationId, [cy], early)).toEqual([ofCy]);
  const [anew] = await invite(ana, conversationId, [cy], late);
  expect(anew).toMatchObject({ expiresAt: late, invitedUser: { username: "cy" } });
  expect(await listOf(ana, conversationId)).toEqual(["cy", "di"]);
  // What was replaced is gone.
  expect(await cy.tries("acceptInvitation", { invitationId: ofCy?.id })).toBe("NotFoundError");
  expect(await invite(ana, conversationId, [])).toEqual([]);
  expect(await scene.log()).toEqual([
    "CONVERSATION_CREATED",
    "MEMBER_INVITED",
    "MEMBER_INVITED",
    "MEMBER_INVITED",
  ]);
});

test("what was declined or revoked is over, once, and somebody may be invited anew", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, []);

  for (const [who, mutation] of [
    [bo, "declineInvitation"],
    [ana, "revokeInvitation"],
  ] as const) {
    const invitationId = await inviteOne(ana, conversationId, bo);
    const before = (await scene.log()).length;
    await who.does(mutation, { invitationId }, "__typename");
    await who.does(mutation, { invitationId }, "__typename");
    expect((await scene.log()).slice(before)).toEqual(["INVITATION_ENDED"]);
    expect(await bo.tries("acceptInvitation", { invitationId })).toBe("NotFoundError");
    expect(await ownOf(bo)).toEqual([]);
    expect(await isSeenBy(bo, invitationId)).toBe(false);
  }
  const invitationId = await inviteOne(ana, conversationId, bo);
  expect(await bo.tries("acceptInvitation", { invitationId })).toBe("AcceptInvitationPayload");
  expect(await bo.tries("declineInvitation", { invitationId })).toBe("NotFoundError");
  expect(await ana.tries("revokeInvitation", { invitationId })).toBe("NotFoundError");
});

test("what has expired says when, is in no list, and is sent anew by inviting again", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, []);
  const invitationId = await inviteOne(ana, conversationId, bo);
  await expireAll(scene);

  const { data } = await bo.asks<{ acceptInvitation: { code: string; expiredAt: string } }>(
    `mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) {
      ... on InvitationExpiredError { code expiredAt } } }`,
    { input: { invitationId } },
  );
  expect(data.acceptInvitation.code).toBe("INVITATION_EXPIRED");
  expect(new Date(data.acceptInvitation.expiredAt).getTime()).toBeLessThan(Date.now());
  expect(await ownOf(bo)).toEqual([]);
  expect(await listOf(ana, conversationId)).toEqual([]);
  expect(await isSeenBy(bo, invitationId)).toBe(false);

  const anew = await inviteOne(ana, conversationId, bo);
  expect(await bo.tries("acceptInvitation", { invitationId: anew })).toBe("AcceptInvitationPayload");
});

test("a ban ends an invitation, and who is banned is not invited", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, []);
  const invitationId = await inviteOne(ana, conversationId, bo);
  await ana.does("banMember", { conversationId, userId: bo.id }, "__typename");

  expect(await bo.tries("acceptInvitation", { invitationId })).toBe("NotFoundError");
  expect(await ana.tries("inviteMembers", { conversationId, userIds: [bo.id] })).toBe("MemberBannedError");
});

test("its bounds", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, []);
  const crowd = await scene.crowd(101);
  const tries = (userIds: readonly string[], expiresAt?: string) =>
    ana.tries("inviteMembers", { conversationId, userIds, expiresAt });

  expect(await tries(crowd)).toBe("InputValidationError");
  expect(await tries([bo.id], inHours(-1))).toBe("InputValidationError");
  expect(await tries([bo.id], inHours(24 * 30 + 1))).toBe("InputValidationError");
  expect(await tries([bo.id, encodeNodeId("User", newId())])).toBe("NotFoundError");
  expect(await scene.log()).toEqual(["CONVERSATION_CREATED"]);
  expect(await tries(crowd.slice(1), inHours(24 * 30 - 1))).toBe("InviteMembersPayload");
});

test("who may invite, revoke, accept and decline, and who sees what is pending", async () => {
  await using scene = await startScene();
  const staff = await staffOf(scene);
  const { conversationId, owner, stranger, gone } = staff;
  const refused = { anonymous: "UNAUTHENTICATED", stranger: "NotFoundError", gone: "NotFoundError" };

  const before = await scene.log();
  expect(await endingsOf(staff, "inviteMembers", () => ({ userIds: [stranger.id] }))).toEqual({
    ...refused,
    member: "NotAllowedError",
    moderator: "InviteMembersPayload",
    admin: "InviteMembersPayload",
    owner: "InviteMembersPayload",
  });
  expect((await scene.log()).length).toBe(before.length + 1);

  const invitationId = await inviteOne(owner, conversationId, stranger);
  for (const role of ["stranger", "gone", "member", "moderator", "admin", "owner", "anonymous"] as const) {
    const isManager = role === "moderator" || role === "admin" || role === "owner";
    expect([role, await isSeenBy(staff[role], invitationId)]).toEqual([
      role,
      isManager || role === "stranger",
    ]);
    if (role === "anonymous") continue;
    const list = isManager ? ["stranger"] : null;
    expect([role, await listOf(staff[role], conversationId)]).toEqual([role, list]);
  }
  // Those whose it is not find nothing, as for an id of nothing.
  const random = encodeNodeId("Invitation", newId());
  for (const mutation of ["acceptInvitation", "declineInvitation"]) {
    for (const role of ["gone", "member", "moderator", "admin", "owner"] as const) {
      expect(await staff[role].tries(mutation, { invitationId })).toBe("NotFoundError");
    }
    expect(await stranger.tries(mutation, { invitationId: random })).toBe("NotFoundError");
    expect(await staff.anonymous.tries(mutation, { invitationId })).toBe("UNAUTHENTICATED");
  }
  for (const role of ["stranger", "gone", "member"] as const) {
    expect(await staff[role].tries("revokeInvitation", { invitationId })).toBe("NotFoundError");
  }
  expect(await staff.anonymous.tries("revokeInvitation", { invitationId })).toBe("UNAUTHENTICATED");
  for (const role of ["moderator", "admin", "owner"] as const) {
    const own = await inviteOne(owner, conversationId, gone);
    expect(await staff[role].tries("revokeInvitation", { invitationId: own })).toBe(
      "RevokeInvitationPayload",
    );
  }
  expect(await stranger.tries("acceptInvitation", { invitationId })).toBe("AcceptInvitationPayload");
});

test("accepting twenty times at once makes one membership", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, []);
  const invitationId = await inviteOne(ana, conversationId, bo);

  await Promise.all(
    Array.from({ length: 20 }, () => bo.does("acceptInvitation", { invitationId }, "__typename")),
  );

  expect(await scene.log()).toEqual(["CONVERSATION_CREATED", "MEMBER_INVITED", "MEMBER_JOINED"]);
});

test("lists of invitations cost a bounded number of statements, newest first", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const crowd = await scene.crowd(5);
  for (let index = 0; index < 3; index += 1) {
    const conversationId = await makeGroup(ana, []);
    await ana.does("updateConversation", { conversationId, title: `Group ${index}` }, "__typename");
    await ana.does("inviteMembers", { conversationId, userIds: [bo.id, ...crowd] }, "__typename");
  }
  expect(await ownOf(bo)).toEqual(["Group 2", "Group 1", "Group 0"]);
  expect(await ownOf(bo, { first: 1 })).toEqual(["Group 2"]);

  const own = (first: number) =>
    countStatements(
      scene,
      bo,
      `{ viewer { invitations(first: ${first}) { edges { node { expiresAt card { title } invitedBy { username } } } } } }`,
    );
  // Invitations, cards, people.
  for (const first of [1, 3]) expect(await own(first)).toBeLessThanOrEqual(3);

  const all = (first: number) =>
    countStatements(
      scene,
      ana,
      `{ viewer { conversations(first: ${first}) { edges { node { invitations(first: 3) { edges { node {
          expiresAt invitedUser { username } invitedBy { username } card { title }
        } } } } } } } }`,
    );
  // Conversations, own memberships, invitations, people, cards.
  for (const first of [1, 3]) expect(await all(first)).toBeLessThanOrEqual(5);
});
