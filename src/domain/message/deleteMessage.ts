/** Deletes a message for everyone: its words are gone, its place in the order stays. */
import { recordAct } from "../audit/recordAct.ts";
import { InputValidationError, NotAllowedError, NotFoundError } from "../errors.ts";
import type { ConversationWrite, Ports } from "../ports.ts";
import type { MessageRow } from "../rows.ts";
import { assertText, REASON } from "../text.ts";
import { changeMessage } from "./changeMessage.ts";
import { findMessageInside } from "./findVisibleMessage.ts";
import { changeReportedMessage, mayChangeReported } from "./changeReportedMessage.ts";
import { canDeleteMessage, NO_CONTENT } from "./policy.ts";

export interface DeleteMessageInput {
  readonly messageId: string;
  /** Shown to its readers where a moderator deletes what somebody else sent; else of no effect. */
  readonly reason?: string | null | undefined;
}

/**
 * Blanks what it says, lets go of its attachments, drops revisions, mentions and reactions, unpins it, and takes it from
 * its thread's count; deleting again changes nothing. Who has deleted it for themselves can delete it for everyone. A
 * moderator of the server deletes what was reported, wherever it is, and says why.
 * Errors: InputValidation, NotFound, NotAllowed.
 */
export async function deleteMessage(
  ports: Ports,
  deleterId: string,
  { messageId, ...input }: DeleteMessageInput,
): Promise<MessageRow> {
  const reason = assertText("reason", input.reason ?? "", REASON);

  try {
    return await changeMessage(
      ports,
      deleterId,
      messageId,
      ({ write, member, message }) => {
        if (!canDeleteMessage(member, message)) {
          throw new NotAllowedError("Only its sender or a moderator may delete a message.");
        }
        return blank(write, deleterId, message, reason);
      },
      findMessageInside,
    );
  } catch (error) {
    if (!(error instanceof NotFoundError || error instanceof NotAllowedError)) throw error;
    if (!(await mayChangeReported(ports.db, deleterId, messageId))) throw error;
    if (reason === "") {
      throw new InputValidationError([
        { path: ["reason"], message: "Say why, in a conversation of others." },
      ]);
    }
    return changeReportedMessage(ports, deleterId, messageId, (write, message) =>
      blank(write, deleterId, message, reason),
    );
  }
}

async function blank(
  write: ConversationWrite,
  deleterId: string,
  message: MessageRow,
  reason: string,
): Promise<MessageRow> {
  if (message.deletedAt !== null) return message;

  const messageId = message.id;
  const seq = write.nextSeq;
  const deletionReason = reason === "" || message.senderId === deleterId ? null : reason;
  await write.tx.messageRevision.deleteMany({ where: { messageId } });
  await write.tx.mention.deleteMany({ where: { messageId } });
  await write.tx.broadcastMention.deleteMany({ where: { messageId } });
  await write.tx.reaction.deleteMany({ where: { messageId } });
  await write.tx.pin.deleteMany({ where: { messageId } });
  // What no message has any more goes: see the trigger on `attachment_use`.
  if (message.attachments !== null) await write.tx.attachmentUse.deleteMany({ where: { messageId } });
  await write.tx
    .$executeRaw`UPDATE message SET content = NULL, attachments = NULL WHERE id = ${messageId}::uuid`;
  const deleted = await write.tx.message.update({
    where: { id: messageId },
    data: { ...NO_WORDS, deletedAt: write.now, deletionReason, pinnedSeq: null, changedSeq: seq },
    omit: { inputHash: true },
  });
  const root = message.threadRootId === null ? null : await countReplyLess(write, message.threadRootId);

  const related = root === null ? [] : [root];
  write.append(deleterId, { kind: "MESSAGE_DELETED", message: deleted, related });
  if (message.senderId !== deleterId) {
    await recordAct(write.tx, write.now, {
      act: "MESSAGE_DELETED",
      actorId: deleterId,
      subjectId: message.senderId,
      conversationId: message.conversationId,
      messageId,
      seq,
      reason: deletionReason,
    });
  }
  return deleted;
}

const { content: _content, attachments: _attachments, ...NO_WORDS } = NO_CONTENT;

function countReplyLess({ tx, nextSeq }: ConversationWrite, rootId: string): Promise<MessageRow> {
  return tx.message.update({
    where: { id: rootId },
    data: { replyCount: { decrement: 1 }, changedSeq: nextSeq },
    omit: { inputHash: true },
  });
}
