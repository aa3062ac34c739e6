/** Word and link rules of a conversation and of the server: what becomes of messages, and who makes, sees and deletes rules. */
import { expect, test } from "vitest";
import {
  CONTENT_RULES_MAX,
  SERVER_CONTENT_RULES_MAX,
} from "../../src/domain/contentRule/createContentRule.ts";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { endingsOf, makeGroup, staffOf } from "../conversation/group.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person } from "../conversation/scene.ts";
import { countStatements } from "../support/countStatements.ts";
import { PNG, uploads } from "../support/uploads.ts";
import { rowOf } from "../report/scene.ts";
import { appoints, RULE, rules, says, sends, startRules } from "./scene.ts";
import type { Rule } from "./scene.ts";

interface Edges<Node> {
  readonly edges: readonly { readonly node: Node }[];
}

/** The reason that a refused send is told. */
async function reasonOf(
  person: Person,
  conversationId: string,
  body: string,
): Promise<string | null | undefined> {
  const { data } = await person.asks<{ sendMessage: { code?: string; reason?: string | null } }>(
    `mutation ($input: SendMessageInput!) { sendMessage(input: $input) {
      ... on ContentBlockedError { code reason }
    } }`,
    { input: { conversationId, body, clientKey: newId() } },
  );
  return data.sendMessage.code === "CONTENT_BLOCKED" ? data.sendMessage.reason : undefined;
}

test("what a rule blocks is refused with its reason, sent, edited, forwarded and in threads, and nothing is written", async () => {
  await using scene = await startRules();
  const { ana, bo, group } = scene;
  const elsewhere = await makeGroup(bo, []);
  const root = await sends(bo, group, "a root");
  const early = await sends(bo, group, "an early badger", { clientKey: "early" });
  const there = await sends(bo, elsewhere, "a badger");
  await rules(ana, group, "badger", "BLOCK", { reason: "No badgers, please." });
  await rules(ana, group, "evil.example", "BLOCK", { kind: "LINK" });
  const before = await scene.log();

  expect(await reasonOf(bo, group, "a Badger!")).toBe("No badgers, please.");
  expect(await reasonOf(bo, group, "[here](https://www.evil.example/)")).toBeNull();
  const refused = "ContentBlockedError";
  expect(await says(bo, group, "a badger", { threadRootId: root.id })).toBe(refused);
  expect(await says(bo, group, "a badger", { replyToId: root.id })).toBe(refused);
  expect(await bo.tries("editMessage", { messageId: root.id, body: "a badger" })).toBe(refused);
  const forward = { messageId: there.id, conversationId: group, clientKey: newId() };
  expect(await bo.tries("forwardMessage", forward)).toBe(refused);
  const content = { location: { latitude: 1, longitude: 1, name: "Badger House" } };
  expect(await bo.tries("sendMessage", { conversationId: group, clientKey: newId(), content })).toBe(refused);
  expect(await scene.log()).toEqual(before);
  expect(await scene.db.report.count()).toBe(0);

  // What was sent before stays, and its retry is answered; the key of what was refused is free.
  expect(await sends(bo, group, "an early badger", { clientKey: "early" })).toEqual(early);
  expect(await says(bo, group, "another badger", { clientKey: "early" })).toBe("IdempotencyConflictError");
  expect(await bo.tries("editMessage", { messageId: early.id, body: "an early badger" })).toBe(
    "EditMessagePayload",
  );
  expect(await says(bo, group, "a badger", { clientKey: "late" })).toBe(refused);
  expect(await says(bo, group, "an otter", { clientKey: "late" })).toBe("SendMessagePayload");
  expect(await says(bo, elsewhere, "a badger")).toBe("SendMessagePayload");
});

