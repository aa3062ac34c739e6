/** What a conversation takes of attachments: how many, how large, of which kinds. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { makeGroup } from "../conversation/group.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person } from "../conversation/scene.ts";
import { sendsAttachments, uploads } from "../support/uploads.ts";

const text = (person: Person, length = 9): Promise<string> => uploads(person.does, "x".repeat(length));

test("a conversation bounds attachments for everybody, from then on, and says which bound was met", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, [bo]);
  const sets = (input: object) => ana.does("updateConversation", { conversationId, ...input }, "__typename");
  const limitOf = async (person: Person, attachmentIds: readonly string[]): Promise<string> => {
    const { data } = await person.asks<{ sendMessage: { __typename: string; limit?: string } }>(
      `mutation ($input: SendMessageInput!) { sendMessage(input: $input) {
        __typename ... on AttachmentLimitError { limit }
      } }`,
      { input: { conversationId, clientKey: randomUUID(), attachmentIds } },
    );
    return data.sendMessage.limit ?? data.sendMessage.__typename;
  };
  const [one, two, photo] = [await text(bo), await text(bo, 10), await uploads(bo.does)];

  await sets({ attachmentsMax: 1 });
  expect(await limitOf(bo, [one, two])).toBe("COUNT");
  await sets({ attachmentsMax: 2, attachmentBytesMax: 9 });
  expect(await limitOf(bo, [one, two])).toBe("BYTES");
  await sets({ attachmentBytesMax: 0, attachmentKinds: ["IMAGE", "VIDEO"] });
  expect(await limitOf(bo, [photo, one])).toBe("KIND");
  expect(await limitOf(ana, [await text(ana)])).toBe("KIND");
  expect(await scene.db.message.count()).toBe(0);
  expect(await limitOf(bo, [photo])).toBe("SendMessagePayload");
  await sets({ attachmentKinds: [] });
  expect(await limitOf(bo, [one, two])).toBe("SendMessagePayload");
  await sets({ attachmentsMax: 0 });
  expect(await limitOf(bo, [one])).toBe("COUNT");
  await bo.does("sendMessage", { conversationId, clientKey: "k", body: "Words go." }, "__typename");

  // What is forwarded into it, too.
  const other = await makeGroup(bo, []);
  const messageId = await sendsAttachments(bo.does, other, [one]);
  const forward = { messageId, conversationId, clientKey: randomUUID() };
  expect(await bo.tries("forwardMessage", forward)).toBe("AttachmentLimitError");
  expect(await bo.tries("updateConversation", { conversationId, attachmentsMax: 30 })).toBe(
    "NotAllowedError",
  );
});

test("bounds are set within their bounds, and the same again is no event", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, [bo]);
  const sets = (input: object) => ana.tries("updateConversation", { conversationId, ...input });
  for (const input of [{ attachmentsMax: 31 }, { attachmentsMax: -1 }, { attachmentBytesMax: -1 }]) {
    expect(await sets(input)).toBe("InputValidationError");
  }
  const head = () => scene.db.event.count();
  await sets({ attachmentsMax: 3, attachmentKinds: ["VIDEO", "IMAGE", "VIDEO"] });
  const events = await head();
  await sets({ attachmentsMax: 3, attachmentBytesMax: null, attachmentKinds: ["IMAGE", "VIDEO"] });
  expect(await head()).toBe(events);
  const { data } = await bo.asks<object>(
    "query ($id: ID!) { conversation(id: $id) { attachmentsMax attachmentBytesMax attachmentKinds } }",
    { id: conversationId },
  );
  expect(data).toEqual({
    conversation: { attachmentsMax: 3, attachmentBytesMax: 0, attachmentKinds: ["IMAGE", "VIDEO"] },
  });
});
