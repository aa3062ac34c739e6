/** History: pages both ways by seq, edits with their revisions, deletions that keep the place, content withheld. */
import { expect, test } from "vitest";
import { graphql } from "../gen/index.ts";
import { startApp } from "../support/app.ts";
import { HistoryDocument } from "../support/documents.ts";
import { rowsOf } from "../support/rows.ts";

const RevisionsDocument = graphql(`
  query Revisions($id: ID!) {
    node(id: $id) {
      __typename
      ... on Message {
        body
        revisions(first: 10) {
          edges {
            node {
              body
              replacedSeq
            }
          }
        }
      }
    }
  }
`);

const RevisionPageDocument = graphql(`
  query RevisionPage($id: ID!, $after: String) {
    node(id: $id) {
      __typename
      ... on Message {
        revisions(first: 1, after: $after) {
          pageInfo {
            endCursor
          }
        }
      }
    }
  }
`);

const NodeDocument = graphql(`
  query AnyNode($id: ID!) {
    node(id: $id) {
      __typename
      id
    }
  }
`);

test("a reader pages back from the newest, and forward from the oldest, over every message once", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  const bodies = Array.from({ length: 23 }, (_, index) => `message ${index}`);
  await ana.sends(conversation, ...bodies);

  const backwards: string[] = [];
  let before: string | undefined;
  for (let hasMore = true; hasMore;) {
    const page = (await ana.history(conversation, { last: 10, ...(before && { before }) }))?.messages;
    backwards.unshift(...(page?.edges.map((edge) => edge.node.body) ?? []));
    before = page?.pageInfo.startCursor ?? undefined;
    hasMore = page?.pageInfo.hasPreviousPage ?? false;
  }
  expect(backwards).toEqual(bodies);

  const forwards: string[] = [];
  let after: string | undefined;
  for (let hasMore = true; hasMore;) {
    const page = (await ana.history(conversation, { first: 10, ...(after && { after }) }))?.messages;
    forwards.push(...(page?.edges.map((edge) => edge.node.body) ?? []));
    after = page?.pageInfo.endCursor ?? undefined;
    hasMore = page?.pageInfo.hasNextPage ?? false;
  }
  expect(forwards).toEqual(bodies);
});

test("a page that is too large, negative, or of a foreign cursor is refused", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  await ana.sends(conversation, "one");
  const other = await ana.makesGroup("Other");
  await ana.sends(other, "elsewhere");
  const foreign = (await ana.history(other))?.messages.pageInfo.startCursor ?? "";
  const [, id] = Buffer.from(conversation, "base64url").toString().split(":");
  const beyond = Buffer.from(`messages:${id}:9999999999`).toString("base64url");
  const wrong = [
    { last: 1, before: foreign },
    { first: 1, after: foreign },
    { first: 1, after: beyond },
    { last: 1_000_000_000 },
    { first: 101 },
    { first: -1 },
    { first: 1, last: 1 },
    { last: 1, before: "nonsense" },
    { last: 1, before: ana.id },
  ];
  for (const page of wrong) {
    const answer = await ana.ask(HistoryDocument, { conversationId: conversation, ...page });
    const code = answer.errors?.[0]?.extensions?.code;
    expect(["BAD_REQUEST", "QUERY_TOO_COMPLEX"], JSON.stringify(page)).toContain(code);
  }
});

test("a cursor of another message's revisions, or beyond all, is refused", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  const [one, other] = await ana.sends(conversation, "one", "other");
  const [id, otherId] = [one?.id ?? "", other?.id ?? ""];
  await ana.edits(id, "one, edited");
  await ana.edits(otherId, "other, edited");
  const page = await ana.asks(RevisionPageDocument, { id });
  const cursor = page.node?.__typename === "Message" ? (page.node.revisions.pageInfo.endCursor ?? "") : "";
  const [, uuid] = Buffer.from(id, "base64url").toString().split(":");
  const beyond = Buffer.from(`revisions:${uuid}:9999999999`).toString("base64url");
  expect((await ana.ask(RevisionPageDocument, { id, after: cursor })).errors).toBeUndefined();
  for (const variables of [
    { id: otherId, after: cursor },
    { id, after: beyond },
  ]) {
    expect((await ana.ask(RevisionPageDocument, variables)).errors).toMatchObject([
      { extensions: { code: "BAD_REQUEST" } },
    ]);
  }
});