test("who may make a conversation's rules is not held to them, from the moment they may until they may not", async () => {
  await using scene = await startRules();
  const { ana, mod, bo, group } = scene;
  await rules(ana, group, "badger", "BLOCK");
  await rules(ana, group, "otter", "MASK");
  for (const person of [ana, mod]) {
    expect((await sends(person, group, "a badger and an otter")).body).toBe("a badger and an otter");
  }
  const { id: messageId } = await sends(mod, group, "hello");
  expect(await mod.tries("editMessage", { messageId, body: "badger" })).toBe("EditMessagePayload");

  const demoted = { conversationId: group, userId: mod.id, role: "MEMBER" };
  await ana.does("changeMemberRole", demoted, "__typename");
  expect(await says(mod, group, "badger")).toBe("ContentBlockedError");
  expect(await mod.tries("editMessage", { messageId, body: "badger!" })).toBe("ContentBlockedError");
  await ana.does("changeMemberRole", { ...demoted, userId: bo.id, role: "ADMIN" }, "__typename");
  expect(await says(bo, group, "badger")).toBe("SendMessagePayload");
});

test("what a rule masks nobody is shown, and a retry of what was sent is a retry", async () => {
  await using scene = await startRules();
  const { ana, bo, cy, group } = scene;
  await rules(ana, group, "badger", "MASK");
  await rules(ana, group, "cy", "MASK");

  const sent = await sends(bo, group, "a badger, @cy, @ana", { clientKey: "k" });
  expect(sent.body).toBe("a ••••••, @••, @ana");
  expect(await sends(bo, group, "a badger, @cy, @ana", { clientKey: "k" })).toEqual(sent);
  expect(await says(bo, group, "a ••••••, @••, @ana", { clientKey: "k" })).toBe("IdempotencyConflictError");
  const stored = await scene.db.message.findMany({ include: { mentions: true } });
  expect(stored.map(({ body, mentions }) => [body, mentions.map(({ userId }) => userId)])).toEqual([
    [sent.body, [rowOf(ana.id)]],
  ]);

  const edits = (body: string) =>
    bo.does<{ editedMessage: { body: string } }>(
      "editMessage",
      { messageId: sent.id, body },
      "editedMessage { body }",
    );
  expect((await edits("badger badger")).editedMessage.body).toBe("•••••• ••••••");
  const before = await scene.log();
  expect((await edits("badger badger")).editedMessage.body).toBe("•••••• ••••••");
  expect(await scene.log()).toEqual(before);
  // Also when it could not be edited any more.
  await ana.does("updateConversation", { conversationId: group, editWindowSeconds: 60 }, "__typename");
  await scene.db.message.updateMany({ data: { createdAt: new Date(Date.now() - 3_600_000) } });
  expect((await edits("badger badger")).editedMessage.body).toBe("•••••• ••••••");
  expect(await bo.tries("editMessage", { messageId: sent.id, body: "otter" })).toBe("EditWindowOverError");

  const content = { location: { latitude: 1, longitude: 1, name: "Badger House" } };
  await bo.does("sendMessage", { conversationId: group, clientKey: newId(), content }, "__typename");
  const { content: shown } = await scene.db.message.findFirstOrThrow({ orderBy: { seq: "desc" } });
  expect(shown).toMatchObject({ location: { name: "•••••• House" } });
  const forward = {
    messageId: (await sends(cy, await makeGroup(cy, []), "badger")).id,
    conversationId: group,
  };
  const { forwardedMessage } = await cy.does<{ forwardedMessage: { body: string } }>(
    "forwardMessage",
    { ...forward, clientKey: newId() },
    "forwardedMessage { body }",
  );
  expect(forwardedMessage.body).toBe("••••••");
});

test("content of a client's own is judged in all its texts, and its type stays", async () => {
  await using scene = await startScene({ CUSTOM_CONTENT_TYPES: "badger" });
  const { ana, bo } = await scene.people("ana", "bo");
  const group = await makeGroup(ana, [bo]);
  await rules(ana, group, "badger", "MASK");
  const data = { badger: ["a badger", { deep: "badger", number: 1 }], none: null };
  const content = { custom: { type: "badger", data } };
  await bo.does("sendMessage", { conversationId: group, clientKey: "k", content }, "__typename");
  const { content: stored } = await scene.db.message.findFirstOrThrow();
  expect(stored).toEqual({
    custom: { type: "badger", data: { badger: ["a ••••••", { deep: "••••••", number: 1 }], none: null } },
  });
});

