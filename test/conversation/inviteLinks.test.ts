// Invite links: whoever holds the secret may become a member, while the link lasts.

import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { countStatements } from "../support/countStatements.ts";
import { endingsOf, HOUR_MS, inHours, makeGroup, staffOf } from "./group.ts";
import { startScene } from "./scene.ts";
import type { Person } from "./scene.ts";

interface Link {
  readonly id: string;
  readonly uses: number;
  readonly usesMax: number | null;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

const LINK = "id uses usesMax expiresAt revokedAt";

interface Created {
  readonly createdInviteLink: Link;
  readonly secret: string;
}

const create = (by: Person, conversationId: string, input: object = {}) =>
  by.does<Created>(
    "createInviteLink",
    { conversationId, clientKey: newId(), ...input },
    `createdInviteLink { ${LINK} } secret`,
  );

const join = (who: Person, secret: string) => who.tries("joinByInviteLink", { secret });

/** Newest first; null for who may not know. */
async function linksOf(person: Person, id: string): Promise<Link[] | null> {
  const { data } = await person.asks<{
    conversation: { inviteLinks: { edges: { node: Link }[] } | null } | null;
  }>(`query ($id: ID!) { conversation(id: $id) { inviteLinks { edges { node { ${LINK} } } } } }`, { id });
  return data.conversation?.inviteLinks?.edges.map(({ node }) => node) ?? null;
}

const cardOf = async (person: Person, secret: string) =>
  (
    await person.asks<{ inviteLinkCard: { title: string } | null }>(
      "query ($secret: String!) { inviteLinkCard(secret: $secret) { title } }",
      { secret },
    )
  ).data.inviteLinkCard;

test("whoever holds the secret sees the card and joins, and each joining is one use", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, []);
  const { createdInviteLink, secret } = await create(ana, conversationId);
  expect(createdInviteLink).toMatchObject({ uses: 0, usesMax: null, expiresAt: null, revokedAt: null });
  expect(await cardOf(bo, secret)).toEqual({ title: "Tea" });

  const joins = () =>
    bo.does<object>(
      "joinByInviteLink",
      { secret },
      "joinedMember { role changedSeq } joinedConversation { title memberCount }",
    );
  const joined = await joins();
  expect(joined).toMatchObject({
    joinedMember: { role: "MEMBER", changedSeq: 2 },
    joinedConversation: { title: "Tea", memberCount: 2 },
  });
  expect(await joins()).toEqual(joined);
  expect(await linksOf(ana, conversationId)).toEqual([{ ...createdInviteLink, uses: 1 }]);

  // Coming back is a joining.
  await bo.does("leaveConversation", { conversationId }, "__typename");
  expect(await join(bo, secret)).toBe("JoinByInviteLinkPayload");
  expect((await linksOf(ana, conversationId))?.[0]?.uses).toBe(2);
});

test("the same clientKey answers the same link and secret for ever; another input is a conflict", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, [bo]);
  const input = { clientKey: "k", usesMax: 3 };

  const answers = await Promise.all(Array.from({ length: 10 }, () => create(ana, conversationId, input)));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  const conflicting = { conversationId, clientKey: "k", usesMax: 4 };
  expect(await ana.tries("createInviteLink", conflicting)).toBe("IdempotencyConflictError");
  expect((await linksOf(ana, conversationId))?.length).toBe(1);

  // Also when she may not make one any more.
  await ana.does("changeMemberRole", { conversationId, userId: bo.id, role: "OWNER" }, "__typename");
  await ana.does("leaveConversation", { conversationId }, "__typename");
  expect(await create(ana, conversationId, input)).toEqual(answers[0]);
  expect(await ana.tries("createInviteLink", { conversationId, clientKey: "other" })).toBe("NotFoundError");
});

test("only the hash of a secret is stored", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const { secret } = await create(ana, await makeGroup(ana, []));

  const [link] = await scene.db.inviteLink.findMany();
  expect(link?.secretHash.byteLength).toBe(32);
  expect(JSON.stringify(link)).not.toContain(secret);
  expect(Buffer.from(link?.secretHash ?? []).toString("base64url")).not.toBe(secret);
});

test("of many who join at once by a link for three, three do", async () => {
  await using scene = await startScene();
  const { ana, ...others } = await scene.people("ana", "bo", "cy", "di", "eve", "fay", "gus");
  const conversationId = await makeGroup(ana, []);
  const { secret } = await create(ana, conversationId, { usesMax: 3 });

  const crowd = Object.values(others);
  const endings = await Promise.all([...crowd, ...crowd].map((who) => join(who, secret)));

  // Each of them twice: who is in stays in, and uses nothing.
  const refused = endings.filter((ending) => ending === "InviteLinkUsedUpError");
  expect(refused.length).toBe(2 * (crowd.length - 3));
  expect((await linksOf(ana, conversationId))?.[0]).toMatchObject({ uses: 3, usesMax: 3 });
  expect((await scene.log()).filter((kind) => kind === "MEMBER_JOINED").length).toBe(3);
});

