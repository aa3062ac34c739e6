/** The audit log: what was done by a role, by whom, to whom and why; for those who answer for it. */
import { expect, test } from "vitest";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { newId } from "../../src/lib/ids.ts";
import type { Person } from "../conversation/scene.ts";
import { countStatements } from "../support/countStatements.ts";
import { givesRole, makesGroup, reports, rowOf, sends, startReports } from "./scene.ts";

interface Entry {
  readonly id: string;
  readonly act: string;
  readonly seq: number | null;
  readonly until: string | null;
  readonly role: string | null;
  readonly previousRole: string | null;
  readonly actor: { readonly username: string } | null;
  readonly subject: { readonly username: string } | null;
}

const ENTRY = `id act seq reason role previousRole serverRole previousServerRole outcome messageId reportId until
  actor { username } subject { username }`;

async function auditOf(person: Person, conversationId: string): Promise<Entry[] | undefined> {
  const { data } = await person.asks<{
    conversation: { auditLog: { edges: { node: Entry }[] } } | null;
  } | null>(`query ($id: ID!) { conversation(id: $id) { auditLog { edges { node { ${ENTRY} } } } } }`, {
    id: conversationId,
  });
  return data?.conversation?.auditLog.edges.map(({ node }) => node);
}

async function serverAuditOf(person: Person, conversationId: string | null = null): Promise<Entry[]> {
  const { data } = await person.asks<{ auditLog: { edges: { node: Entry }[] } } | null>(
    `query ($id: ID) { auditLog(conversationId: $id) { edges { node { ${ENTRY} } } } }`,
    { id: conversationId },
  );
  return data?.auditLog.edges.map(({ node }) => node) ?? [];
}

test("each act stands there with who, to whom and why, the newest first; what is no act does not", async () => {
  await using scene = await startReports();
  const { owner, admin, moderator, member, author, guard, root, group } = scene;
  const one = await sends(author, group);
  const two = await sends(author, group);
  const mine = await sends(moderator, group);
  const reportId = await reports(member, { messageId: two });

  await moderator.does("deleteMessage", { messageId: one, reason: "Be kind." }, "__typename");
  await moderator.does("deleteMessage", { messageId: one, reason: "Again." }, "__typename");
  await moderator.does("deleteMessage", { messageId: mine, reason: "My own." }, "__typename");
  await admin.does("deleteMessage", { messageId: two, reason: "Against the rules." }, "__typename");
  const decision = { reportId, outcome: "CONTENT_DELETED", reason: "Clear." };
  await guard.does("resolveReport", decision, "__typename");
  await givesRole(admin, group, author, "MODERATOR");
  await givesRole(admin, group, author, "MODERATOR");
  await admin.does("removeMember", { conversationId: group, userId: author.id }, "__typename");
  await admin.does("removeMember", { conversationId: group, userId: author.id }, "__typename");
  await moderator.does("leaveConversation", { conversationId: group }, "__typename");
  expect(await moderator.tries("removeMember", { conversationId: group, userId: member.id })).toBe(
    "NotFoundError",
  );

  const nothing = {
    reason: null,
    role: null,
    previousRole: null,
    serverRole: null,
    previousServerRole: null,
    outcome: null,
    messageId: null,
    reportId: null,
    until: null,
  };
  const subject = { username: "author" };
  const seqs = await scene.db.event.findMany({
    where: { conversationId: rowOf(group) },
    orderBy: { seq: "desc" },
  });
  const seqOf = (kind: string) => seqs.filter((event) => event.kind === kind).map(({ seq }) => seq);
  const [, removed] = seqOf("MEMBER_LEFT");
  const [byAdmin, , byModerator] = seqOf("MESSAGE_DELETED");
  const expected = [
    {
      ...nothing,
      act: "MEMBER_REMOVED",
      seq: removed,
      actor: { username: "admin" },
      subject,
      previousRole: "MODERATOR",
    },
    {
      ...nothing,
      act: "MEMBER_ROLE_CHANGED",
      seq: seqOf("MEMBER_ROLE_CHANGED")[0],
      actor: { username: "admin" },
      subject,
      role: "MODERATOR",
      previousRole: "MEMBER",
    },
    {
      ...nothing,
      act: "REPORT_RESOLVED",
      seq: null,
      actor: { username: "guard" },
      subject,
      messageId: two,
      reportId,
      outcome: "CONTENT_DELETED",
      reason: "Clear.",
    },
    {
      ...nothing,
      act: "MESSAGE_DELETED",
      seq: byAdmin,
      actor: { username: "admin" },
      subject,
      messageId: two,
      reason: "Against the rules.",
    },
    {
      ...nothing,
      act: "MESSAGE_DELETED",
      seq: byModerator,
      actor: { username: "moderator" },
      subject,
      messageId: one,
      reason: "Be kind.",
    },
  ].map((entry) => ({ ...entry, id: expect.any(String) as string }));
  for (const person of [owner, admin]) expect(await auditOf(person, group)).toEqual(expected);
  expect(await serverAuditOf(root)).toEqual(expected);
  expect(await serverAuditOf(root, group)).toEqual(expected);
  expect(await serverAuditOf(root, scene.other)).toEqual([]);
});