test("the name of a file is judged with the message, and refused where it would be masked", async () => {
  await using scene = await startRules();
  const { ana, bo, cy, group } = scene;
  const elsewhere = await makeGroup(cy, [bo]);
  const named = (filename: string) => uploads(bo.does, PNG, { filename });
  const files = {
    good: await named("report.md"),
    masked: await named("a-bádger.png"),
    flagged: await named("otter.png"),
  };
  const sendsFile = (id: string, conversationId = group) =>
    bo.tries("sendMessage", { conversationId, attachmentIds: [files.good, id], clientKey: newId() });
  expect(await sendsFile(files.masked)).toBe("SendMessagePayload");
  await rules(ana, group, "badger", "MASK");
  await rules(ana, group, "otter", "FLAG");
  // `md` is the end of domains as well as of files.
  await rules(ana, group, "*", "BLOCK", { kind: "LINK" });

  expect(
    await bo.tries("sendMessage", { conversationId: group, attachmentIds: [files.good], clientKey: "k" }),
  ).toBe("SendMessagePayload");
  expect(await sendsFile(files.masked)).toBe("ContentBlockedError");
  expect(await sendsFile(files.masked, elsewhere)).toBe("SendMessagePayload");
  expect(await sendsFile(files.flagged)).toBe("SendMessagePayload");
  expect(await scene.db.report.count()).toBe(1);

  const { id } = await sends(bo, elsewhere, "look", { attachmentIds: [files.masked] });
  const forward = { messageId: id, conversationId: group };
  expect(await bo.tries("forwardMessage", { ...forward, clientKey: newId() })).toBe("ContentBlockedError");

  // What is not there, or not one's own, is answered as that, whatever it is called.
  const anas = await uploads(ana.does, PNG, { filename: "badger.png" });
  for (const id of [anas, encodeNodeId("Attachment", newId())]) {
    expect(await sendsFile(id)).toBe("NotFoundError");
  }
});

test("what a rule flags is sent, and reported once, by nobody, to those who moderate", async () => {
  await using scene = await startRules();
  const { ana, mod, bo, cy, group } = scene;
  await appoints(scene, cy, "MODERATOR");
  const rule = await rules(ana, group, "badger", "FLAG");
  const sent = await sends(bo, group, "a badger");
  expect(sent.body).toBe("a badger");

  interface Flagged {
    readonly id: string;
    readonly reporter: object | null;
    readonly flaggedBy: Rule | null;
    readonly message: { readonly messageId: string; readonly reportedBody: string };
  }
  const SELECTION = `reports { edges { node { id reason words reporter { id } flaggedBy { ${RULE} } reportedUser { username }
    message { messageId body reportedBody } } } }`;
  const ofGroup = async (person: Person) => {
    const { data } = await person.asks<{ conversation: { reports: Edges<Flagged> } }>(
      `query ($id: ID!) { conversation(id: $id) { ${SELECTION} } }`,
      { id: group },
    );
    return data.conversation.reports.edges.map(({ node }) => node);
  };
  const [report] = await ofGroup(mod);
  expect(report).toEqual({
    id: expect.any(String) as string,
    reason: "OTHER",
    words: "",
    reporter: null,
    flaggedBy: rule,
    reportedUser: { username: "bo" },
    message: { messageId: sent.id, body: "a badger", reportedBody: "a badger" },
  });
  expect(await ofGroup(bo)).toEqual([]);
  const { data } = await cy.asks<{ reports: Edges<Flagged> }>(`{ ${SELECTION} }`);
  // One of the server's moderators does not see the rules of a conversation where they are a plain member.
  expect(data.reports.edges.map(({ node }) => node)).toEqual([{ ...report, flaggedBy: null }]);

  // Once, until it is decided; a retry, and an edit into something else that is flagged, are no second.
  await bo.does("editMessage", { messageId: sent.id, body: "two badgers, a badger" }, "__typename");
  await bo.does("editMessage", { messageId: sent.id, body: "an otter" }, "__typename");
  expect(await ofGroup(mod)).toHaveLength(1);
  expect((await ofGroup(mod))[0]?.message.reportedBody).toBe("a badger");
  await mod.does("resolveReport", { reportId: report?.id, outcome: "DISMISSED" }, "__typename");
  await bo.does("editMessage", { messageId: sent.id, body: "the badger" }, "__typename");
  const queue = await ofGroup(mod);
  expect(queue.map(({ message }) => message.reportedBody)).toEqual(["a badger", "the badger"]);
  // The rule is shown with what it flagged also when it is deleted.
  await ana.does("deleteContentRule", { contentRuleId: rule.id }, "__typename");
  expect((await ofGroup(mod))[1]?.flaggedBy).toMatchObject({
    pattern: "badger",
    deletedAt: expect.any(String),
  });
  expect(await says(bo, group, "a badger")).toBe("SendMessagePayload");
  expect(await ofGroup(mod)).toHaveLength(2);
});

