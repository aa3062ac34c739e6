/** What a FLAG rule brings to the moderators: one report of each sender's, whatever number of messages it flags. */
import { expect, test } from "vitest";
import type { Person } from "../conversation/scene.ts";
import { makeGroup } from "../conversation/group.ts";
import { countStatements } from "../support/countStatements.ts";
import { rowOf } from "../report/scene.ts";
import { appoints, rules, sends, startRules } from "./scene.ts";

interface Message {
  readonly messageId: string;
  readonly seq: number;
  readonly body: string;
  readonly reportedBody: string;
}

interface Flagged {
  readonly id: string;
  readonly state: string;
  readonly messageCount: number;
  readonly reportedUser: { readonly username: string };
  readonly message: Message;
  readonly earlierMessages: { readonly edges: readonly { readonly node: { readonly message: Message } }[] };
}

const MESSAGE = "messageId seq body reportedBody";
const REPORT = `id state messageCount reportedUser { username } message { ${MESSAGE} }
  earlierMessages(first: 60) { edges { node { message { ${MESSAGE} } } } }`;

/** Of a conversation: what waits, and what is decided; the oldest first. */
async function queueOf(person: Person, conversationId: string): Promise<Flagged[]> {
  interface Queue {
    conversation: { reports: { edges: { node: Flagged }[] } } | null;
  }
  const { data } = await person.asks<Queue>(
    `query ($id: ID!) { conversation(id: $id) { reports(first: 3) { edges { node { ${REPORT} } } } } }`,
    { id: conversationId },
  );
  return data.conversation?.reports.edges.map(({ node }) => node) ?? [];
}

async function onlyOf(person: Person, conversationId: string): Promise<Flagged> {
  const [report, ...rest] = await queueOf(person, conversationId);
  if (report === undefined || rest.length > 0) throw new Error("There is not one report.");
  return report;
}

