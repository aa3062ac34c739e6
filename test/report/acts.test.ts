/** Acts of moderation besides those upon members: claims, what others have sent out, and a conversation's rules. */
import { expect, test } from "vitest";
import type { Db } from "../../src/domain/rows.ts";
import { newId } from "../../src/lib/ids.ts";
import { makeGroup } from "../conversation/group.ts";
import type { Person } from "../conversation/scene.ts";
import { reports, rowOf, sends, startReports } from "./scene.ts";
import type { Cast } from "./scene.ts";

const ENTRY = `act actor { username } subject { username } seq messageId reportId invitationId inviteLinkId
  rules { ...Rules } previousRules { ...Rules }`;

const RULES = `fragment Rules on ConversationRules { postingPolicy slowModeSeconds editWindowSeconds
  attachmentsMax attachmentBytesMax attachmentKinds visibility historyVisibility historyLastN }`;

/** The oldest first, without what is null. */
async function actsSeenBy(person: Person, conversationId: string): Promise<object[]> {
  interface Log {
    conversation: { auditLog: { edges: { node: object }[] } };
  }
  const { data } = await person.asks<Log>(
    `query ($id: ID!) { conversation(id: $id) { auditLog { edges { node { ${ENTRY} } } } } } ${RULES}`,
    { id: conversationId },
  );
  return data.conversation.auditLog.edges.map(({ node }) => withoutNull(node)).toReversed();
}

function withoutNull(node: object): object {
  const text = JSON.stringify(node, (_, value: unknown) => (value === null ? undefined : value));
  return JSON.parse(text) as object;
}

const entry = (act: string, actor: string, rest: object) => ({ act, actor: { username: actor }, ...rest });

test("who takes a report on, and who gives it back, stands there; what changes nothing or is refused does not", async () => {
  await using scene = await startReports();
  const { admin, moderator, member, author, stranger, group } = scene;
  const messageId = await sends(author, group);
  const reportId = await reports(member, { messageId });
  const tries = async (person: Person, mutation: string) => [
    mutation,
    await person.tries(mutation, { reportId }),
  ];
  expect([
    await tries(moderator, "releaseReport"),
    await tries(stranger, "claimReport"),
    await tries(member, "claimReport"),
    await tries(author, "claimReport"),
  ]).toEqual([
    ["releaseReport", "ReleaseReportPayload"],
    ["claimReport", "NotFoundError"],
    ["claimReport", "NotAllowedError"],
    ["claimReport", "NotFoundError"],
  ]);
  expect(await actsSeenBy(admin, group)).toEqual([]);

  for (const [person, mutation] of [
    [moderator, "claimReport"],
    [moderator, "claimReport"],
    [admin, "claimReport"],
    [admin, "releaseReport"],
    [admin, "releaseReport"],
    [admin, "claimReport"],
    [moderator, "releaseReport"],
  ] as const) {
    await person.tries(mutation, { reportId });
  }
  const of = { subject: { username: "author" }, messageId, reportId };
  expect(await actsSeenBy(admin, group)).toEqual([
    entry("REPORT_CLAIMED", "moderator", of),
    entry("REPORT_RELEASED", "admin", of),
    entry("REPORT_CLAIMED", "admin", of),
  ]);
});

test("claiming and releasing in turn ends, and so does what it writes; claims alone, and others, go on", async () => {
  await using scene = await startReports();
  const { admin, moderator, member, author, group } = scene;
  const [reportId, another] = [
    await reports(member, { messageId: await sends(author, group) }),
    await reports(member, { messageId: await sends(author, group) }),
  ];
  const endings: string[] = [];
  for (let turn = 0; turn < 62; turn += 1) {
    await moderator.tries("claimReport", { reportId });
    endings.push(await moderator.tries("releaseReport", { reportId }));
  }
  expect(endings).toEqual([
    ...Array.from({ length: 60 }, () => "ReleaseReportPayload"),
    "RATE_LIMITED",
    "RATE_LIMITED",
  ]);
  expect(await scene.db.auditEntry.count()).toBe(121);
  expect(await moderator.tries("claimReport", { reportId: another })).toBe("ClaimReportPayload");
  expect(await admin.tries("releaseReport", { reportId })).toBe("ReleaseReportPayload");
});

test("that somebody is reported is not told to them by the claims either", async () => {
  await using scene = await startReports();
  const { owner, admin, member, guard, group } = scene;
  const ofOwner = await reports(member, { messageId: await sends(owner, group) });
  const ofGroup = await reports(member, { conversationId: group });
  for (const reportId of [ofOwner, ofGroup]) {
    await guard.does("claimReport", { reportId }, "__typename");
    await guard.does("releaseReport", { reportId }, "__typename");
  }
  expect(await scene.db.auditEntry.count()).toBe(4);
  expect(await actsSeenBy(owner, group)).toEqual([]);
  expect(await actsSeenBy(admin, group)).toMatchObject([
    { act: "REPORT_CLAIMED" },
    { act: "REPORT_RELEASED" },
  ]);
});