test("mutes, bans and a group that is handed over stand there, with their ends", async () => {
  await using scene = await startReports();
  const { owner, admin, moderator, author, stranger, group } = scene;
  const conversationId = group;
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const ofAuthor = { conversationId, userId: author.id };
  const ofStranger = { conversationId, userId: stranger.id };
  for (const [person, mutation, input] of [
    [moderator, "muteMember", { ...ofAuthor, until }],
    [moderator, "muteMember", { ...ofAuthor, until }],
    [moderator, "unmuteMember", ofAuthor],
    [moderator, "unmuteMember", ofAuthor],
    [moderator, "banMember", { ...ofAuthor, until }],
    [admin, "banMember", { ...ofStranger, until: null }],
    [admin, "unbanMember", ofStranger],
    [admin, "unbanMember", ofStranger],
    [owner, "transferOwnership", { conversationId, userId: admin.id }],
  ] as const) {
    await person.does(mutation, input, "__typename");
  }
  const told = (await auditOf(admin, group))?.map((entry) => {
    const { act, actor, subject, until: end, previousRole, role } = entry;
    return [act, actor?.username, subject?.username, end, previousRole, role];
  });
  expect(told?.toReversed()).toEqual([
    ["MEMBER_MUTED", "moderator", "author", until, null, null],
    ["MEMBER_UNMUTED", "moderator", "author", null, null, null],
    ["MEMBER_BANNED", "moderator", "author", until, "MEMBER", null],
    ["MEMBER_BANNED", "admin", "stranger", null, null, null],
    ["MEMBER_UNBANNED", "admin", "stranger", null, null, null],
    ["MEMBER_ROLE_CHANGED", "owner", "admin", null, "ADMIN", "OWNER"],
    ["MEMBER_ROLE_CHANGED", "owner", "owner", null, "OWNER", "ADMIN"],
  ]);
  const events = await scene.db.event.findMany({ where: { conversationId: rowOf(group) } });
  for (const { seq, act } of (await auditOf(admin, group)) ?? []) {
    expect(events.find((event) => event.seq === seq)?.kind).toBe(act);
  }
});