test("of the server's rules its admins decide; they hold everywhere, and for everybody", async () => {
  await using scene = await startRules();
  const { ana, mod, bo, cy, group, anonymous } = scene;
  await appoints(scene, cy, "ADMIN");
  await appoints(scene, mod, "MODERATOR");
  const input = { kind: "WORD", pattern: "badger", action: "BLOCK", clientKey: "k" };
  for (const person of [ana, bo, mod]) {
    expect(await person.tries("createContentRule", input)).toBe("NotAllowedError");
  }
  expect(await anonymous.tries("createContentRule", input)).toBe("UNAUTHENTICATED");
  const rule = await rules(cy, null, "badger", "BLOCK", { reason: "Not on this server." });

  const { createdConversation: direct } = await ana.does<{ createdConversation: { id: string } }>(
    "createDirectConversation",
    { userId: bo.id },
    "createdConversation { id }",
  );
  for (const person of [ana, bo]) {
    expect(await reasonOf(person, group, "badger")).toBe("Not on this server.");
    expect(await reasonOf(person, direct.id, "badger")).toBe("Not on this server.");
  }
  expect(await says(cy, group, "badger")).toBe("ContentBlockedError");
  // Both kinds of rules hold together.
  await rules(ana, group, "otter", "MASK");
  expect((await sends(bo, group, "an otter")).body).toBe("an •••••");
  expect(await says(bo, group, "an otter and a badger")).toBe("ContentBlockedError");

  const listed = async (person: Person) => {
    const { data, codes } = await person.asks<{ contentRules: Edges<Rule>; node: object | null } | null>(
      `query ($id: ID!) { contentRules { edges { node { ${RULE} } } } node(id: $id) { id } }`,
      { id: rule.id },
    );
    return data === null ? codes : [data.contentRules.edges.map(({ node }) => node), data.node !== null];
  };
  expect(await listed(cy)).toEqual([[rule], true]);
  expect(await listed(mod)).toEqual([[rule], true]);
  for (const person of [ana, bo]) expect(await listed(person)).toEqual([[], false]);
  expect(await listed(anonymous)).toEqual(["UNAUTHENTICATED"]);

  const remove = (person: Person) => person.tries("deleteContentRule", { contentRuleId: rule.id });
  for (const person of [ana, bo]) expect(await remove(person)).toBe("NotFoundError");
  expect(await remove(mod)).toBe("NotAllowedError");
  for (let times = 0; times < 2; times += 1) expect(await remove(cy)).toBe("DeleteContentRulePayload");
  expect(await listed(mod)).toEqual([[], true]);
  expect(await says(bo, group, "badger")).toBe("SendMessagePayload");
});

