/** The moderators' queue: who sees which reports, and who takes them on, writes beside them and decides. */
import { expect, test } from "vitest";
import { REPORT_NOTES_MAX } from "../../src/domain/report/addReportNote.ts";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import type { Person } from "../conversation/scene.ts";
import { countStatements } from "../support/countStatements.ts";
import { givesRole, queueOf, reports, rowOf, sends, startReports } from "./scene.ts";

test("who sees which reports", async () => {
  await using scene = await startReports();
  const { member, author, group, other, anonymous } = scene;
  const ofMessage = await reports(member, { messageId: await sends(author, group) });
  const ofPerson = await reports(member, { userId: author.id }, { reason: "HARASSMENT" });
  const ofGroup = await reports(member, { conversationId: group });
  const all = [ofMessage, ofPerson, ofGroup];
  const none: string[] = [];
  // By person: the server's queue, the group's, and what they see through node(id:).
  const expected: Record<string, readonly [Person, string[], string[], string[]]> = {
    owner: [scene.owner, none, [ofMessage], [ofMessage]],
    admin: [scene.admin, none, [ofMessage], [ofMessage]],
    moderator: [scene.moderator, none, [ofMessage], [ofMessage]],
    member: [member, none, none, all],
    author: [author, none, none, none],
    gone: [scene.gone, none, none, none],
    stranger: [scene.stranger, none, none, none],
    neighbour: [scene.neighbour, none, none, none],
    guard: [scene.guard, all, none, all],
    root: [scene.root, all, none, all],
    anonymous: [anonymous, none, none, none],
  };
  const nodes = async (person: Person) => {
    const { data } = await person.asks<{ nodes: ({ id: string } | null)[] }>(
      "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
      { ids: all },
    );
    return data.nodes.filter((node) => node !== null).map(({ id }) => id);
  };
  for (const [who, [person, server, conversation, seen]] of Object.entries(expected)) {
    const got = [await queueOf(person), await queueOf(person, group), await nodes(person)];
    expect([who, got]).toEqual([who, [server, conversation, seen]]);
    expect([who, await queueOf(person, other)]).toEqual([who, []]);
  }
  expect((await anonymous.asks("{ reports { edges { node { id } } } }")).codes).toEqual(["UNAUTHENTICATED"]);

  // One of the server's moderators who is a member sees what there is of the group as well.
  await scene.owner.does("addMembers", { conversationId: group, userIds: [scene.guard.id] }, "__typename");
  expect(await queueOf(scene.guard, group)).toEqual([ofMessage, ofGroup]);

  const { guard } = scene;
  expect(await queueOf(guard, undefined, { kind: "USER" })).toEqual([ofPerson]);
  expect(await queueOf(guard, undefined, { reason: "HARASSMENT" })).toEqual([ofPerson]);
  await guard.does("claimReport", { reportId: ofGroup }, "__typename");
  expect(await queueOf(guard, undefined, { state: "OPEN" })).toEqual([ofMessage, ofPerson]);
  expect(await queueOf(guard, undefined, { state: "CLAIMED", kind: "CONVERSATION" })).toEqual([ofGroup]);
  expect(await queueOf(guard, undefined, { state: "RESOLVED" })).toEqual([]);
});

test("nobody moderates a report of themselves, nor of what is from before their time, nor after they have stopped", async () => {
  await using scene = await startReports();
  const { member, moderator, admin, owner, author, guard, group } = scene;
  const reportId = await reports(member, { messageId: await sends(moderator, group) });
  expect(await queueOf(moderator, group)).toEqual([]);
  expect(await moderator.tries("claimReport", { reportId })).toBe("NotFoundError");
  expect(await queueOf(admin, group)).toEqual([reportId]);
  const ofGuard = await reports(member, { userId: guard.id });
  expect(await queueOf(guard)).toEqual([reportId]);
  expect(await guard.tries("resolveReport", { reportId: ofGuard, outcome: "DISMISSED" })).toBe(
    "NotFoundError",
  );

  const early = await reports(member, { messageId: await sends(author, group) });
  await scene.db.member.updateMany({ where: { userId: rowOf(admin.id) }, data: { visibleFromSeq: 1_000 } });
  expect(await queueOf(admin, group)).toEqual([]);
  expect(await admin.tries("claimReport", { reportId: early })).toBe("NotFoundError");

  expect(await queueOf(moderator, group)).toEqual([early]);
  await givesRole(owner, group, moderator, "MEMBER");
  expect(await queueOf(moderator, group)).toEqual([]);
  expect(await moderator.tries("claimReport", { reportId: early })).toBe("NotFoundError");
});