test("an invitation of somebody else's that is revoked stands there; one's own, and a declined one, do not", async () => {
  await using scene = await startReports();
  const { owner, admin, moderator, member, stranger, neighbour, group } = scene;
  const theirs = await invites(moderator, group, stranger);
  const own = await invites(moderator, group, neighbour);
  expect(await member.tries("revokeInvitation", { invitationId: theirs })).toBe("NotFoundError");
  await moderator.does("revokeInvitation", { invitationId: own }, "__typename");
  await neighbour.does(
    "declineInvitation",
    { invitationId: await invites(owner, group, neighbour) },
    "__typename",
  );
  expect(await actsSeenBy(owner, group)).toEqual([]);

  await admin.does("revokeInvitation", { invitationId: theirs }, "__typename");
  await admin.does("revokeInvitation", { invitationId: theirs }, "__typename");
  const seq = await headOf(scene);
  expect(await actsSeenBy(owner, group)).toEqual([
    entry("INVITATION_REVOKED", "admin", { subject: { username: "stranger" }, seq, invitationId: theirs }),
  ]);
});

test("an invite link of somebody else's that is revoked stands there, and one's own does not", async () => {
  await using scene = await startReports();
  const { owner, admin, moderator, group } = scene;
  const theirs = await linksTo(owner, group);
  const own = await linksTo(admin, group);
  expect(await moderator.tries("revokeInviteLink", { inviteLinkId: theirs })).toBe("NotFoundError");
  await admin.does("revokeInviteLink", { inviteLinkId: own }, "__typename");
  expect(await actsSeenBy(owner, group)).toEqual([]);

  await admin.does("revokeInviteLink", { inviteLinkId: theirs }, "__typename");
  await admin.does("revokeInviteLink", { inviteLinkId: theirs }, "__typename");
  expect(await actsSeenBy(owner, group)).toEqual([
    entry("INVITE_LINK_REVOKED", "admin", { subject: { username: "owner" }, inviteLinkId: theirs }),
  ]);
});

test("rules that are changed stand there in one entry, as they are and were; a title is no rule", async () => {
  await using scene = await startReports();
  const { owner, admin, moderator, member, stranger, group } = scene;
  const sets = (person: Person, input: object) =>
    person.tries("updateConversation", { conversationId: group, ...input });
  expect([
    await sets(moderator, { slowModeSeconds: 10 }),
    await sets(member, { postingPolicy: "MODERATORS" }),
    await sets(stranger, { postingPolicy: "MODERATORS" }),
    await sets(owner, { slowModeSeconds: -1, postingPolicy: "MODERATORS" }),
    await sets(owner, { visibility: "PUBLIC", slowModeSeconds: 10 }),
    await sets(owner, { slowModeSeconds: 0, postingPolicy: "EVERYONE", attachmentKinds: [] }),
    await sets(owner, { title: "Tea", description: "About tea", customData: { leaf: 1 } }),
  ]).toEqual([
    "NotAllowedError",
    "NotAllowedError",
    "NotFoundError",
    "InputValidationError",
    "InputValidationError",
    "UpdateConversationPayload",
    "UpdateConversationPayload",
  ]);
  expect(await actsSeenBy(admin, group)).toEqual([]);

  await sets(owner, { slowModeSeconds: 30 });
  const first = await headOf(scene);
  await sets(owner, { slowModeSeconds: 30 });
  await sets(admin, {
    title: "Coffee",
    slowModeSeconds: 0,
    postingPolicy: "MODERATORS",
    editWindowSeconds: 60,
    attachmentsMax: 2,
    attachmentBytesMax: 1_000,
    attachmentKinds: ["IMAGE"],
    historyVisibility: "LAST_N",
    historyLastN: 7,
  });
  expect(await actsSeenBy(admin, group)).toEqual([
    entry("CONVERSATION_RULES_CHANGED", "owner", {
      seq: first,
      rules: { slowModeSeconds: 30 },
      previousRules: { slowModeSeconds: 0 },
    }),
    entry("CONVERSATION_RULES_CHANGED", "admin", {
      seq: first + 1,
      rules: {
        slowModeSeconds: 0,
        postingPolicy: "MODERATORS",
        editWindowSeconds: 60,
        attachmentsMax: 2,
        attachmentBytesMax: 1_000,
        attachmentKinds: ["IMAGE"],
        historyVisibility: "LAST_N",
        historyLastN: 7,
      },
      previousRules: {
        slowModeSeconds: 30,
        postingPolicy: "EVERYONE",
        editWindowSeconds: 0,
        attachmentsMax: 30,
        attachmentBytesMax: 0,
        attachmentKinds: [],
        historyVisibility: "ALL",
        historyLastN: 100,
      },
    }),
  ]);
});

test("a channel that is made public stands there", async () => {
  await using scene = await startReports();
  const { owner, admin } = scene;
  const channel = await makeGroup(owner, [admin], "CHANNEL");
  await owner.does("updateConversation", { conversationId: channel, visibility: "PUBLIC" }, "__typename");
  expect(await actsSeenBy(owner, channel)).toMatchObject([
    { rules: { visibility: "PUBLIC" }, previousRules: { visibility: "PRIVATE" } },
  ]);
});

async function headOf({ db, group }: Cast & { readonly db: Db }): Promise<number> {
  const { headSeq } = await db.conversation.findUniqueOrThrow({ where: { id: rowOf(group) } });
  return headSeq;
}

async function invites(person: Person, conversationId: string, invited: Person): Promise<string> {
  const { sentInvitations } = await person.does<{ sentInvitations: { id: string }[] }>(
    "inviteMembers",
    { conversationId, userIds: [invited.id] },
    "sentInvitations { id }",
  );
  return sentInvitations[0]?.id ?? "";
}

async function linksTo(person: Person, conversationId: string): Promise<string> {
  const { createdInviteLink } = await person.does<{ createdInviteLink: { id: string } }>(
    "createInviteLink",
    { conversationId, clientKey: newId() },
    "createdInviteLink { id }",
  );
  return createdInviteLink.id;
}
