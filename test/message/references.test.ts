/** What a message may have beside its words: content, an answer to another message, and where it was forwarded from. */
import { expect, test } from "vitest";
import { CUSTOM_DATA_BYTES_MAX } from "../../src/domain/customData.ts";
import { CUSTOM_CONTENT_DEPTH_MAX } from "../../src/domain/message/content.ts";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { makeGroup } from "../conversation/group.ts";
import { startScene } from "../conversation/scene.ts";
import { calls } from "../privacy/scene.ts";
import { startApp } from "../support/app.ts";
import { createDatabase } from "../support/postgres.ts";
import type { Person } from "../conversation/scene.ts";

interface Sent {
  readonly id: string;
  readonly seq: number;
  readonly [field: string]: unknown;
}

const FIELDS = `id seq body
  content { __typename ... on LocationContent { latitude longitude name } ... on CustomContent { type data } }
  replyTo { id body isWithheld deletedAt replyTo { id } }
  forwardedFrom { sentAt sender { username } message { body } }`;

async function sends(person: Person, conversationId: string, input: object): Promise<Sent> {
  const { sentMessage } = await person.does<{ sentMessage: Sent }>(
    "sendMessage",
    { conversationId, clientKey: newId(), ...input },
    `sentMessage { ${FIELDS} }`,
  );
  return sentMessage;
}

async function shown(person: Person, id: string): Promise<Sent | null> {
  const { data } = await person.asks<{ node: Sent | null }>(
    `query ($id: ID!) { node(id: $id) { ... on Message { ${FIELDS} } } }`,
    { id },
  );
  return data.node;
}

test("a message has words, content, or both, and content is what was sent", async () => {
  await using scene = await startScene({ CUSTOM_CONTENT_TYPES: "poll, order.v2" });
  const { ana, bo } = await scene.people("ana", "bo");
  const group = await makeGroup(ana, [bo]);
  const location = { latitude: 47.37, longitude: 8.54, name: "Zürich" };
  const data = { question: "Tea?", answers: ["yes", "no"], votes: { yes: 1.5, no: null }, is: true };
  const place = await sends(ana, group, { content: { location } });
  const poll = await sends(ana, group, { body: "vote!", content: { custom: { type: "poll", data } } });
  expect(await shown(bo, place.id)).toMatchObject({
    body: "",
    content: { __typename: "LocationContent", ...location },
  });
  expect(await shown(bo, poll.id)).toEqual(poll);
  expect(poll).toMatchObject({ body: "vote!", content: { __typename: "CustomContent", type: "poll", data } });
  await ana.does("deleteMessage", { messageId: poll.id }, "__typename");
  expect(await shown(bo, poll.id)).toMatchObject({ body: "", content: null });
});

test("a retry is the same message, also with content, and other content is a conflict", async () => {
  await using scene = await startScene({ CUSTOM_CONTENT_TYPES: "poll" });
  const { ana } = await scene.people("ana");
  const conversationId = await makeGroup(ana, []);
  const input = { conversationId, clientKey: "key", content: { custom: { type: "poll", data: [1] } } };
  const first = await sends(ana, conversationId, input);
  expect(await sends(ana, conversationId, input)).toEqual(first);
  for (const other of [{ body: "words" }, { content: { custom: { type: "poll", data: [2] } } }]) {
    expect(await ana.tries("sendMessage", { ...input, ...other })).toBe("IdempotencyConflictError");
  }
});