test("a rule that is deleted holds no more; deleting it again changes nothing, and both acts are in the audit log", async () => {
  await using scene = await startRules();
  const { ana, mod, bo, group } = scene;
  const rule = await rules(mod, group, "badger", "BLOCK");
  expect(await says(bo, group, "badger")).toBe("ContentBlockedError");
  const remove = () =>
    ana.does<{ deletedContentRule: Rule }>(
      "deleteContentRule",
      { contentRuleId: rule.id },
      `deletedContentRule { ${RULE} }`,
    );
  const deleted = await remove();
  expect(deleted.deletedContentRule).toEqual({ ...rule, deletedAt: expect.any(String) as string });
  expect(await remove()).toEqual(deleted);
  expect(await says(bo, group, "badger")).toBe("SendMessagePayload");

  const { data } = await ana.asks<{ conversation: { auditLog: Edges<object> } }>(
    `query ($id: ID!) { conversation(id: $id) { auditLog(first: 2) {
      edges { node { act seq contentRuleId actor { username } } }
    } } }`,
    { id: group },
  );
  const entry = { seq: null, contentRuleId: rule.id };
  expect(data.conversation.auditLog.edges.map(({ node }) => node)).toEqual([
    { ...entry, act: "CONTENT_RULE_DELETED", actor: { username: "ana" } },
    { ...entry, act: "CONTENT_RULE_CREATED", actor: { username: "mod" } },
  ]);
});

test("the same clientKey makes one rule; another input is a conflict", async () => {
  await using scene = await startRules();
  const { ana, mod, group } = scene;
  await appoints(scene, ana, "ADMIN");
  for (const conversationId of [group, null]) {
    const clientKey = `of ${conversationId}`;
    const made = await Promise.all(
      Array.from({ length: 5 }, () => rules(ana, conversationId, "badger", "BLOCK", { clientKey })),
    );
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    const other = { conversationId, kind: "WORD", pattern: "badger", action: "MASK", clientKey };
    expect(await ana.tries("createContentRule", other)).toBe("IdempotencyConflictError");
  }
  expect((await rules(mod, group, "badger", "BLOCK", { clientKey: `of ${group}` })).id).not.toBe("");
  expect(await scene.db.contentRule.count()).toBe(3);
});

test("its bounds", async () => {
  await using scene = await startRules();
  const { ana, group } = scene;
  await appoints(scene, ana, "ADMIN");
  const tries = (input: object, conversationId: string | null = group) =>
    ana.tries("createContentRule", {
      conversationId,
      kind: "WORD",
      pattern: "badger",
      action: "BLOCK",
      clientKey: newId(),
      ...input,
    });
  for (const broken of [
    { pattern: "" },
    { pattern: "x".repeat(101) },
    { pattern: "*" },
    { pattern: "**" },
    { pattern: "a*b" },
    { pattern: "\u200b\u00ad" },
    { pattern: "..." },
    { kind: "LINK", pattern: "x".repeat(254) },
    { kind: "LINK", pattern: "example" },
    { kind: "LINK", pattern: "https://evil.example" },
    { kind: "LINK", pattern: "evil.example/path" },
    { kind: "LINK", pattern: "bo@evil.example" },
    { reason: "x".repeat(501) },
    { clientKey: "" },
  ]) {
    expect([broken, await tries(broken)]).toEqual([broken, "InputValidationError"]);
  }
  expect((await rules(ana, group, "*.EVIL.example", "FLAG", { kind: "LINK" })).pattern).toBe("evil.example");
  expect((await rules(ana, group, "Bücher.example", "FLAG", { kind: "LINK" })).pattern).toBe(
    "xn--bcher-kva.example",
  );
  expect(await tries({ kind: "LINK", pattern: "*" })).toBe("CreateContentRulePayload");
  expect(await tries({ pattern: "x*" })).toBe("CreateContentRulePayload");

  for (const [conversationId, max] of [
    [group, CONTENT_RULES_MAX],
    [null, SERVER_CONTENT_RULES_MAX],
  ] as const) {
    const row = conversationId === null ? null : rowOf(conversationId);
    const missing = max - 1 - (await scene.db.contentRule.count({ where: { conversationId: row } }));
    await scene.db.contentRule.createMany({
      data: Array.from({ length: missing }, (_, index) => ({
        id: newId(),
        conversationId: row,
        kind: "WORD" as const,
        pattern: `word ${index}`,
        action: "FLAG" as const,
        createdById: rowOf(ana.id),
        createdAt: new Date(),
      })),
    });
    expect(await tries({}, conversationId)).toBe("CreateContentRulePayload");
    expect(await tries({}, conversationId)).toBe("TooManyContentRulesError");
    const { id } = await scene.db.contentRule.findFirstOrThrow({ where: { conversationId: row } });
    await ana.does("deleteContentRule", { contentRuleId: encodeNodeId("ContentRule", id) }, "__typename");
    expect(await tries({}, conversationId)).toBe("CreateContentRulePayload");
  }
});

