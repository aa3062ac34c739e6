/** Deletes a message for everyone: its words are gone, its place in the order stays. */
import { NotAllowedError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { MessageRow } from "../rows.ts";
import { changeMessage } from "./changeMessage.ts";
import { canDeleteMessage } from "./policy.ts";
import { NO_REACTIONS } from "./reactions.ts";

/**
 * Blanks the body, drops revisions, mentions and reactions, unpins it; deleting again changes nothing.
 * Errors: NotFound, NotAllowed.
 */
export async function deleteMessage(ports: Ports, deleterId: string, messageId: string): Promise<MessageRow> {
  return changeMessage(ports, deleterId, messageId, async ({ write, member, message }) => {
    if (!canDeleteMessage(member, message)) {
      throw new NotAllowedError("Only its sender or a moderator may delete a message.");
    }

    if (message.deletedAt !== null) return message;

    const seq = write.nextSeq;
    await write.tx.messageRevision.deleteMany({ where: { messageId } });
    await write.tx.mention.deleteMany({ where: { messageId } });
    await write.tx.reaction.deleteMany({ where: { messageId } });
    await write.tx.pin.deleteMany({ where: { messageId } });
    const deleted = await write.tx.message.update({
      where: { id: messageId },
      data: { body: "", deletedAt: write.now, ...NO_REACTIONS, pinnedSeq: null, changedSeq: seq },
      omit: { inputHash: true },
    });

    write.append(deleterId, { kind: "MESSAGE_DELETED", message: deleted });
    return deleted;
  });
}