test("a retry is answered also when the server knows the type of its content no more", async () => {
  await using database = await createDatabase();
  const DATABASE_URL = database.databaseUrl;
  const poll = (data: number) => ({ content: { custom: { type: "poll", data: [data] } } });
  const first = async () => {
    await using app = await startApp({ DATABASE_URL, CUSTOM_CONTENT_TYPES: "poll" });
    const { ana, group } = await app.people.inGroup("ana", "bo");
    const input = { conversationId: group, clientKey: "key" };
    const sent = await calls(ana, "sendMessage", { ...input, ...poll(1) }, "sentMessage { id }");
    expect(sent.__typename).toBe("SendMessagePayload");
    return { ana, input, sent };
  };
  const { ana, input, sent } = await first();

  await using later = await startApp({ DATABASE_URL });
  const sends = (again: object) =>
    calls(ana.on(later), "sendMessage", { ...input, ...again }, "sentMessage { id }");
  expect(await sends(poll(1))).toEqual(sent);
  expect(await sends(poll(2))).toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
  expect(await sends({ ...poll(1), clientKey: "another" })).toMatchObject({ code: "INPUT_VALIDATION" });
});

test("content that breaks a rule is refused, and nothing is written", async () => {
  await using scene = await startScene({ CUSTOM_CONTENT_TYPES: "poll" });
  const { ana } = await scene.people("ana");
  const conversationId = await makeGroup(ana, []);
  const deep = (depth: number): unknown => (depth === 0 ? 1 : [deep(depth - 1)]);
  const custom = (data: unknown, type = "poll") => ({ content: { custom: { type, data } } });
  const location = (latitude: number, longitude: number, name = "") => ({
    content: { location: { latitude, longitude, name } },
  });
  const before = await scene.log();
  const refused = [
    {},
    { body: "" },
    custom(1, "unknown"),
    custom("x".repeat(CUSTOM_DATA_BYTES_MAX)),
    custom(deep(CUSTOM_CONTENT_DEPTH_MAX + 1)),
    custom("\u0000"),
    custom("\ud800"),
    custom({ "\u0000": 1 }),
    location(90.1, 0),
    location(0, -180.1),
    location(0, 0, "x".repeat(201)),
  ];
  for (const input of refused) {
    const given = { conversationId, clientKey: newId(), ...input };
    expect([input, await ana.tries("sendMessage", given)]).toEqual([input, "InputValidationError"]);
  }
  for (const content of [
    {},
    { location: { latitude: 1, longitude: 1 }, custom: { type: "poll", data: 1 } },
  ]) {
    const given = { conversationId, clientKey: newId(), content };
    expect(await ana.tries("sendMessage", given)).not.toContain("Payload");
  }
  expect(await scene.log()).toEqual(before);
  for (const input of [custom(deep(CUSTOM_CONTENT_DEPTH_MAX)), location(-90, 180), custom("\\u0000")]) {
    await sends(ana, conversationId, input);
  }
});

test("an answer shows the message that it answers, as it is now, and only that", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const group = await makeGroup(ana, [bo]);
  const first = await sends(ana, group, { body: "first" });
  const second = await sends(bo, group, { body: "second", replyToId: first.id });
  const third = await sends(ana, group, { body: "third", replyToId: second.id });
  expect(third).toMatchObject({ replyTo: { id: second.id, body: "second", replyTo: { id: first.id } } });
  await bo.does("editMessage", { messageId: second.id, body: "better" }, "__typename");
  expect(await shown(ana, third.id)).toMatchObject({ replyTo: { body: "better" } });
  await bo.does("deleteMessage", { messageId: second.id }, "__typename");
  expect(await shown(ana, third.id)).toMatchObject({
    body: "third",
    replyTo: { id: second.id, body: "", deletedAt: expect.any(String) as string, replyTo: null },
  });
});

test("what one does not see cannot be answered, and is withheld where others answer it", async () => {
  await using scene = await startScene();
  const { ana, bo, eve } = await scene.people("ana", "bo", "eve");
  const group = await makeGroup(ana, [bo]);
  const elsewhere = await makeGroup(ana, []);
  const old = await sends(ana, group, { body: "old" });
  const foreign = await sends(ana, elsewhere, { body: "elsewhere" });
  await scene.db.member.updateMany({ where: { user: { username: "bo" } }, data: { visibleFromSeq: 3 } });
  const before = await scene.log();
  for (const [person, replyToId] of [
    [bo, old.id],
    [ana, foreign.id],
    [ana, encodeNodeId("Message", newId())],
    [ana, eve.id],
  ] as const) {
    for (const field of ["replyToId", "threadRootId"]) {
      const input = { conversationId: group, clientKey: newId(), body: "re", [field]: replyToId };
      expect(await person.tries("sendMessage", input)).toBe("NotFoundError");
    }
  }
  expect(await scene.log()).toEqual(before);
  const answer = await sends(ana, group, { body: "new", replyToId: old.id });
  expect(await shown(bo, answer.id)).toMatchObject({
    body: "new",
    replyTo: { id: old.id, body: "", isWithheld: true },
  });
});

