/** Sending: what is kept, what is refused, and that the same key is the same message for ever. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { SendMessageDocument } from "../support/documents.ts";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";

async function messageCount(app: TestApp): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(app, "SELECT count(*)::int AS count FROM message");
  return row?.count ?? -1;
}

test("bodies that are no message are refused with the broken rule, and nothing is written", async () => {
  await using app = await startApp({ LIMIT_BODY_BYTES: "1000000" });
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  const refused: readonly (readonly [string, string])[] = [
    ["", "body: It is empty."],
    [" \t\n ", "body: It is empty."],
    ["a".repeat(16_385), "body: It has more than 16384 characters."],
    ["😀".repeat(16_385), "body: It has more than 16384 characters."],
    ["null \u0000", "body: Control characters are refused, tab and line feed excepted."],
    ["bell \u0007", "body: Control characters are refused, tab and line feed excepted."],
    ["lone return \r here", "body: Control characters are refused, tab and line feed excepted."],
    ["next line \u0085", "body: Control characters are refused, tab and line feed excepted."],
    ["delete \u007f", "body: Control characters are refused, tab and line feed excepted."],
    ["high \ud83d alone", "body: A lone surrogate is not text."],
    ["low \ude00 alone", "body: A lone surrogate is not text."],
  ];
  for (const [body, message] of refused) {
    expect(await ana.send(conversation, body)).toMatchObject({
      __typename: "InputValidationError",
      code: "INPUT_VALIDATION",
      message,
    });
  }
  expect(await messageCount(app)).toBe(0);
  expect(await ana.history(conversation)).toMatchObject({ headSeq: 1 });
});

test("what people write is kept as written; only CR LF becomes LF", async () => {
  await using app = await startApp({ LIMIT_BODY_BYTES: "1000000" });
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  const kept: readonly (readonly [string, string])[] = [
    ["  **bold**\r\n\tindented\r\n", "  **bold**\n\tindented\n"],
    ["👩‍👩‍👧 family, \u200fright to left\u200e", "👩‍👩‍👧 family, \u200fright to left\u200e"],
    ["😀".repeat(16_384), "😀".repeat(16_384)],
    ["<script>alert(1)</script>", "<script>alert(1)</script>"],
  ];
  for (const [written, body] of kept) {
    expect(await ana.send(conversation, written)).toMatchObject({ sentMessage: { body } });
  }
});

test("a repeated clientKey answers the same message, as it is now", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  const key = randomUUID();
  const first = await ana.send(conversation, "once", key);
  expect(first).toMatchObject({ sentMessage: { seq: 2, clientKey: key } });
  expect(await ana.send(conversation, "once", key)).toEqual(first);
  if (first.__typename !== "SendMessagePayload") throw new Error("unreachable");
  await ana.edits(first.sentMessage.id, "edited since");
  expect(await ana.send(conversation, "once", key)).toMatchObject({
    sentMessage: { id: first.sentMessage.id, body: "edited since", changedSeq: 3 },
  });
  expect(await messageCount(app)).toBe(1);
});

test("a clientKey used before with another body is a typed conflict, and nothing is written", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const key = randomUUID();
  await ana.send(conversation, "original", key);
  expect(await ana.send(conversation, "another", key)).toMatchObject({
    __typename: "IdempotencyConflictError",
    code: "IDEMPOTENCY_CONFLICT",
  });
  expect(await bo.send(conversation, "bo may use the same key", key)).toMatchObject({
    sentMessage: { seq: 3 },
  });
  expect(await messageCount(app)).toBe(2);
});

test("a clientKey that is no key is refused", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  for (const key of ["", " ", "k".repeat(129), "tab\tin it"]) {
    expect(await ana.send(conversation, "hello", key)).toMatchObject({ __typename: "InputValidationError" });
  }
  expect(await messageCount(app)).toBe(0);
});

test("an unknown, a foreign and a malformed conversation are answered alike", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  const cy = await app.people.register("cy");
  const unknown = Buffer.from(`Conversation:${randomUUID()}`).toString("base64url");
  const answers = [];
  for (const id of [unknown, conversation, "nonsense", ana.id, ""]) answers.push(await cy.send(id, "hello"));
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]).toEqual({
    __typename: "NotFoundError",
    code: "NOT_FOUND",
    message: "Conversation not found.",
  });
  expect(await messageCount(app)).toBe(0);
});

test("the anonymous are told to sign in", async () => {
  await using app = await startApp();
  const { conversation } = await app.people.inConversation("ana", "bo");
  const response = await fetch(`${app.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      query: SendMessageDocument.toString(),
      variables: { input: { conversationId: conversation, clientKey: "1", body: "hello" } },
    }),
  });
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
  expect(await messageCount(app)).toBe(0);
});

test("the silenced, and members where only moderators post, are refused by type; moderators are not", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await rowsOf(app, "UPDATE conversation SET posting_policy = 'MODERATORS' WHERE kind = 'GROUP'");
  expect(await bo.send(group, "hello")).toMatchObject({ __typename: "PostingRestrictedError" });
  expect(await ana.send(group, "hello")).toMatchObject({ __typename: "SendMessagePayload" });
  await rowsOf(app, "UPDATE conversation SET posting_policy = 'EVERYONE' WHERE kind = 'GROUP'");
  await rowsOf(app, "UPDATE member SET silenced_until = now() + interval '1 hour' WHERE role = 'MEMBER'");
  expect(await bo.send(group, "hello")).toMatchObject({ __typename: "MemberSilencedError" });
  await rowsOf(app, "UPDATE member SET silenced_until = now() - interval '1 hour' WHERE role = 'MEMBER'");
  expect(await bo.send(group, "hello")).toMatchObject({ __typename: "SendMessagePayload" });
});

test("over the limit a send is refused with the time to wait, and a repeated clientKey is still answered", async () => {
  await using app = await startApp({ RATE_SENDS_PER_10_SECONDS: "3" });
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  const key = randomUUID();
  const first = await ana.send(conversation, "one", key);
  for (let again = 0; again < 5; again += 1) expect(await ana.send(conversation, "one", key)).toEqual(first);
  await ana.sends(conversation, "two", "three");
  const refused = await ana.ask(SendMessageDocument, {
    input: { conversationId: conversation, clientKey: randomUUID(), body: "four" },
  });
  expect(refused.errors).toMatchObject([{ extensions: { code: "RATE_LIMITED" } }]);
  expect(refused.errors?.[0]?.extensions).toHaveProperty("retryAfterMs", expect.any(Number));
  expect(await ana.send(conversation, "one", key)).toEqual(first);
  expect(await messageCount(app)).toBe(3);
});

test("sends of one socket commit in the order of their arrival", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  const bodies = Array.from({ length: 200 }, (_, index) => `message ${index}`);
  await using socket = ana.opensSocket();
  const inFlight = 40;
  for (let from = 0; from < bodies.length; from += inFlight) {
    await Promise.all(
      bodies.slice(from, from + inFlight).map((body) =>
        socket.asks(SendMessageDocument, {
          input: { conversationId: conversation, clientKey: body, body },
        }),
      ),
    );
  }
  const [newest, older] = [
    await ana.history(conversation, { last: 100 }),
    await ana.history(conversation, { first: 100 }),
  ];
  const read = [older, newest].flatMap((page) => page?.messages.edges.map((edge) => edge.node.body) ?? []);
  expect(read).toEqual(bodies);
});