test("a link that is revoked, over, used up, or none says so", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");
  const conversationId = await makeGroup(ana, []);
  const { createdInviteLink, secret } = await create(ana, conversationId, {
    usesMax: 1,
    expiresAt: inHours(1),
  });

  expect(await join(cy, secret)).toBe("JoinByInviteLinkPayload");
  expect(await join(bo, secret)).toBe("InviteLinkUsedUpError");
  await scene.db.inviteLink.updateMany({ data: { expiresAt: new Date(Date.now() - HOUR_MS) } });
  expect(await join(bo, secret)).toBe("InvitationExpiredError");
  expect(await cardOf(bo, secret)).toBeNull();
  // What is over is in the list, until it is revoked.
  expect((await linksOf(ana, conversationId))?.length).toBe(1);
  const inviteLinkId = createdInviteLink.id;
  const revoke = () =>
    ana.does<{ revokedInviteLink: Link }>(
      "revokeInviteLink",
      { inviteLinkId },
      `revokedInviteLink { ${LINK} }`,
    );
  const revoked = await revoke();
  expect(revoked.revokedInviteLink.revokedAt).not.toBeNull();
  expect(await revoke()).toEqual(revoked);
  expect(await join(bo, secret)).toBe("InviteLinkRevokedError");
  expect(await linksOf(ana, conversationId)).toEqual([]);
  // Who is in stays in.
  expect(await join(cy, secret)).toBe("JoinByInviteLinkPayload");
  for (const nothing of ["", "junk", "s".repeat(10_000)]) {
    expect(await join(bo, nothing)).toBe("NotFoundError");
    expect(await cardOf(bo, nothing)).toBeNull();
  }
});

test("who is banned does not join by a link, and uses nothing", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, [bo]);
  const { secret } = await create(ana, conversationId);
  await ana.does("banMember", { conversationId, userId: bo.id }, "__typename");

  expect(await join(bo, secret)).toBe("MemberBannedError");
  expect((await linksOf(ana, conversationId))?.[0]?.uses).toBe(0);
});

test("its bounds", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, []);
  const tries = (input: object) =>
    ana.tries("createInviteLink", { conversationId, clientKey: newId(), ...input });

  for (const broken of [
    { usesMax: 0 },
    { usesMax: 10_001 },
    { expiresAt: inHours(-1) },
    { expiresAt: inHours(24 * 366 + 1) },
    { clientKey: "" },
    { clientKey: "k".repeat(129) },
  ]) {
    expect([broken, await tries(broken)]).toEqual([broken, "InputValidationError"]);
  }
  for (let made = 0; made < 50; made += 1) await create(ana, conversationId);
  expect(await tries({})).toBe("TooManyInviteLinksError");
  const [link] = (await linksOf(ana, conversationId)) ?? [];
  await ana.does("revokeInviteLink", { inviteLinkId: link?.id }, "__typename");
  expect(await tries({})).toBe("CreateInviteLinkPayload");

  const direct = await ana.does<{ createdConversation: { id: string } }>(
    "createDirectConversation",
    { userId: bo.id },
    "createdConversation { id }",
  );
  expect(await tries({ conversationId: direct.createdConversation.id })).toBe("NotAllowedError");
});

test("who may make, see and revoke links", async () => {
  await using scene = await startScene();
  const staff = await staffOf(scene);
  const { conversationId, owner } = staff;
  expect(await endingsOf(staff, "createInviteLink", () => ({ clientKey: "k" }))).toEqual({
    anonymous: "UNAUTHENTICATED",
    stranger: "NotFoundError",
    gone: "NotFoundError",
    member: "NotAllowedError",
    moderator: "NotAllowedError",
    admin: "CreateInviteLinkPayload",
    owner: "CreateInviteLinkPayload",
  });
  const { createdInviteLink } = await create(owner, conversationId);
  const inviteLinkId = createdInviteLink.id;
  const node = "query ($id: ID!) { node(id: $id) { id } }";
  for (const role of ["stranger", "gone", "member", "moderator", "admin", "owner"] as const) {
    const isManager = role === "admin" || role === "owner";
    expect([role, (await linksOf(staff[role], conversationId))?.length ?? null]).toEqual([
      role,
      isManager ? 3 : null,
    ]);
    const { data } = await staff[role].asks<object>(node, { id: inviteLinkId });
    expect([role, data]).toEqual([role, { node: isManager ? { id: inviteLinkId } : null }]);
    if (isManager) continue;
    expect(await staff[role].tries("revokeInviteLink", { inviteLinkId })).toBe("NotFoundError");
  }
  const random = encodeNodeId("InviteLink", newId());
  expect(await owner.tries("revokeInviteLink", { inviteLinkId: random })).toBe("NotFoundError");
  expect(await scene.anonymous.tries("revokeInviteLink", { inviteLinkId })).toBe("UNAUTHENTICATED");
  expect(await scene.anonymous.tries("joinByInviteLink", { secret: "s" })).toBe("UNAUTHENTICATED");
  expect(await staff.admin.tries("revokeInviteLink", { inviteLinkId })).toBe("RevokeInviteLinkPayload");
});

test("a list of conversations with their links costs four statements, however long", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  for (let index = 0; index < 3; index += 1) {
    const id = await makeGroup(ana, []);
    await create(ana, id);
    await create(ana, id);
  }
  const list = (first: number) =>
    countStatements(
      scene,
      ana,
      `{ viewer { conversations(first: ${first}) { edges { node { inviteLinks(first: 5) { edges { node {
          uses createdBy { username }
        } } } } } } } }`,
    );
  // Conversations, own memberships, links, people.
  for (const first of [1, 3]) expect(await list(first)).toBeLessThanOrEqual(4);
});
