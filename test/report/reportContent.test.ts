/** Reporting: who may report what, once, within bounds; and what a report keeps of it. */
import { expect, test } from "vitest";
import { OPEN_REPORTS_MAX } from "../../src/domain/report/reportContent.ts";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { startScene } from "../conversation/scene.ts";
import { queueOf, reports, rowOf, sends, startReports } from "./scene.ts";

test("a message, a person and a conversation are reported, and a repetition answers the same report", async () => {
  await using scene = await startReports();
  const { member, author, group, guard } = scene;
  const messageId = await sends(author, group);
  const before = await scene.log();
  const input = { target: { messageId }, reason: "HATE", words: "Look.\nThere.", clientKey: "k" };
  const selection = `submittedReport {
    id kind reason words state outcome messageId message { body } reportedUser { username } conversation { title }
    reporter { username } claimedBy { id } notes { edges { node { id } } }
  }`;
  const first = await member.does<{ submittedReport: { id: string } }>("reportContent", input, selection);
  expect(first.submittedReport).toMatchObject({
    kind: "MESSAGE",
    reason: "HATE",
    words: "Look.\nThere.",
    state: "OPEN",
    outcome: null,
    messageId,
    message: null,
    reportedUser: { username: "author" },
    conversation: { title: "Group" },
    reporter: { username: "member" },
    claimedBy: null,
    notes: { edges: [] },
  });
  // The same key; another key for the same thing; and that key again, with something else.
  expect(await member.does("reportContent", input, selection)).toEqual(first);
  const again = { ...input, words: "Really.", clientKey: "k2" };
  expect(await member.does("reportContent", again, selection)).toEqual(first);
  expect(await member.tries("reportContent", { ...again, words: "" })).toBe("IdempotencyConflictError");
  const many = Array.from({ length: 8 }, () => reports(member, { userId: author.id }));
  const ids = new Set(await Promise.all(many));
  expect(ids.size).toBe(1);
  await reports(member, { conversationId: group });
  expect(await queueOf(guard)).toHaveLength(3);

  // When it is resolved, the thing can be reported anew; the old key still answers the old report.
  const reportId = first.submittedReport.id;
  await guard.does("resolveReport", { reportId, outcome: "DISMISSED" }, "__typename");
  expect(await reports(member, { messageId })).not.toBe(reportId);
  expect(await reports(member, { messageId }, input)).toBe(reportId);
  expect(await scene.log()).toEqual(before);
});

test("what one may not see is not there to be reported, and nobody reports themselves", async () => {
  await using scene = await startReports();
  const { member, author, gone, stranger, neighbour, guard, anonymous, group } = scene;
  const messageId = await sends(author, group);
  const before = await sends(author, group, "before");
  const deleted = await sends(author, group);
  await author.does("deleteMessage", { messageId: deleted }, "__typename");
  const tries = (person: typeof member, target: object) =>
    person.tries("reportContent", { target, reason: "OTHER", clientKey: newId() });

  const targets = { messageId, conversationId: group };
  const random = {
    messageId: encodeNodeId("Message", newId()),
    conversationId: encodeNodeId("Conversation", newId()),
  };
  for (const kind of ["messageId", "conversationId"] as const) {
    for (const person of [gone, stranger, neighbour, guard]) {
      for (const id of [targets[kind], random[kind], "junk"]) {
        expect([person.username, kind, await tries(person, { [kind]: id })]).toEqual([
          person.username,
          kind,
          "NotFoundError",
        ]);
      }
    }
    expect(await tries(anonymous, { [kind]: targets[kind] })).toBe("UNAUTHENTICATED");
    expect(await tries(anonymous, { [kind]: random[kind] })).toBe("UNAUTHENTICATED");
  }
  expect(await tries(member, { userId: encodeNodeId("User", newId()) })).toBe("NotFoundError");
  expect(await tries(member, { messageId: deleted })).toBe("MessageDeletedError");
  expect(await tries(author, { messageId })).toBe("NotAllowedError");
  expect(await tries(author, { userId: author.id })).toBe("NotAllowedError");
  const { seq } = await scene.db.message.findUniqueOrThrow({ where: { id: rowOf(before) } });
  await scene.db.member.updateMany({
    where: { userId: rowOf(member.id) },
    data: { visibleFromSeq: seq + 1 },
  });
  expect(await tries(member, { messageId: before })).toBe("NotFoundError");
  expect(await tries(member, {})).toBe("BAD_REQUEST");
  expect(await scene.db.report.count()).toBe(0);
});