test("how long a conversation keeps messages stands there when it is changed, with what it was", async () => {
  await using scene = await startReports();
  const { owner, admin, group } = scene;
  const keeps = (person: Person, retentionDays: number) =>
    person.does("updateConversation", { conversationId: group, retentionDays }, "__typename");
  await keeps(owner, 30);
  await keeps(owner, 30);
  await admin.does("updateConversation", { conversationId: group, title: "Tea" }, "__typename");
  await keeps(admin, 0);
  const { data } = await owner.asks<{ conversation: { auditLog: object } }>(
    `query ($id: ID!) { conversation(id: $id) { auditLog { edges { node {
      act actor { username } subject { id } seq retentionDays previousRetentionDays
    } } } } }`,
    { id: group },
  );
  const { headSeq } = await scene.db.conversation.findUniqueOrThrow({ where: { id: rowOf(group) } });
  const node = { act: "RETENTION_CHANGED", subject: null };
  expect(data.conversation.auditLog).toEqual({
    edges: [
      {
        node: {
          ...node,
          actor: { username: "admin" },
          seq: headSeq,
          retentionDays: 0,
          previousRetentionDays: 30,
        },
      },
      {
        node: {
          ...node,
          actor: { username: "owner" },
          seq: headSeq - 2,
          retentionDays: 30,
          previousRetentionDays: 0,
        },
      },
    ],
  });
});

test("who reads it: owners and admins of the conversation, admins of the server, and nobody else", async () => {
  await using scene = await startReports();
  const { owner, member, author, group, anonymous } = scene;
  await givesRole(owner, group, author, "MODERATOR");
  await reports(member, { conversationId: group });
  const row = await scene.db.auditEntry.findFirstOrThrow();
  const entry = encodeNodeId("AuditEntry", row.id);
  // By person: the group's, the server's, and the entry through node(id:).
  const expected: Record<string, readonly [Person, number | undefined, number, boolean]> = {
    owner: [owner, 1, 0, true],
    admin: [scene.admin, 1, 0, true],
    moderator: [scene.moderator, 0, 0, false],
    author: [author, 0, 0, false],
    member: [member, 0, 0, false],
    gone: [scene.gone, undefined, 0, false],
    stranger: [scene.stranger, undefined, 0, false],
    neighbour: [scene.neighbour, undefined, 0, false],
    guard: [scene.guard, undefined, 0, false],
    root: [scene.root, undefined, 1, true],
    anonymous: [anonymous, undefined, 0, false],
  };
  for (const [who, [person, inGroup, onServer, isSeen]] of Object.entries(expected)) {
    const { data } = await person.asks<{ node: object | null }>("query ($id: ID!) { node(id: $id) { id } }", {
      id: entry,
    });
    const got = [
      (await auditOf(person, group))?.length,
      (await serverAuditOf(person)).length,
      data.node !== null,
    ];
    expect([who, got]).toEqual([who, [inGroup, onServer, isSeen]]);
  }
  expect((await anonymous.asks("{ auditLog { edges { node { id } } } }")).codes).toEqual(["UNAUTHENTICATED"]);
  // Whoever is no admin any more has read their last.
  await givesRole(owner, group, scene.admin, "MODERATOR");
  expect(await auditOf(scene.admin, group)).toEqual([]);
  expect((await auditOf(owner, group))?.length).toBe(2);
});

test("what was decided about an owner, and about the conversation, is told to the server's admins alone", async () => {
  await using scene = await startReports();
  const { owner, admin, member, guard, root, group } = scene;
  const ofOwner = await reports(member, { messageId: await sends(owner, group) });
  const ofGroup = await reports(member, { conversationId: group });
  for (const reportId of [ofOwner, ofGroup]) {
    await guard.does("resolveReport", { reportId, outcome: "DISMISSED" }, "__typename");
  }
  expect(await auditOf(owner, group)).toEqual([]);
  expect((await auditOf(admin, group))?.map((entry) => entry.act)).toEqual(["REPORT_RESOLVED"]);
  const all = await serverAuditOf(root, group);
  expect(all).toHaveLength(2);
  for (const { id } of all) {
    const { data } = await owner.asks("query ($id: ID!) { node(id: $id) { id } }", { id });
    expect(data).toEqual({ node: null });
  }
});

