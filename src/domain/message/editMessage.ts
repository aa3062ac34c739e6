/** Edits a message of one's own; what it said before is kept as a revision. */
import { MessageDeletedError, NotAllowedError, PostingRestrictedError } from "../errors.ts";
import type { ConversationWrite, Ports } from "../ports.ts";
import type { MessageRow } from "../rows.ts";
import { assertText, BODY } from "../text.ts";
import { ContentBlockedError } from "../contentRule/errors.ts";
import { judgeEdit } from "../contentRule/judgeEdit.ts";
import { reportFlagged } from "../report/reportFlagged.ts";
import { assertNotSilenced } from "../member/policy.ts";
import { assertDirectIsOpen } from "../privacy/policy.ts";
import { changeMessage } from "./changeMessage.ts";
import { EditWindowOverError, TooManyEditsError } from "./errors.ts";
import { replaceMentions, replaceMentionScope } from "./mentions.ts";
import { canPost } from "./policy.ts";

/** Of one message: each keeps what was said before. */
export const EDITS_MAX = 100;

export interface EditMessageInput {
  readonly messageId: string;
  readonly body: string;
}

/**
 * Sets the body, less what a content rule masks; the same body again changes nothing. Who may not send any more may not
 * edit, but for slow mode: it paces messages. Errors: InputValidation, NotFound, NotAllowed, MessageDeleted,
 * MemberSilenced, PostingRestricted, EditWindowOver, ContentBlocked, TooManyEdits.
 */
export async function editMessage(
  ports: Ports,
  editorId: string,
  input: EditMessageInput,
): Promise<MessageRow> {
  const given = assertText("body", input.body, BODY);

  return changeMessage(ports, editorId, input.messageId, async ({ write, member, message, related }) => {
    if (message.senderId !== editorId) throw new NotAllowedError("Only its sender may edit a message.");
    if (message.deletedAt !== null) throw new MessageDeletedError();
    if (message.forwardedId !== null) throw new NotAllowedError("A forwarded message stays as it is.");

    if (message.body === given) return message;
    const { body, blockedBy, flaggedBy } = await judgeEdit(ports, { write, member }, given);
    // What was masked before, given anew.
    if (message.body === body && blockedBy === null) return message;
    assertNotSilenced(member, write.now);
    if (!canPost(write.conversation, member)) throw new PostingRestrictedError();
    assertWithinWindow(write, message);
    await assertDirectIsOpen(write.tx, write.conversation);
    if (blockedBy !== null) throw new ContentBlockedError(blockedBy.reason);
    const edits = await write.tx.messageRevision.count({ where: { messageId: message.id } });
    if (edits >= EDITS_MAX) throw new TooManyEditsError(EDITS_MAX);

    const seq = write.nextSeq;
    const writtenAt = message.editedAt ?? message.createdAt;
    await write.tx.messageRevision.create({
      data: { messageId: message.id, replacedSeq: seq, body: message.body, writtenAt },
    });
    const edited = await write.tx.message.update({
      where: { id: message.id },
      data: {
        body,
        mentionScope: await replaceMentionScope(write, member, message, body),
        editedAt: write.now,
        changedSeq: seq,
      },
      omit: { inputHash: true },
    });
    await replaceMentions(write, edited);
    if (flaggedBy !== null) await reportFlagged(write, edited, flaggedBy);

    write.append(editorId, { kind: "MESSAGE_EDITED", message: edited, related });
    return edited;
  });
}

function assertWithinWindow({ conversation, now }: ConversationWrite, { createdAt }: MessageRow): void {
  const { editWindowSeconds } = conversation;
  if (editWindowSeconds === 0) return;
  const editableUntil = new Date(createdAt.getTime() + editWindowSeconds * 1000);
  if (editableUntil < now) throw new EditWindowOverError(editableUntil);
}
