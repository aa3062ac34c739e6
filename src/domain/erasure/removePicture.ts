/** Takes a conversation's picture away that was somebody's file. */
import type { Ports } from "../ports.ts";
import { unlessGone } from "./unlessGone.ts";

/** With the event that changes of a conversation have. */
export async function removePicture(ports: Ports, userId: string, conversationId: string): Promise<void> {
  const removing = ports.log.change(conversationId, async (write) => {
    const { avatarAttachmentId: id } = write.conversation;
    if (id === null || (await write.tx.attachment.count({ where: { id, ownerId: userId } })) === 0) return;
    const seq = write.nextSeq;
    const row = await write.tx.conversation.update({
      where: { id: conversationId },
      data: { avatarAttachmentId: null },
    });
    write.append(userId, { kind: "CONVERSATION_UPDATED", conversation: { ...row, headSeq: seq } });
  });
  await unlessGone(removing);
}
