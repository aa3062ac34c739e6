/** What is one's own alone is nothing to whoever has not signed in. */
import { expect, test } from "vitest";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { startScene } from "../conversation/scene.ts";

test("whoever has not signed in sets, drafts and deletes nothing, and finds nothing", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const { createdConversation: group } = await ana.does<{ createdConversation: { id: string } }>(
    "createGroup",
    { title: "Tea", memberIds: [], clientKey: "k" },
    "createdConversation { id }",
  );
  const { sentMessage } = await ana.does<{ sentMessage: { id: string } }>(
    "sendMessage",
    { conversationId: group.id, clientKey: "k", body: "Hello." },
    "sentMessage { id }",
  );
  const { savedDraft } = await ana.does<{ savedDraft: { id: string } }>(
    "saveDraft",
    { conversationId: group.id, body: "Dear" },
    "savedDraft { id }",
  );
  for (const [mutation, input] of [
    ["updateConversationSettings", { conversationId: group.id, isPinned: true }],
    ["saveDraft", { conversationId: group.id, body: "" }],
    ["deleteMessageForMe", { messageId: sentMessage.id }],
    ["deleteMessageForMe", { messageId: encodeNodeId("Message", "junk") }],
  ] as const) {
    expect([mutation, await scene.anonymous.tries(mutation, input)]).toEqual([mutation, "UNAUTHENTICATED"]);
  }
  const { data } = await scene.anonymous.asks<{ viewer: null; node: null }>(
    "query ($id: ID!) { viewer { drafts { edges { node { body } } } } node(id: $id) { id } }",
    { id: savedDraft.id },
  );
  expect(data).toEqual({ viewer: null, node: null });
  expect(await scene.db.draft.findMany({ select: { body: true } })).toEqual([{ body: "Dear" }]);
  expect(await scene.db.hiddenMessage.count()).toBe(0);
});
