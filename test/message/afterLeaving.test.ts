/** What a retry tells somebody who has left since: what they sent, and nothing of what others do with it. */
import { expect, test } from "vitest";
import { makeGroup } from "../conversation/group.ts";
import { startScene } from "../conversation/scene.ts";

test("who repeats a send after leaving is answered what it says, and not who reacted, replied and pinned", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, [bo]);
  const input = { conversationId, clientKey: "key", body: "mine" };
  const sends = () =>
    bo.does<{ sentMessage: { id: string } }>(
      "sendMessage",
      input,
      "sentMessage { id body pinnedSeq reactions { emoji count } thread { replyCount lastReplyAt } readCount }",
    );
  const { sentMessage } = await sends();
  await ana.does("removeMember", { conversationId, userId: bo.id }, "__typename");
  await ana.does("addReaction", { messageId: sentMessage.id, emoji: "👍" }, "__typename");
  await ana.does("pinMessage", { messageId: sentMessage.id }, "__typename");
  const reply = { conversationId, clientKey: "reply", body: "re", threadRootId: sentMessage.id };
  await ana.does("sendMessage", reply, "__typename");
  const nothing = { pinnedSeq: null, reactions: [], thread: null, readCount: 0 };
  expect(await sends()).toMatchObject({ sentMessage: { ...sentMessage, body: "mine", ...nothing } });
});