test("an edit keeps the place and the earlier body; the same body again is no edit", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  const [message] = await ana.sends(conversation, "first");
  const id = message?.id ?? "";
  await ana.edits(id, "second");
  expect(await ana.edits(id, "third")).toMatchObject({
    editedMessage: { seq: 2, changedSeq: 4, body: "third", editedAt: expect.any(String) },
  });
  expect(await ana.edits(id, "third")).toMatchObject({ editedMessage: { changedSeq: 4 } });
  expect((await ana.asks(RevisionsDocument, { id })).node).toMatchObject({
    body: "third",
    revisions: {
      edges: [{ node: { body: "first", replacedSeq: 3 } }, { node: { body: "second", replacedSeq: 4 } }],
    },
  });
});

test("a deletion blanks body and revisions and keeps the place; it can be repeated, and not edited", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const [message] = await ana.sends(conversation, "regretted");
  const id = message?.id ?? "";
  await ana.edits(id, "regretted more");
  const deleted = await ana.deletes(id);
  expect(deleted).toMatchObject({
    deletedMessage: {
      seq: 2,
      changedSeq: 4,
      body: "",
      deletedAt: expect.any(String),
      sender: { username: "ana" },
    },
  });
  expect(await ana.deletes(id)).toEqual(deleted);
  expect(await ana.edits(id, "again")).toMatchObject({ __typename: "MessageDeletedError" });
  expect((await bo.asks(RevisionsDocument, { id })).node).toMatchObject({
    body: "",
    revisions: { edges: [] },
  });
  const texts = await rowsOf<{ text: string }>(
    app,
    "SELECT body AS text FROM message UNION ALL SELECT body FROM message_revision UNION ALL SELECT payload::text FROM event",
  );
  expect(texts.filter(({ text }) => text.includes("regretted"))).toEqual([]);
});

test("only its sender edits a message; its sender and moderators delete it", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const [fromBo] = await bo.sends(group, "bo's");
  const id = fromBo?.id ?? "";
  for (const other of [ana, cy]) {
    expect(await other.edits(id, "forged")).toMatchObject({ __typename: "NotAllowedError" });
  }
  expect(await cy.deletes(id)).toMatchObject({ __typename: "NotAllowedError" });
  expect(await ana.deletes(id)).toMatchObject({ __typename: "DeleteMessagePayload" });

  const conversation = await ana.opensConversationWith(bo);
  const [direct] = await ana.sends(conversation, "ana's");
  expect(await bo.deletes(direct?.id ?? "")).toMatchObject({ __typename: "NotAllowedError" });
});

test("a message is nobody's but the members': not by mutation, not through node(id:)", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const stranger = await app.people.register("stranger");
  const [sent] = await bo.sends(group, "among us");
  const id = sent?.id ?? "";
  expect((await ana.asks(NodeDocument, { id })).node).toMatchObject({ __typename: "Message" });
  await ana.removes(group, bo);
  for (const outsider of [stranger, bo]) {
    expect(await outsider.asks(NodeDocument, { id })).toEqual({ node: null });
    expect(await outsider.edits(id, "forged")).toMatchObject({ __typename: "NotFoundError" });
    expect(await outsider.deletes(id)).toMatchObject({ __typename: "NotFoundError" });
    expect(await outsider.history(group)).toBeNull();
  }
});

test("below a member's visible-from, places are shown and content is withheld", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const live = await bo.follow(group);
  await live.next();
  await live.drop();
  const [before] = await ana.sends(group, "before bo");
  await ana.edits(before?.id ?? "", "still before bo");
  await ana.sends(group, "for bo");
  await rowsOf(app, "UPDATE member SET visible_from_seq = 4 WHERE role = 'MEMBER'");

  const history = await bo.history(group);
  expect(history?.messages.edges.map(({ node }) => [node.seq, node.body, node.isWithheld])).toEqual([
    [2, "", true],
    [4, "for bo", false],
  ]);
  const replayed = await (await bo.follow(group, { after: live.cursor })).until("StreamReady");
  expect(replayed).toMatchObject([
    { __typename: "MessageSent", sentMessage: { seq: 2, body: "", isWithheld: true } },
    { __typename: "MessageEdited", editedMessage: { seq: 2, body: "", isWithheld: true } },
    { __typename: "MessageSent", sentMessage: { seq: 4, body: "for bo", isWithheld: false } },
    { __typename: "StreamReady" },
  ]);
  expect((await bo.asks(RevisionsDocument, { id: before?.id ?? "" })).node).toMatchObject({
    body: "",
    revisions: { edges: [] },
  });
});
