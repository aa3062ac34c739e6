/** The scenarios of a conversation's stream; docs/EVENTS.md has them under the same titles. */
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { ChangeMemberRoleDocument, UpdateConversationDocument } from "../support/documents.ts";

test("a message reaches the other person, live", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const live = await bo.follow(conversation);
  await ana.sends(conversation, "hello");
  expect(await live.bodies(1)).toEqual(["hello"]);
});

test("a stream that begins now stands first with a snapshot that is never older than its cursor", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await ana.sends(conversation, "one", "two");
  const live = await bo.follow(conversation);
  const ready = await live.next();
  expect(ready).toMatchObject({ __typename: "StreamReady", recovered: false, snapshot: { headSeq: 3 } });
  if (ready.__typename !== "StreamReady") throw new Error("unreachable");
  expect(ready.snapshot?.messages.edges.map((edge) => edge.node.body)).toEqual(["one", "two"]);
});

test("a member who reconnects receives what she missed, in order, once", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const live = await bo.follow(conversation);
  await live.next();
  await live.drop();
  await ana.sends(conversation, "one", "two");

  const resumed = await bo.follow(conversation, { after: live.cursor });
  expect((await resumed.take(3)).map((item) => item.__typename)).toEqual([
    "MessageSent",
    "MessageSent",
    "StreamReady",
  ]);
  await ana.sends(conversation, "three");
  expect(await resumed.bodies(1)).toEqual(["three"]);
});

test("an absence longer than the ring is read from the table", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const live = await bo.follow(conversation);
  await live.next();
  await live.drop();
  const bodies = Array.from({ length: 300 }, (_, index) => `message ${index}`);
  await Promise.all(bodies.map((body) => ana.send(conversation, body)));

  const resumed = await bo.follow(conversation, { after: live.cursor });
  const items = await resumed.until("StreamReady");
  const seqs = items.flatMap((item) => ("seq" in item ? [item.seq] : []));
  expect(seqs).toEqual(Array.from({ length: 300 }, (_, index) => index + 2));
  expect(items.at(-1)).toMatchObject({ recovered: true });
});

test("a replayed message says what it says now", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const live = await bo.follow(conversation);
  await live.next();
  await live.drop();
  const [edited, deleted] = await ana.sends(conversation, "first thought", "regretted");
  await ana.edits(edited?.id ?? "", "second thought");
  await ana.deletes(deleted?.id ?? "");

  const resumed = await bo.follow(conversation, { after: live.cursor });
  const items = await resumed.until("StreamReady");
  expect(items).toMatchObject([
    { __typename: "MessageSent", sentMessage: { body: "second thought" } },
    { __typename: "MessageSent", sentMessage: { body: "" } },
    { __typename: "MessageEdited", editedMessage: { body: "second thought" } },
    { __typename: "MessageDeleted", deletedMessage: { body: "" } },
    { __typename: "StreamReady", recovered: true },
  ]);
});

test("a removed member gets the removal, and nothing after it", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const live = await bo.follow(group);
  await live.next();
  await ana.removes(group, bo);
  await ana.sends(group, "not for bo");
  expect(await live.rest()).toMatchObject([
    { __typename: "MemberLeft", member: { user: { username: "bo" } } },
  ]);
  await expect(bo.follow(group)).rejects.toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
});

test("a removal during an absence is the last thing a resumed stream tells", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const live = await bo.follow(group);
  await live.next();
  await live.drop();
  await ana.sends(group, "before");
  await ana.removes(group, bo);
  await ana.sends(group, "after");

  const resumed = await bo.follow(group, { after: live.cursor });
  const items = await resumed.rest();
  expect(items.map((item) => item.__typename)).toEqual(["MessageSent", "MemberLeft"]);
});