test("words and open reports have bounds; a decision makes room", async () => {
  await using scene = await startReports();
  const { member, author, guard, group } = scene;
  const messageId = await sends(author, group);
  const long = { target: { messageId }, reason: "SPAM", words: "x".repeat(2_001), clientKey: "k" };
  expect(await member.tries("reportContent", long)).toBe("InputValidationError");
  await reports(member, { messageId }, { words: "x".repeat(2_000) });
  const people = await scene.crowd(OPEN_REPORTS_MAX);
  const [last = "", ...others] = people;
  for (const userId of others) await reports(member, { userId });
  const input = { target: { userId: last }, reason: "SPAM", clientKey: "last" };
  expect(await member.tries("reportContent", input)).toBe("TooManyReportsError");
  // What is reported already is answered all the same.
  await reports(member, { messageId });
  const [reportId] = await queueOf(guard);
  await guard.does("resolveReport", { reportId, outcome: "DISMISSED" }, "__typename");
  expect(await member.tries("reportContent", input)).toBe("ReportContentPayload");
  expect(await scene.db.report.count()).toBe(OPEN_REPORTS_MAX + 1);
});

test("a report points to the message: it shows what was said then, and nothing once it is deleted", async () => {
  await using scene = await startReports();
  const { member, author, moderator, group } = scene;
  const messageId = await sends(author, group, "first");
  await author.does("editMessage", { messageId, body: "second" }, "__typename");
  const reportId = await reports(member, { messageId });
  await author.does("editMessage", { messageId, body: "third" }, "__typename");
  await author.does("editMessage", { messageId, body: "fourth" }, "__typename");
  const shown = async () =>
    (
      await moderator.asks<{ node: { message: object } }>(
        "query ($id: ID!) { node(id: $id) { ... on Report { message { body reportedBody deletedAt sender { username } } } } }",
        { id: reportId },
      )
    ).data.node.message;
  const sender = { username: "author" };
  expect(await shown()).toEqual({ body: "fourth", reportedBody: "second", deletedAt: null, sender });
  await author.does("deleteMessage", { messageId }, "__typename");
  const deletedAt = expect.any(String) as string;
  expect(await shown()).toEqual({ body: "", reportedBody: "", deletedAt, sender });
  const row = await scene.db.report.findUniqueOrThrow({ where: { id: rowOf(reportId) } });
  expect(JSON.stringify(row)).not.toMatch(/first|second|third|fourth/);
});

test("somebody follows what has become of their own reports, also after they have left", async () => {
  await using scene = await startReports();
  const { member, author, moderator, group, anonymous } = scene;
  const reportId = await reports(member, { messageId: await sends(author, group) });
  await reports(member, { userId: author.id });
  await moderator.does("claimReport", { reportId }, "__typename");
  await moderator.does("resolveReport", { reportId, outcome: "MEMBER_WARNED" }, "__typename");
  await member.does("leaveConversation", { conversationId: group }, "__typename");
  await scene.owner.does("updateConversation", { conversationId: group, title: "Without" }, "__typename");
  const { data } = await member.asks<{ viewer: { reports: { edges: object[] } } }>(
    `{ viewer { reports { edges { node {
      kind state outcome claimedBy { id } resolvedBy { id } message { body } conversation { title }
    } } } } }`,
  );
  const hidden = { claimedBy: null, resolvedBy: null, message: null };
  expect(data.viewer.reports.edges).toEqual([
    {
      node: {
        kind: "MESSAGE",
        state: "RESOLVED",
        outcome: "MEMBER_WARNED",
        conversation: { title: null },
        ...hidden,
      },
    },
    { node: { kind: "USER", state: "OPEN", outcome: null, conversation: null, ...hidden } },
  ]);
  expect((await anonymous.asks("{ viewer { reports { edges { node { id } } } } }")).data).toEqual({
    viewer: null,
  });
});

test("reports are counted like other mutations", async () => {
  await using scene = await startScene({ RATE_MUTATIONS_PER_10_SECONDS: "3" });
  const { ana, bo } = await scene.people("ana", "bo");
  const input = { target: { userId: bo.id }, reason: "SPAM", clientKey: "k" };
  const endings = [];
  for (let time = 0; time < 4; time += 1) endings.push(await ana.tries("reportContent", input));
  expect(endings.slice(0, 3)).toEqual(Array(3).fill("ReportContentPayload"));
  expect(endings[3]).toBe("RATE_LIMITED");
});
