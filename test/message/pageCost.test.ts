/** What a page costs with all that messages have: as many statements for one message as for a dozen. */
import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { makeGroup } from "../conversation/group.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person, Scene } from "../conversation/scene.ts";
import { countStatements } from "../support/countStatements.ts";

const MANY = 12;

async function sends(person: Person, conversationId: string, input: object): Promise<string> {
  const { sentMessage } = await person.does<{ sentMessage: { id: string } }>(
    "sendMessage",
    { conversationId, clientKey: newId(), body: "hello", ...input },
    "sentMessage { id }",
  );
  return sentMessage.id;
}

/** A conversation in which each message has everything. */
async function fills(scene: Scene) {
  const { ana, bo } = await scene.people("ana", "bo");
  const group = await makeGroup(ana, [bo]);
  let replyToId: string | undefined;
  for (let index = 0; index < MANY; index += 1) {
    const messageId = await sends(ana, group, { replyToId });
    for (const [person, emoji] of [
      [ana, "👍"],
      [bo, "👍"],
      [bo, "🎉"],
    ] as const) {
      await person.does("addReaction", { messageId, emoji }, "__typename");
    }
    await sends(bo, group, { threadRootId: messageId });
    await ana.does("pinMessage", { messageId }, "__typename");
    await ana.does("editMessage", { messageId, body: "hello again" }, "__typename");
    const forward = { messageId, conversationId: group, clientKey: newId() };
    await bo.does("forwardMessage", forward, "__typename");
    replyToId = messageId;
  }
  return { ana, bo, group };
}

const MESSAGE = `body bodyHtml pinnedSeq
  revisions(first: 2) { edges { node { body replacedSeq } } }
  reactions { emoji count viewerHasReacted users(first: 5) { edges { node { username } } } }
  replyTo { body sender { username } }
  forwardedFrom { sender { username } message { body } }
  thread {
    replies(last: 3) { edges { node { body } } } replyCount viewerIsFollowing viewerUnreadCount lastReply { body }
    participants(first: 5) { edges { node { username } } } root { body }
  }`;

test("a page of history with revisions, reactions, answers, threads and forwards costs no statement more for more messages", async () => {
  await using scene = await startScene();
  const { ana, group } = await fills(scene);
  const page = (last: number) =>
    countStatements(
      scene,
      ana,
      `{ conversation(id: "${group}") { messages(last: ${last}) { edges { node { ${MESSAGE} } } } } }`,
    );
  const many = await page(2 * MANY);
  // The conversation, messages, their revisions, who reacted, the viewer's own, answered and forwarded ones, threads as the viewer has them,
  // their newest replies, participants; and people once or twice.
  expect(many).toBeLessThanOrEqual(13);
  expect(await page(2)).toBeLessThanOrEqual(many);
});

test("the pins of many conversations, and many threads, cost no statement more than those of one", async () => {
  await using scene = await startScene();
  const { ana, bo, group } = await fills(scene);
  for (let index = 1; index < MANY; index += 1) {
    const conversationId = await makeGroup(ana, [bo]);
    const messageId = await sends(bo, conversationId, {});
    await ana.does("pinMessage", { messageId }, "__typename");
  }
  expect(group).not.toBe("");
  const pins = (first: number) =>
    countStatements(
      scene,
      ana,
      `{ viewer { conversations(first: ${first}) { edges { node { pinnedMessages(first: 5) { edges { node { body } } } } } } } }`,
    );
  const threads = (first: number) =>
    countStatements(
      scene,
      ana,
      `{ viewer { threads(first: ${first}) { edges { node {
        replyCount viewerUnreadCount lastReply { body } root { body } participants(first: 3) { edges { node { username } } }
      } } } } }`,
    );
  for (const list of [pins, threads]) {
    const many = await list(MANY);
    expect(many).toBeLessThanOrEqual(5);
    expect(await list(1)).toBe(many);
  }
});