test("who may make and delete a conversation's rules", async () => {
  await using scene = await startScene();
  const staff = await staffOf(scene);
  const { owner, member, conversationId } = staff;
  const denied = { anonymous: "UNAUTHENTICATED", stranger: "NotFoundError", gone: "NotFoundError" };
  const rule = { kind: "WORD", pattern: "badger", action: "BLOCK" };
  expect(await endingsOf(staff, "createContentRule", (role) => ({ ...rule, clientKey: role }))).toEqual({
    ...denied,
    member: "NotAllowedError",
    moderator: "CreateContentRulePayload",
    admin: "CreateContentRulePayload",
    owner: "CreateContentRulePayload",
  });
  const { id: contentRuleId } = await rules(owner, conversationId, "otter", "MASK");
  const tries = (who: Person, id = contentRuleId) => who.tries("deleteContentRule", { contentRuleId: id });
  for (const who of [staff.stranger, staff.gone, member]) expect(await tries(who)).toBe("NotFoundError");
  expect(await tries(staff.anonymous)).toBe("UNAUTHENTICATED");
  expect(await tries(owner, encodeNodeId("ContentRule", newId()))).toBe("NotFoundError");
  expect(await tries(owner, conversationId)).toBe("NotFoundError");
  expect(await tries(staff.moderator)).toBe("DeleteContentRulePayload");
});

test("a list of rules comes in pages, and costs as many statements for many conversations as for one", async () => {
  await using scene = await startRules();
  const { ana, bo } = scene;
  await appoints(scene, ana, "ADMIN");
  for (let index = 0; index < 4; index += 1) await makeGroup(ana, [bo]);
  const all = await scene.db.conversation.findMany({ select: { id: true } });
  const places = [null, ...all.map(({ id }) => id)];
  const rows = places.flatMap((conversationId) =>
    Array.from({ length: 12 }, (_, index) => ({
      id: newId(),
      conversationId,
      kind: "WORD" as const,
      pattern: `word ${index}`,
      action: "FLAG" as const,
      createdById: rowOf(ana.id),
      createdAt: new Date(),
    })),
  );
  await scene.db.contentRule.createMany({ data: rows });
  const node =
    "contentRules(first: 10) { edges { node { id pattern createdBy { username } conversation { title } } } }";
  const ofMany = (first: number) =>
    countStatements(
      scene,
      ana,
      `{ viewer { conversations(first: ${first}) { edges { node { ${node} } } } } }`,
    );
  const many = await ofMany(5);
  expect(many).toBeLessThanOrEqual(6);
  expect(await ofMany(1)).toBe(many);
  expect(await countStatements(scene, ana, `{ ${node} }`)).toBeLessThanOrEqual(2);

  const patterns: string[] = [];
  for (let after: string | null = null, hasNext = true; hasNext;) {
    const { data }: { data: { contentRules: Page } } = await ana.asks<{ contentRules: Page }>(
      `query ($after: String) { contentRules(first: 5, after: $after) {
        edges { node { pattern } } pageInfo { hasNextPage endCursor }
      } }`,
      { after },
    );
    patterns.push(...data.contentRules.edges.map((edge) => edge.node.pattern));
    ({ endCursor: after, hasNextPage: hasNext } = data.contentRules.pageInfo);
  }
  const ofServer = rows.filter(({ conversationId }) => conversationId === null);
  const newest = ofServer.toSorted((one, other) => (one.id < other.id ? 1 : -1));
  expect(patterns).toEqual(newest.map(({ pattern }) => pattern));
  expect((await ana.asks("{ contentRules(first: 101) { edges { node { id } } } }")).codes).toEqual([
    "BAD_REQUEST",
  ]);
});

interface Page extends Edges<{ readonly pattern: string }> {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}