test("a conversation's moderators see the message and not who reported it", async () => {
  await using scene = await startReports();
  const { member, moderator, guard, author, group } = scene;
  await reports(member, { messageId: await sends(author, group, "rude") });
  const source = (root: string) =>
    `query ($id: ID!) { node(id: $id) { ... on Conversation { id } } ${root} }`;
  const selection = "reports { edges { node { reporter { username } message { body } words } } }";
  const toModerator = await moderator.asks(source(`conversation(id: $id) { ${selection} }`), { id: group });
  const told = (reporter: object | null) => ({
    edges: [{ node: { reporter, message: { body: "rude" }, words: "" } }],
  });
  expect(toModerator.data).toMatchObject({ conversation: { reports: told(null) } });
  const toGuard = await guard.asks(source(selection), { id: group });
  // And the conversation itself stays what it is to strangers.
  expect(toGuard.data).toEqual({ node: null, reports: told({ username: "member" }) });
});

test("a report is claimed by one, released, and decided once", async () => {
  await using scene = await startReports();
  const { member, moderator, admin, guard, author, group } = scene;
  const reportId = await reports(member, { messageId: await sends(author, group) });
  const claims = (person: Person) => person.tries("claimReport", { reportId });
  const releases = (person: Person) => person.tries("releaseReport", { reportId });
  const resolves = (person: Person, outcome = "DISMISSED") =>
    person.tries("resolveReport", { reportId, outcome });
  const state = async () => {
    const { state: now, claimedById } = await scene.db.report.findUniqueOrThrow({
      where: { id: rowOf(reportId) },
    });
    return [now, claimedById];
  };

  expect(await releases(moderator)).toBe("ReleaseReportPayload");
  const claimed = await Promise.all([claims(moderator), claims(admin), claims(guard)]);
  expect(claimed.filter((ending) => ending === "ClaimReportPayload")).toHaveLength(1);
  expect(claimed.filter((ending) => ending === "ReportClaimedError")).toHaveLength(2);
  // Whoever stands above the moderators gives back what another one holds.
  await releases(guard);
  expect(await state()).toEqual(["OPEN", null]);
  expect(await claims(admin)).toBe("ClaimReportPayload");
  expect(await claims(admin)).toBe("ClaimReportPayload");
  expect(await releases(moderator)).toBe("ReportClaimedError");
  expect(await resolves(moderator)).toBe("ReportClaimedError");
  expect(await state()).toEqual(["CLAIMED", rowOf(admin.id)]);
  expect(await releases(admin)).toBe("ReleaseReportPayload");
  expect(await claims(moderator)).toBe("ClaimReportPayload");
  expect(await releases(admin)).toBe("ReleaseReportPayload");

  const long = { reportId, outcome: "DISMISSED", reason: "x".repeat(501) };
  expect(await moderator.tries("resolveReport", long)).toBe("InputValidationError");
  expect(await resolves(moderator, "MEMBER_WARNED")).toBe("ResolveReportPayload");
  expect(await resolves(moderator, "MEMBER_WARNED")).toBe("ResolveReportPayload");
  expect(await resolves(moderator)).toBe("ReportResolvedError");
  expect(await resolves(admin, "MEMBER_WARNED")).toBe("ReportResolvedError");
  expect(await claims(admin)).toBe("ReportResolvedError");
  expect(await releases(admin)).toBe("ReportResolvedError");
  expect(await scene.db.auditEntry.count({ where: { act: "REPORT_RESOLVED" } })).toBe(1);
});

