// One conversation per pair of people, which keeps the two as they are.

import { expect, test } from "vitest";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { newId } from "../../src/lib/ids.ts";
import { startScene } from "./scene.ts";

interface Created {
  readonly createdConversation: { readonly id: string; readonly [field: string]: unknown };
}

test("two people have one conversation, however many ask at once", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");

  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => {
      const [asker, other] = index % 2 === 0 ? [ana, bo] : [bo, ana];
      return asker.does<Created>(
        "createDirectConversation",
        { userId: other.id },
        "createdConversation { id }",
      );
    }),
  );

  expect(new Set(answers.map((answer) => answer.createdConversation.id)).size).toBe(1);
  expect(await scene.db.conversation.count()).toBe(1);
  expect(await scene.log()).toEqual(["CONVERSATION_CREATED"]);
});

test("both are plain members from the first event on", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const fields = `createdConversation {
    kind title headSeq memberCount viewerMember { role changedSeq } members { edges { node { role user { username } } } }
  }`;

  const { createdConversation } = await ana.does<Created>(
    "createDirectConversation",
    { userId: bo.id },
    fields,
  );

  expect(createdConversation).toEqual({
    kind: "DIRECT",
    title: null,
    headSeq: 1,
    memberCount: 2,
    viewerMember: { role: "MEMBER", changedSeq: 1 },
    members: {
      edges: [
        { node: { role: "MEMBER", user: { username: "ana" } } },
        { node: { role: "MEMBER", user: { username: "bo" } } },
      ],
    },
  });
});

test("nobody opens one with nobody, or without signing in", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");

  for (const userId of [encodeNodeId("User", newId()), encodeNodeId("Conversation", newId()), "junk", ""]) {
    expect(await ana.tries("createDirectConversation", { userId })).toBe("NotFoundError");
  }
  expect(await scene.anonymous.tries("createDirectConversation", { userId: ana.id })).toBe("UNAUTHENTICATED");
  expect(await scene.db.conversation.count()).toBe(0);
});

test("it keeps its two people, their roles and its looks", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");
  const { createdConversation } = await ana.does<Created>(
    "createDirectConversation",
    { userId: bo.id },
    "createdConversation { id }",
  );
  const conversationId = createdConversation.id;

  for (const who of [ana, bo]) {
    const attempts: [string, object][] = [
      ["addMembers", { conversationId, userIds: [cy.id] }],
      ["removeMember", { conversationId, userId: ana.id }],
      ["removeMember", { conversationId, userId: bo.id }],
      ["changeMemberRole", { conversationId, userId: ana.id, role: "OWNER" }],
      ["changeMemberRole", { conversationId, userId: bo.id, role: "MEMBER" }],
      ["leaveConversation", { conversationId }],
      ["updateConversation", { conversationId, title: "Us" }],
    ];
    for (const [mutation, input] of attempts) {
      expect([mutation, await who.tries(mutation, input)]).toEqual([mutation, "NotAllowedError"]);
    }
  }
  expect(await scene.log()).toEqual(["CONVERSATION_CREATED"]);
});