interface Page {
  readonly edges: readonly { readonly node: { readonly message: { readonly messageId: string } } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

async function earlierOf(person: Person, id: string, after: string | null): Promise<Page> {
  const { data } = await person.asks<{ node: { earlierMessages: Page } }>(
    `query ($id: ID!, $after: String) { node(id: $id) { ... on Report { earlierMessages(first: 25, after: $after) {
      edges { node { message { messageId } } } pageInfo { hasNextPage endCursor }
    } } } }`,
    { id, after },
  );
  return data.node.earlierMessages;
}

const bodiesOf = ({ earlierMessages }: Flagged): string[] =>
  earlierMessages.edges.map(({ node }) => node.message.body);

async function dismisses(person: Person, reportId: string): Promise<void> {
  await person.does("claimReport", { reportId }, "__typename");
  await person.does("resolveReport", { reportId, outcome: "DISMISSED" }, "__typename");
}

const edits = (person: Person, messageId: string, body: string) =>
  person.does("editMessage", { messageId, body }, "__typename");

test("who floods the moderators makes one report, and each message stands in it", async () => {
  await using scene = await startRules();
  const { ana, mod, bo, cy, group } = scene;
  await rules(ana, group, "badger", "FLAG");
  const sent = await Promise.all(
    Array.from({ length: 60 }, (_, index) => sends(bo, group, `badger ${index}`)),
  );
  await sends(bo, group, "an otter");

  const newestFirst = sent.toSorted((one, other) => other.seq - one.seq);
  const report = await onlyOf(mod, group);
  expect(report).toMatchObject({ messageCount: 60, message: { messageId: newestFirst[0]?.id } });
  expect(report.earlierMessages.edges.map(({ node }) => node.message.messageId)).toEqual(
    newestFirst.slice(1).map(({ id }) => id),
  );
  expect([await scene.db.report.count(), await scene.db.flaggedMessage.count()]).toEqual([1, 59]);

  const pages: string[] = [];
  for (let page = await earlierOf(mod, report.id, null); ;) {
    pages.push(...page.edges.map(({ node }) => node.message.messageId));
    if (!page.pageInfo.hasNextPage) break;
    page = await earlierOf(mod, report.id, page.pageInfo.endCursor);
  }
  expect(pages).toEqual(newestFirst.slice(1).map(({ id }) => id));

  // Another sender, another rule and another conversation are reports of their own.
  await rules(ana, group, "weasel", "FLAG");
  const other = await makeGroup(ana, [bo]);
  await rules(ana, other, "badger", "FLAG");
  await sends(cy, group, "a badger");
  await sends(bo, group, "a weasel");
  await sends(bo, other, "a badger");
  expect(await queueOf(mod, group)).toMatchObject([
    { messageCount: 60, reportedUser: { username: "bo" } },
    { messageCount: 1, reportedUser: { username: "cy" } },
    { messageCount: 1, reportedUser: { username: "bo" } },
  ]);
  expect(await onlyOf(ana, other)).toMatchObject({ messageCount: 1 });
});

test("a report that a moderator has taken on, or decided, does not grow: what comes then is another", async () => {
  await using scene = await startRules();
  const { ana, mod, bo, group } = scene;
  await rules(ana, group, "badger", "FLAG");
  for (const body of ["badger 1", "badger 2"]) await sends(bo, group, body);
  const { id: reportId } = await onlyOf(mod, group);
  await mod.does("claimReport", { reportId }, "__typename");
  for (const body of ["badger 3", "badger 4"]) await sends(bo, group, body);
  expect(await queueOf(mod, group)).toMatchObject([
    { state: "CLAIMED", messageCount: 2, message: { body: "badger 2" } },
    { state: "OPEN", messageCount: 2, message: { body: "badger 4" } },
  ]);
  // One that is given back takes what comes again, the older before the younger.
  await mod.does("releaseReport", { reportId }, "__typename");
  await sends(bo, group, "badger 5");
  expect((await queueOf(mod, group)).map(bodiesOf)).toEqual([["badger 2", "badger 1"], ["badger 3"]]);
  for (const { id } of await queueOf(mod, group)) await dismisses(mod, id);
  await sends(bo, group, "badger 6");
  const [first, second, third] = await queueOf(mod, group);
  expect([first?.messageCount, second?.messageCount, third?.messageCount]).toEqual([3, 2, 1]);
});

test("who looks at one message does not decide others unseen: a report of several is claimed before", async () => {
  await using scene = await startRules();
  const { ana, mod, bo, cy, group } = scene;
  await rules(ana, group, "badger", "FLAG");
  await sends(bo, group, "badger 1");
  const { id: reportId } = await onlyOf(mod, group);
  for (const body of ["badger 2", "badger 3"]) await sends(bo, group, body);
  const resolves = (id: string) => mod.tries("resolveReport", { reportId: id, outcome: "DISMISSED" });
  expect(await resolves(reportId)).toBe("ReportNotClaimedError");
  expect(await onlyOf(mod, group)).toMatchObject({ state: "OPEN", messageCount: 3 });
  await mod.does("claimReport", { reportId }, "__typename");
  expect([await resolves(reportId), await resolves(reportId)]).toEqual([
    "ResolveReportPayload",
    "ResolveReportPayload",
  ]);

  await sends(cy, group, "badger");
  const [, ofOne] = await queueOf(mod, group);
  expect(await resolves(ofOne?.id ?? "")).toBe("ResolveReportPayload");
});

test("an edit joins as well, each message once, and with what it said then", async () => {
  await using scene = await startRules();
  const { ana, mod, bo, group } = scene;
  await rules(ana, group, "badger", "FLAG");
  await rules(ana, group, "weasel", "FLAG");
  const old = await sends(bo, group, "an otter");
  await sends(bo, group, "badger 1");
  await sends(bo, group, "badger 2");
  await edits(bo, old.id, "a badger of old");
  await edits(bo, old.id, "another badger of old");
  // It waits for a moderator already, whichever rule it was.
  await edits(bo, old.id, "a weasel of old");
  const report = await onlyOf(mod, group);
  expect(report).toMatchObject({ messageCount: 3, message: { body: "badger 2" } });
  expect(
    report.earlierMessages.edges.map(({ node }) => [node.message.body, node.message.reportedBody]),
  ).toEqual([
    ["badger 1", "badger 1"],
    ["a weasel of old", "a badger of old"],
  ]);
  await dismisses(mod, report.id);
  await edits(bo, old.id, "a badger again");
  expect(await queueOf(mod, group)).toMatchObject([
    { messageCount: 3 },
    { message: { reportedBody: "a badger again" } },
  ]);
});

test("who moderates sees of them what they may see, and acts on each; nobody else does", async () => {
  await using scene = await startRules();
  const { ana, mod, bo, cy, group } = scene;
  const { eve } = await scene.people("eve");
  await appoints(scene, cy, "MODERATOR");
  await rules(ana, group, "badger", "FLAG");
  const unreported = await sends(bo, group, "an otter");
  const early = await sends(bo, group, "badger 1");
  await ana.does(
    "updateConversation",
    { conversationId: group, historyVisibility: "SINCE_JOINED" },
    "__typename",
  );
  await ana.does("addMembers", { conversationId: group, userIds: [eve.id] }, "__typename");
  await ana.does(
    "changeMemberRole",
    { conversationId: group, userId: eve.id, role: "MODERATOR" },
    "__typename",
  );
  // Of what is older than her time she sees nothing, and that it is there hides nothing of what comes.
  expect(await queueOf(eve, group)).toEqual([]);
  await sends(bo, group, "badger 2");
  await sends(bo, group, "badger 3");
  const bodies = async (person: Person) =>
    (await queueOf(person, group)).map((report) => [report.message.body, ...bodiesOf(report)]);
  expect(await bodies(eve)).toEqual([["badger 3", "badger 2"]]);
  for (const person of [ana, mod])
    expect(await bodies(person)).toEqual([["badger 3", "badger 2", "badger 1"]]);
  expect([await bodies(bo), await bodies(scene.anonymous)]).toEqual([[], []]);
  const { id } = await onlyOf(mod, group);
  const seen = await bo.asks<{ node: object | null }>("query ($id: ID!) { node(id: $id) { id } }", { id });
  expect(seen.data.node).toBeNull();

  // Those of the server who are no moderators there delete what was flagged, and nothing else.
  const deletes = (messageId: string) => cy.tries("deleteMessage", { messageId, reason: "No." });
  expect([await deletes(unreported.id), await deletes(early.id)]).toEqual([
    "NotAllowedError",
    "DeleteMessagePayload",
  ]);
  expect(await bodies(mod)).toEqual([["badger 3", "badger 2", ""]]);
  expect(await scene.db.auditEntry.count({ where: { messageId: rowOf(early.id) } })).toBe(1);
});

test("a page of reports with their earlier messages costs as many statements as one report", async () => {
  await using scene = await startRules();
  const { ana, bo, cy, mod, group } = scene;
  for (const word of ["badger", "weasel", "stoat"]) {
    await rules(ana, group, word, "FLAG");
    for (const person of [bo, cy])
      for (let index = 0; index < 3; index += 1) await sends(person, group, word);
  }
  const list = (first: number) =>
    countStatements(
      scene,
      mod,
      `{ viewer { conversations { edges { node { reports(first: ${first}) { edges { node {
        messageCount earlierMessages(first: 2) { edges { node { id message { body sender { username } } } } }
      } } } } } } } }`,
    );
  expect(await list(6)).toBe(await list(1));
});