test("a role lost while a decision waits for the conversation is lost for the decision", async () => {
  await using scene = await startReports();
  const { owner, moderator, member, author, group } = scene;
  const reportId = await reports(member, { messageId: await sends(author, group) });
  const [, ending] = await Promise.all([
    givesRole(owner, group, moderator, "MEMBER"),
    moderator.tries("claimReport", { reportId }),
  ]);
  // Whichever came first: after the role is gone there is no claim.
  const { claimedAt } = await scene.db.report.findUniqueOrThrow({ where: { id: rowOf(reportId) } });
  const { occurredAt } = await scene.db.auditEntry.findFirstOrThrow({
    where: { act: "MEMBER_ROLE_CHANGED" },
  });
  if (ending === "ClaimReportPayload") expect(Number(claimedAt)).toBeLessThanOrEqual(Number(occurredAt));
  else expect([ending, claimedAt]).toEqual(["NotFoundError", null]);
  expect(await moderator.tries("releaseReport", { reportId })).toBe("NotFoundError");
});

test("to everybody else a report is an id that does not exist; who made it may see it and not decide", async () => {
  await using scene = await startReports();
  const { member, author, group } = scene;
  const reportId = await reports(member, { messageId: await sends(author, group) });
  const inputs: Record<string, object> = {
    claimReport: {},
    releaseReport: {},
    resolveReport: { outcome: "DISMISSED" },
    addReportNote: { body: "Hm.", clientKey: "k" },
  };
  const endings: Record<string, readonly [Person, string]> = {
    author: [author, "NotFoundError"],
    gone: [scene.gone, "NotFoundError"],
    stranger: [scene.stranger, "NotFoundError"],
    neighbour: [scene.neighbour, "NotFoundError"],
    member: [member, "NotAllowedError"],
    anonymous: [scene.anonymous, "UNAUTHENTICATED"],
  };
  for (const [mutation, input] of Object.entries(inputs)) {
    for (const [who, [person, ending]] of Object.entries(endings)) {
      const got = await person.tries(mutation, { ...input, reportId });
      expect([mutation, who, got]).toEqual([mutation, who, ending]);
      const random = await person.tries(mutation, { ...input, reportId: encodeNodeId("Report", newId()) });
      const expected = who === "anonymous" ? ending : "NotFoundError";
      expect([mutation, who, random]).toEqual([mutation, who, expected]);
    }
  }
  expect(await scene.db.report.count({ where: { state: "OPEN" } })).toBe(1);
  expect(await scene.db.reportNote.count()).toBe(0);
});

