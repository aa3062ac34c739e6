/** Edits a message of one's own; what it said before is kept as a revision. */
import { MessageDeletedError, NotAllowedError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { MessageRow } from "../rows.ts";
import { assertText, BODY } from "../text.ts";
import { assertNotSilenced } from "../member/policy.ts";
import { assertDirectIsOpen } from "../privacy/policy.ts";
import { changeMessage } from "./changeMessage.ts";
import { replaceMentions, replaceMentionScope } from "./mentions.ts";

export interface EditMessageInput {
  readonly messageId: string;
  readonly body: string;
}

/**
 * Sets the body; the same body again changes nothing. Errors: InputValidation, NotFound, NotAllowed, MessageDeleted,
 * MemberSilenced.
 */
export async function editMessage(
  ports: Ports,
  editorId: string,
  input: EditMessageInput,
): Promise<MessageRow> {
  const body = assertText("body", input.body, BODY);

  return changeMessage(ports, editorId, input.messageId, async ({ write, member, message, related }) => {
    if (message.senderId !== editorId) throw new NotAllowedError("Only its sender may edit a message.");
    if (message.deletedAt !== null) throw new MessageDeletedError();
    if (message.forwardedId !== null) throw new NotAllowedError("A forwarded message stays as it is.");

    if (message.body === body) return message;
    assertNotSilenced(member, write.now);
    await assertDirectIsOpen(write.tx, write.conversation);

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

    write.append(editorId, { kind: "MESSAGE_EDITED", message: edited, related });
    return edited;
  });
}