test("what was written after a removal is withheld from the removed, also where it changed what came before", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const live = await bo.follow(group);
  await live.next();
  await live.drop();
  const [sent] = await ana.sends(group, "for bo");
  await ana.sends(group, "unchanged");
  await ana.asks(UpdateConversationDocument, { input: { conversationId: group, title: "For bo" } });
  await ana.asks(ChangeMemberRoleDocument, {
    input: { conversationId: group, userId: cy.id, role: "MODERATOR" },
  });
  await ana.removes(group, bo);
  await ana.edits(sent?.id ?? "", "not for bo");
  await ana.asks(UpdateConversationDocument, { input: { conversationId: group, title: "Not for bo" } });
  await ana.asks(ChangeMemberRoleDocument, {
    input: { conversationId: group, userId: cy.id, role: "ADMIN" },
  });

  const resumed = await bo.follow(group, { after: live.cursor });
  const items = await resumed.rest();
  expect(items).toMatchObject([
    { __typename: "MessageSent", sentMessage: { body: "", isWithheld: true } },
    { __typename: "MessageSent", sentMessage: { body: "unchanged", isWithheld: false } },
    { __typename: "ConversationUpdated", updatedConversation: { title: null } },
    { __typename: "MemberRoleChanged", role: "MODERATOR", member: { role: "MODERATOR" } },
    { __typename: "MemberLeft", member: { user: { username: "bo" } } },
  ]);
  expect(JSON.stringify(items)).not.toMatch(/not for bo|ADMIN/i);
});

test("a cursor from before a removal and a return gets StreamReset", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const live = await bo.follow(group);
  await live.next();
  await live.drop();
  await ana.removes(group, bo);
  await ana.sends(group, "while away");
  await ana.adds(group, bo);

  const resumed = await bo.follow(group, { after: live.cursor });
  expect(await resumed.take(2)).toMatchObject([
    { __typename: "StreamReset" },
    { __typename: "StreamReady", recovered: false },
  ]);
});

test("a cursor of another history gets StreamReset and a live stream", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const live = await bo.follow(conversation);
  await live.next();
  const [, epoch, id] = Buffer.from(live.cursor ?? "", "base64url")
    .toString()
    .split(":");
  const beyondHead = Buffer.from(`c:${epoch}:${id}:99`).toString("base64url");
  const otherEpoch = Buffer.from(`c:${id}:${id}:1`).toString("base64url");
  for (const after of [beyondHead, otherEpoch]) {
    const reset = await bo.follow(conversation, { after });
    expect(await reset.take(2)).toMatchObject([
      { __typename: "StreamReset" },
      { __typename: "StreamReady", recovered: false },
    ]);
    await ana.sends(conversation, "still live");
    expect(await reset.bodies(1)).toEqual(["still live"]);
  }
});

test("a cursor of another conversation, of the inbox, or broken is BAD_REQUEST", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const other = await ana.makesGroup("Other", bo);
  const elsewhere = await ana.follow(other);
  await elsewhere.next();
  const inbox = await ana.inbox();
  await inbox.next();
  for (const after of [elsewhere.cursor, inbox.cursor, "nonsense", ""]) {
    await expect(ana.follow(conversation, { after })).rejects.toMatchObject([
      { extensions: { code: "BAD_REQUEST" } },
    ]);
  }
});

test("a stranger is told the same as for a conversation that does not exist", async () => {
  await using app = await startApp();
  const { conversation } = await app.people.inConversation("ana", "bo");
  const cy = await app.people.register("cy");
  const refusal = await cy.follow(conversation).catch((error: unknown) => error);
  const unknown = await cy.follow("nonsense").catch((error: unknown) => error);
  expect(refusal).toMatchObject([{ message: "Conversation not found.", extensions: { code: "NOT_FOUND" } }]);
  expect(JSON.stringify(unknown).replaceAll(/"requestId":"[^"]*"/g, "")).toBe(
    JSON.stringify(refusal).replaceAll(/"requestId":"[^"]*"/g, ""),
  );
});
