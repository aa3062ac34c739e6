/** Those who look after the server: what they may do in conversations of others, and how far it goes. */
import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import type { Person } from "../conversation/scene.ts";
import { makesGroup, queueOf, reports, rowOf, sends, startReports } from "./scene.ts";

test("a moderator of the server deletes what was reported, with a reason, and nothing else", async () => {
  await using scene = await startReports();
  const { member, moderator, author, stranger, neighbour, guard, root, group } = scene;
  const reported = await sends(author, group, "rude");
  const unreported = await sends(author, group, "kind");
  const reportId = await reports(member, { messageId: reported });
  const before = await scene.log();
  const deletes = (person: Person, messageId: string, reason: string | null = "Against the rules.") =>
    person.tries("deleteMessage", { messageId, reason });

  for (const messageId of [unreported, encodeNodeId("Message", newId())]) {
    for (const person of [guard, root]) expect(await deletes(person, messageId)).toBe("NotFoundError");
  }
  for (const person of [stranger, neighbour, scene.gone]) {
    expect([person.username, await deletes(person, reported)]).toEqual([person.username, "NotFoundError"]);
  }
  expect(await deletes(member, reported)).toBe("NotAllowedError");
  expect(await deletes(scene.anonymous, reported)).toBe("UNAUTHENTICATED");
  for (const reason of [null, "", " ", "x".repeat(501)]) {
    expect(await deletes(guard, reported, reason)).toBe("InputValidationError");
  }
  expect(await scene.log()).toEqual(before);

  const { deletedMessage } = await guard.does<{ deletedMessage: object }>(
    "deleteMessage",
    { messageId: reported, reason: "Against the rules." },
    "deletedMessage { body deletedAt deletionReason conversation { title headSeq members { edges { node { id } } } } }",
  );
  expect(deletedMessage).toEqual({
    body: "",
    deletedAt: expect.any(String) as string,
    deletionReason: "Against the rules.",
    conversation: { title: null, headSeq: 0, members: { edges: [] } },
  });
  expect(await deletes(guard, reported)).toBe("DeleteMessagePayload");
  const after = await scene.log();
  expect(after.length).toBe(before.length + 1);
  expect(after.filter((kind) => kind === "MESSAGE_DELETED")).toHaveLength(1);

  const act = await scene.db.auditEntry.findFirstOrThrow();
  expect(act).toMatchObject({
    act: "MESSAGE_DELETED",
    actorId: rowOf(guard.id),
    subjectId: rowOf(author.id),
    messageId: rowOf(reported),
    reason: "Against the rules.",
  });

  // Its members are told by whom and why, and the report shows that it is gone.
  const told = await member.asks<{ conversationEvents: { edges: { node: object }[] } }>(
    `query ($id: ID!) { conversationEvents(conversationId: $id, first: 100) { edges { node {
      actor { username } ... on MessageDeleted { moderationReason deletedMessage { body } }
    } } } }`,
    { id: group },
  );
  expect(told.data.conversationEvents.edges.at(-1)?.node).toEqual({
    actor: { username: "guard" },
    moderationReason: "Against the rules.",
    deletedMessage: { body: "" },
  });
  const shown = await moderator.asks(
    "query ($id: ID!) { node(id: $id) { ... on Report { message { body } } } }",
    {
      id: reportId,
    },
  );
  expect(shown.data).toEqual({ node: { message: { body: "" } } });
});

test("a member who moderates the server needs a report, like a stranger who does", async () => {
  await using scene = await startReports();
  const { owner, member, author, guard, group } = scene;
  await owner.does("addMembers", { conversationId: group, userIds: [guard.id] }, "__typename");
  const messageId = await sends(author, group);
  expect(await guard.tries("deleteMessage", { messageId, reason: "No." })).toBe("NotAllowedError");
  await reports(member, { messageId });
  expect(await guard.tries("deleteMessage", { messageId, reason: "No." })).toBe("DeleteMessagePayload");
  const own = await sends(guard, group);
  await reports(member, { messageId: own });
  await owner.does("removeMember", { conversationId: group, userId: guard.id }, "__typename");
  // Their own, from outside: reported or not, they moderate nothing of themselves.
  expect(await guard.tries("deleteMessage", { messageId: own, reason: "Mine." })).toBe("NotFoundError");
});

test("a report lets a moderator of the server into nothing but the message", async () => {
  await using scene = await startReports();
  const { member, author, guard, group } = scene;
  const before = await sends(author, group, "before");
  const messageId = await sends(author, group, "rude");
  await sends(author, group, "after");
  await reports(member, { messageId });
  const { data } = await guard.asks(
    `query ($group: ID!, $message: ID!, $before: ID!) {
      conversation(id: $group) { id } message: node(id: $message) { id } before: node(id: $before) { id }
      reports { edges { node {
        message { messageId body content reportedBody sender { username } }
        conversation {
          id title description memberCount headSeq lastMessage { id } viewerMember { id }
          members { edges { node { id } } } messages { edges { node { id } } }
          pinnedMessages { edges { node { id } } } auditLog { edges { node { id } } }
        }
      } } }
    }`,
    { group, message: messageId, before },
  );
  const none = { edges: [] };
  expect(data).toEqual({
    conversation: null,
    message: null,
    before: null,
    reports: {
      edges: [
        {
          node: {
            message: {
              messageId,
              body: "rude",
              content: null,
              reportedBody: "rude",
              sender: { username: "author" },
            },
            conversation: {
              id: group,
              title: null,
              description: null,
              memberCount: 0,
              headSeq: 0,
              lastMessage: null,
              viewerMember: null,
              members: none,
              messages: none,
              pinnedMessages: none,
              auditLog: none,
            },
          },
        },
      ],
    },
  });
  for (const [mutation, input] of [
    ["sendMessage", { conversationId: group, body: "Hi.", clientKey: "k" }],
    ["addReaction", { messageId, emoji: "👎" }],
    ["pinMessage", { messageId }],
    ["editMessage", { messageId, body: "nice" }],
    ["removeMember", { conversationId: group, userId: author.id }],
  ] as const) {
    expect([mutation, await guard.tries(mutation, input)]).toEqual([mutation, "NotFoundError"]);
  }
});

test("reports of a direct conversation are the server's moderators' alone, who see a reported conversation's title", async () => {
  await using scene = await startReports();
  const { member, author, owner, guard } = scene;
  const { createdConversation } = await member.does<{ createdConversation: { id: string } }>(
    "createDirectConversation",
    { userId: author.id },
    "createdConversation { id }",
  );
  const direct = createdConversation.id;
  const reportId = await reports(member, { messageId: await sends(author, direct) });
  expect(await queueOf(member, direct)).toEqual([]);
  expect(await queueOf(author, direct)).toEqual([]);
  expect(await queueOf(guard)).toEqual([reportId]);

  const group = await makesGroup(owner, member);
  const ofGroup = await reports(member, { conversationId: group });
  const seen = (person: Person) =>
    person.asks(
      "query ($id: ID!) { node(id: $id) { ... on Report { reportedConversation { conversationId kind title memberCount } } } }",
      { id: ofGroup },
    );
  expect((await seen(guard)).data).toEqual({
    node: {
      reportedConversation: { conversationId: group, kind: "GROUP", title: "Group", memberCount: 2 },
    },
  });
  expect((await seen(member)).data).toEqual({ node: { reportedConversation: null } });
  expect((await seen(owner)).data).toEqual({ node: null });
});