test("that an admin of the server is reported is not told to them; to the others it is", async () => {
  await using scene = await startReports();
  const { owner, member, guard, root, group } = scene;
  await scene.db.user.update({ where: { id: rowOf(owner.id) }, data: { serverRole: "ADMIN" } });
  const ofMessage = await reports(member, { messageId: await sends(owner, group) });
  const ofOwner = await reports(member, { userId: owner.id });
  const ofRoot = await reports(member, { userId: root.id });
  for (const reportId of [ofMessage, ofOwner, ofRoot]) {
    await guard.does("claimReport", { reportId }, "__typename");
  }
  await guard.does("releaseReport", { reportId: ofMessage }, "__typename");
  await guard.does("resolveReport", { reportId: ofOwner, outcome: "DISMISSED" }, "__typename");
  const told = async (person: Person, conversationId?: string) =>
    (await serverAuditOf(person, conversationId)).map(({ act, subject }) => [act, subject?.username]);
  const others = (await serverAuditOf(root)).map(({ id }) => id);
  expect(await told(root)).toEqual([
    ["REPORT_RESOLVED", "owner"],
    ["REPORT_RELEASED", "owner"],
    ["REPORT_CLAIMED", "owner"],
    ["REPORT_CLAIMED", "owner"],
  ]);
  expect(await told(root, group)).toEqual([
    ["REPORT_RELEASED", "owner"],
    ["REPORT_CLAIMED", "owner"],
  ]);
  expect(await told(owner)).toEqual([["REPORT_CLAIMED", "root"]]);
  expect([await told(owner, group), await auditOf(owner, group)]).toEqual([[], []]);
  const { data } = await owner.asks("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids: others });
  expect(data).toEqual({ nodes: others.map(() => null) });
});

test("a page of it for many conversations costs as many statements as for one, and pages follow each other", async () => {
  await using scene = await startReports();
  const { owner, member, author, root, group } = scene;
  const groups = [group];
  for (let index = 0; index < 4; index += 1) groups.push(await makesGroup(owner, member, author));
  const at = Date.parse("2026-01-01T00:00:00Z");
  await scene.db.auditEntry.createMany({
    data: groups.flatMap((conversation) =>
      Array.from({ length: 50 }, (_, index) => ({
        id: newId(),
        conversationId: rowOf(conversation),
        act: "MEMBER_REMOVED" as const,
        actorId: rowOf(index % 2 === 0 ? owner.id : member.id),
        subjectId: rowOf(author.id),
        occurredAt: new Date(at + index),
      })),
    ),
  });
  const list = (conversations: number, first: number) =>
    countStatements(
      scene,
      owner,
      `{ viewer { conversations(first: ${conversations}) { edges { node {
        auditLog(first: ${first}) { edges { node { act actor { username } subject { username } conversation { title } } } }
      } } } } }`,
    );
  const many = await list(5, 50);
  expect(many).toBeLessThanOrEqual(4);
  expect(await list(1, 5)).toBe(many);
  const server = (first: number) =>
    countStatements(
      scene,
      root,
      `{ auditLog(first: ${first}) { edges { node { act actor { username } } } } }`,
    );
  expect(await server(100)).toBe(await server(2));

  const seen = new Set<string>();
  const pageAfter = async (after: string | null): Promise<Page> => {
    const { data } = await owner.asks<{ conversation: { auditLog: Page } }>(
      `query ($id: ID!, $after: String) { conversation(id: $id) { auditLog(first: 20, after: $after) {
        edges { node { id } } pageInfo { hasNextPage endCursor }
      } } }`,
      { id: group, after },
    );
    return data.conversation.auditLog;
  };
  for (let page = await pageAfter(null); ; page = await pageAfter(page.pageInfo.endCursor)) {
    for (const { node } of page.edges) seen.add(node.id);
    if (!page.pageInfo.hasNextPage) break;
  }
  expect(seen.size).toBe(50);
});

interface Page {
  readonly edges: readonly { readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}
