// Groups and channels: made once per clientKey, for ever.

import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { startScene } from "./scene.ts";

interface Created {
  readonly createdConversation: { readonly id: string; readonly [field: string]: unknown };
}

const ID = "createdConversation { id }";

test("the creator owns it, and the first members are part of its first event", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");

  const { createdConversation } = await ana.does<Created>(
    "createGroup",
    { title: "  Tea  ", memberIds: [cy.id, bo.id, cy.id, ana.id], clientKey: "k" },
    `createdConversation {
      kind title headSeq memberCount postingPolicy members { edges { node { role changedSeq user { username } } } }
    }`,
  );

  expect(createdConversation).toEqual({
    kind: "GROUP",
    title: "Tea",
    headSeq: 1,
    memberCount: 3,
    postingPolicy: "EVERYONE",
    members: {
      edges: [
        { node: { role: "OWNER", changedSeq: 1, user: { username: "ana" } } },
        { node: { role: "MEMBER", changedSeq: 1, user: { username: "cy" } } },
        { node: { role: "MEMBER", changedSeq: 1, user: { username: "bo" } } },
      ],
    },
  });
  expect(await scene.log()).toEqual(["CONVERSATION_CREATED"]);
});

test("parallel retries make one group, and a retry asks for its members in any order", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");

  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, index) => {
      const memberIds = index % 2 === 0 ? [bo.id, cy.id] : [cy.id, bo.id];
      return ana.does<Created>("createGroup", { title: "Tea", memberIds, clientKey: "k" }, ID);
    }),
  );

  expect(new Set(answers.map((answer) => answer.createdConversation.id)).size).toBe(1);
  expect(await scene.db.conversation.count()).toBe(1);
  expect(await scene.db.creation.count()).toBe(1);
  expect(await scene.log()).toEqual(["CONVERSATION_CREATED"]);
});

test("the same key with another input is a conflict, and writes nothing", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");
  const input = { title: "Tea", memberIds: [bo.id], clientKey: "k" };
  await ana.does<Created>("createGroup", input, ID);

  for (const other of [{ title: "Coffee" }, { memberIds: [bo.id, cy.id] }, { kind: "CHANNEL" }]) {
    expect(await ana.tries("createGroup", { ...input, ...other })).toBe("IdempotencyConflictError");
  }
  expect(await bo.tries("createGroup", { ...input, title: "Coffee" })).toBe("CreateGroupPayload");
  expect(await ana.tries("createGroup", { ...input, kind: "CHANNEL", clientKey: "k2" })).toBe(
    "CreateGroupPayload",
  );
  expect(await scene.db.conversation.count()).toBe(3);
});

test("a creator who has left is still answered, and is not told what happened since", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const input = { title: "Tea", memberIds: [bo.id], clientKey: "k" };
  const { createdConversation } = await ana.does<Created>("createGroup", input, ID);
  const conversationId = createdConversation.id;
  await ana.does("changeMemberRole", { conversationId, userId: bo.id, role: "OWNER" }, "__typename");
  await ana.does("leaveConversation", { conversationId }, "__typename");
  await bo.does("updateConversation", { conversationId, title: "Coffee" }, "__typename");

  const again = await ana.does<Created>(
    "createGroup",
    input,
    "createdConversation { id title headSeq memberCount viewerMember { id } members { edges { node { id } } } }",
  );

  expect(again.createdConversation).toEqual({
    id: conversationId,
    title: null,
    headSeq: 3,
    memberCount: 0,
    viewerMember: null,
    members: { edges: [] },
  });
});

test("its bounds", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const input = { title: "Tea", memberIds: [], clientKey: "k" };
  const strangers = Array.from({ length: 101 }, () => encodeNodeId("User", newId()));

  const cases: [object, string][] = [
    [{ title: "" }, "InputValidationError"],
    [{ title: " \u00a0 " }, "InputValidationError"],
    [{ title: "two\nlines" }, "InputValidationError"],
    [{ title: "\ud800" }, "InputValidationError"],
    [{ title: "🫖".repeat(121) }, "InputValidationError"],
    [{ clientKey: "" }, "InputValidationError"],
    [{ clientKey: "k".repeat(129) }, "InputValidationError"],
    [{ kind: "DIRECT" }, "InputValidationError"],
    [{ memberIds: strangers }, "InputValidationError"],
    [{ memberIds: strangers.slice(0, 1) }, "NotFoundError"],
    [{ memberIds: ["junk"] }, "NotFoundError"],
  ];
  for (const [other, expected] of cases) {
    expect([other, await ana.tries("createGroup", { ...input, ...other })]).toEqual([other, expected]);
  }
  expect(await scene.anonymous.tries("createGroup", input)).toBe("UNAUTHENTICATED");
  expect(await scene.db.conversation.count()).toBe(0);
  expect(await scene.db.creation.count()).toBe(0);

  expect(await ana.tries("createGroup", { ...input, title: "🫖".repeat(120) })).toBe("CreateGroupPayload");
});

test("a hundred people can be there from the start", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const memberIds = await scene.crowd(100);

  const created = await ana.does<Created>(
    "createGroup",
    { title: "Crowd", memberIds, clientKey: "k" },
    "createdConversation { memberCount }",
  );

  expect(created.createdConversation["memberCount"]).toBe(101);
});