test("a forwarded message says what the first one said then, who wrote it, and shows it to who may see it", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");
  const here = await makeGroup(ana, [bo]);
  const there = await makeGroup(bo, [cy]);
  const first = await sends(ana, here, {
    body: "hello @cy",
    content: { location: { latitude: 1, longitude: 2 } },
  });
  const forwards = async (person: Person, messageId: string, conversationId: string, clientKey = newId()) =>
    (
      await person.does<{ forwardedMessage: Sent }>(
        "forwardMessage",
        { messageId, conversationId, clientKey },
        `forwardedMessage { ${FIELDS} mentions { username } }`,
      )
    ).forwardedMessage;
  const second = await forwards(bo, first.id, there, "key");
  expect(second).toMatchObject({
    body: "hello @cy",
    mentions: [],
    content: { __typename: "LocationContent", latitude: 1 },
    forwardedFrom: { sender: { username: "ana" }, message: { body: "hello @cy" } },
  });
  // Of who wrote it first, however often.
  const third = await forwards(cy, second.id, there);
  expect(third).toMatchObject({ forwardedFrom: { sender: { username: "ana" }, message: null } });
  expect(await cy.tries("editMessage", { messageId: third.id, body: "mine" })).toBe("NotAllowedError");

  await ana.does("deleteMessage", { messageId: first.id }, "__typename");
  expect(await shown(bo, second.id)).toMatchObject({
    body: "hello @cy",
    forwardedFrom: { message: { body: "" } },
  });
  expect(await forwards(bo, first.id, there, "key")).toMatchObject({ id: second.id });
  const again = { messageId: second.id, conversationId: there, clientKey: "key" };
  expect(await bo.tries("forwardMessage", again)).toBe("IdempotencyConflictError");
  expect(await bo.tries("forwardMessage", { ...again, messageId: first.id, clientKey: "other" })).toBe(
    "MessageDeletedError",
  );
});

test("forwarding needs the rights of both conversations", async () => {
  await using scene = await startScene();
  const { ana, bo, late } = await scene.people("ana", "bo", "late");
  const here = await makeGroup(ana, [late]);
  const announcements = await makeGroup(ana, [bo, late]);
  await ana.does(
    "updateConversation",
    { conversationId: announcements, postingPolicy: "MODERATORS" },
    "__typename",
  );
  const { id: messageId } = await sends(ana, here, { body: "secret" });
  await scene.db.member.updateMany({ where: { user: { username: "late" } }, data: { visibleFromSeq: 3 } });
  const before = await scene.log();
  const ending = (person: Person, conversationId: string) =>
    person.tries("forwardMessage", { messageId, conversationId, clientKey: newId() });
  expect(await ending(bo, announcements)).toBe("NotFoundError");
  expect(await ending(late, here)).toBe("NotFoundError");
  expect(await ending(scene.anonymous, here)).toBe("UNAUTHENTICATED");
  expect(await ending(ana, encodeNodeId("Conversation", newId()))).toBe("NotFoundError");
  await scene.db.member.updateMany({ where: { user: { username: "late" } }, data: { visibleFromSeq: 0 } });
  expect(await ending(late, announcements)).toBe("PostingRestrictedError");
  expect(await scene.log()).toEqual(before);
  expect(await ending(late, here)).toBe("ForwardMessagePayload");
});
