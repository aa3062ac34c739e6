/** What an edit is held to beside its text: the conversation's edit window, who may post, and how often. */
import { expect, test } from "vitest";
import { EDITS_MAX } from "../../src/domain/message/editMessage.ts";
import { newId } from "../../src/lib/ids.ts";
import { decodeNodeId } from "../../src/schema/nodeId.ts";
import { makeGroup } from "../conversation/group.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person, Scene } from "../conversation/scene.ts";

async function sends(person: Person, conversationId: string): Promise<string> {
  const { sentMessage } = await person.does<{ sentMessage: { id: string } }>(
    "sendMessage",
    { conversationId, body: "sent", clientKey: newId() },
    "sentMessage { id }",
  );
  return sentMessage.id;
}

const edits = (person: Person, messageId: string, body: string) =>
  person.tries("editMessage", { messageId, body });

/** Lets it be sent so many seconds earlier. */
async function ages({ db }: Scene, messageId: string, seconds: number): Promise<void> {
  const id = decodeNodeId(messageId)?.id ?? "";
  const { createdAt } = await db.message.findUniqueOrThrow({ where: { id } });
  await db.message.update({
    where: { id },
    data: { createdAt: new Date(createdAt.getTime() - seconds * 1000) },
  });
}

test("a message is edited while the conversation's edit window lasts, and not after it", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const group = await makeGroup(ana, [bo]);
  const messageId = await sends(bo, group);
  await ages(scene, messageId, 86_400);
  expect(await edits(bo, messageId, "a day later")).toBe("EditMessagePayload");

  await ana.does("updateConversation", { conversationId: group, editWindowSeconds: 60 }, "__typename");
  const before = await scene.log();
  expect(await edits(bo, messageId, "too late")).toBe("EditWindowOverError");
  // What it says already is no edit.
  expect(await edits(bo, messageId, "a day later")).toBe("EditMessagePayload");
  expect(await scene.log()).toEqual(before);
  const { data } = await bo.asks<{ editMessage: { editableUntil: string } }>(
    `mutation ($input: EditMessageInput!) { editMessage(input: $input) {
      ... on EditWindowOverError { code editableUntil }
    } }`,
    { input: { messageId, body: "too late" } },
  );
  const { createdAt } = await scene.db.message.findFirstOrThrow();
  expect(data.editMessage).toEqual({
    code: "EDIT_WINDOW_OVER",
    editableUntil: new Date(createdAt.getTime() + 60_000).toISOString(),
  });

  const recent = await sends(bo, group);
  await ages(scene, recent, 50);
  expect(await edits(bo, recent, "in time")).toBe("EditMessagePayload");
  await ages(scene, recent, 11);
  expect(await edits(bo, recent, "too late")).toBe("EditWindowOverError");
  await ana.does("updateConversation", { conversationId: group, editWindowSeconds: 0 }, "__typename");
  expect(await edits(bo, recent, "for ever")).toBe("EditMessagePayload");
});

test("an edit window is set in seconds, up to thirty days", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, [bo]);
  const sets = (person: Person, editWindowSeconds: number | null) =>
    person.tries("updateConversation", { conversationId, editWindowSeconds });
  for (const beyond of [-1, 2_592_001]) expect(await sets(ana, beyond)).toBe("InputValidationError");
  expect(await sets(bo, 60)).toBe("NotAllowedError");
  expect(await sets(ana, 2_592_000)).toBe("UpdateConversationPayload");
  expect(await sets(ana, null)).toBe("UpdateConversationPayload");
  const { data } = await bo.asks<object>("query ($id: ID!) { conversation(id: $id) { editWindowSeconds } }", {
    id: conversationId,
  });
  expect(data).toEqual({ conversation: { editWindowSeconds: 2_592_000 } });
});

test("who may not post where only moderators may edits nothing there", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, [bo]);
  const [ofAna, ofBo] = [await sends(ana, conversationId), await sends(bo, conversationId)];
  await ana.does("updateConversation", { conversationId, postingPolicy: "MODERATORS" }, "__typename");
  const before = await scene.log();
  expect(await edits(bo, ofBo, "news")).toBe("PostingRestrictedError");
  expect(await scene.log()).toEqual(before);
  expect(await edits(ana, ofAna, "news")).toBe("EditMessagePayload");
  expect(await bo.tries("deleteMessage", { messageId: ofBo })).toBe("DeleteMessagePayload");
});

test("a message is edited so many times, and no more", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const messageId = await sends(ana, await makeGroup(ana, []));
  const id = decodeNodeId(messageId)?.id ?? "";
  await scene.db.messageRevision.createMany({
    data: Array.from({ length: EDITS_MAX - 1 }, (_, index) => ({
      messageId: id,
      replacedSeq: 1_000 + index,
      body: "before",
      writtenAt: new Date(),
    })),
  });
  expect(await edits(ana, messageId, "the last time")).toBe("EditMessagePayload");
  const before = await scene.log();
  expect(await edits(ana, messageId, "once more")).toBe("TooManyEditsError");
  expect(await edits(ana, messageId, "the last time")).toBe("EditMessagePayload");
  expect(await scene.log()).toEqual(before);
  expect(await scene.db.messageRevision.count()).toBe(EDITS_MAX);
});