test("moderators write notes for each other, within bounds; nobody else reads them", async () => {
  await using scene = await startReports();
  const { member, moderator, guard, author, stranger, group } = scene;
  const reportId = await reports(member, { messageId: await sends(author, group) });
  const writes = (person: Person, body: string, clientKey: string = newId()) =>
    person.does<{ addedNote: { id: string } }>(
      "addReportNote",
      { reportId, body, clientKey },
      "addedNote { id }",
    );
  const first = await writes(moderator, "Not the first time.", "k");
  expect(await writes(moderator, "Not the first time.", "k")).toEqual(first);
  const conflict = { reportId, body: "Another.", clientKey: "k" };
  expect(await moderator.tries("addReportNote", conflict)).toBe("IdempotencyConflictError");
  const [one, two] = await Promise.all([writes(guard, "Same.", "p"), writes(guard, "Same.", "p")]);
  expect(one).toEqual(two);
  for (const body of ["", "x".repeat(2_001)]) {
    expect(await moderator.tries("addReportNote", { reportId, body, clientKey: "b" })).toBe(
      "InputValidationError",
    );
  }

  const notes = async (person: Person) => {
    const { data } = await person.asks<{
      report: { notes: { edges: { node: { body: string } }[] } } | null;
      note: object | null;
    }>(
      `query ($id: ID!, $note: ID!) {
        report: node(id: $id) { ... on Report { notes(first: 1) { edges { node { body author { username } } } } } }
        note: node(id: $note) { id }
      }`,
      { id: reportId, note: first.addedNote.id },
    );
    return [data.report?.notes.edges.map(({ node }) => node.body), data.note !== null];
  };
  expect(await notes(moderator)).toEqual([["Not the first time."], true]);
  expect(await notes(guard)).toEqual([["Not the first time."], true]);
  expect(await notes(member)).toEqual([[], false]);
  expect(await notes(stranger)).toEqual([undefined, false]);

  const fill = { reportId: rowOf(reportId), authorId: rowOf(guard.id), body: "x", createdAt: new Date() };
  await scene.db.reportNote.createMany({
    data: Array.from({ length: REPORT_NOTES_MAX - 2 }, () => ({ ...fill, id: newId() })),
  });
  const more = { reportId, body: "One more.", clientKey: "m" };
  expect(await moderator.tries("addReportNote", more)).toBe("TooManyReportNotesError");
});

test("a queue comes in pages, and costs as many statements for fifty reports as for five", async () => {
  await using scene = await startReports();
  const { moderator, guard, author, group } = scene;
  const message = await sends(author, group);
  const { seq, changedSeq } = await scene.db.message.findUniqueOrThrow({ where: { id: rowOf(message) } });
  const crowd = await scene.crowd(50);
  const at = Date.parse("2026-01-01T00:00:00Z");
  const rows = crowd.map((reporter, index) => ({
    id: newId(),
    reporterId: rowOf(reporter),
    kind: "MESSAGE" as const,
    targetId: rowOf(message),
    conversationId: rowOf(group),
    messageSeq: seq,
    messageChangedSeq: changedSeq,
    reportedUserId: rowOf(author.id),
    reason: "SPAM" as const,
    words: "",
    // Two at each moment.
    createdAt: new Date(at + 1_000 * Math.floor(index / 2)),
  }));
  await scene.db.report.createMany({ data: rows });
  const inOrder = rows.toSorted(
    (a, b) => Number(a.createdAt) - Number(b.createdAt) || (a.id < b.id ? -1 : 1),
  );
  const ids = inOrder.map(({ id }) => encodeNodeId("Report", id));

  const node = `id words reporter { username } reportedUser { username } claimedBy { username } resolvedBy { username }
    message { body reportedBody sender { username } } conversation { title }
    reportedConversation { title } notes(first: 3) { edges { node { body author { username } } } }`;
  const inGroup = (first: number) =>
    countStatements(
      scene,
      moderator,
      `{ conversation(id: "${group}") { reports(first: ${first}) { edges { node { ${node} } } } } }`,
    );
  const onServer = (first: number) =>
    countStatements(scene, guard, `{ reports(first: ${first}) { edges { node { ${node} } } } }`);
  for (const [queue, most] of [
    [inGroup, 6],
    [onServer, 6],
  ] as const) {
    const many = await queue(50);
    expect(many).toBeLessThanOrEqual(most);
    expect(await queue(5)).toBe(many);
  }

  const found: string[] = [];
  let after: string | null = null;
  do {
    const { data }: { data: { reports: Page } } = await guard.asks<{ reports: Page }>(
      "query ($after: String) { reports(first: 7, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } } }",
      { after },
    );
    found.push(...data.reports.edges.map((edge) => edge.node.id));
    after = data.reports.pageInfo.hasNextPage ? data.reports.pageInfo.endCursor : null;
  } while (after !== null);
  expect(found).toEqual(ids);
  expect((await guard.asks("{ reports(first: 101) { edges { node { id } } } }")).codes).toEqual([
    "BAD_REQUEST",
  ]);
});

interface Page {
  readonly edges: readonly { readonly node: { readonly id: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}
