/** Deletes a message for everyone: its words are gone, its place in the order stays. */
import { NotAllowedError, NotFoundError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { MessageRow } from "../rows.ts";
import { loadMemberInside } from "../member/loadMemberInside.ts";
import { findVisibleMessage } from "./findVisibleMessage.ts";
import { canDeleteMessage } from "./policy.ts";

/** Blanks the body, drops revisions and mentions; deleting again changes nothing. Errors: NotFound, NotAllowed. */
export async function deleteMessage(ports: Ports, deleterId: string, messageId: string): Promise<MessageRow> {
  const { conversationId } = await findVisibleMessage(ports.db, deleterId, messageId);

  return ports.log.change(conversationId, async (write) => {
    const member = await loadMemberInside(write, deleterId);
    const message = await write.tx.message.findUnique({ where: { id: messageId } });
    if (message === null || message.seq < member.visibleFromSeq) throw new NotFoundError("Message");
    if (!canDeleteMessage(member, message)) {
      throw new NotAllowedError("Only its sender or a moderator may delete a message.");
    }

    if (message.deletedAt !== null) return message;

    const seq = write.nextSeq;
    await write.tx.messageRevision.deleteMany({ where: { messageId } });
    await write.tx.mention.deleteMany({ where: { messageId } });
    const deleted = await write.tx.message.update({
      where: { id: messageId },
      data: { body: "", deletedAt: write.now, changedSeq: seq },
      omit: { inputHash: true },
    });

    write.append(deleterId, { kind: "MESSAGE_DELETED", message: deleted });
    return deleted;
  });
}
