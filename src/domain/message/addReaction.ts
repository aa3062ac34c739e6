/** Puts an emoji on a message. */
import { MessageDeletedError } from "../errors.ts";
import { assertNotSilenced } from "../member/policy.ts";
import { assertDirectIsOpen } from "../privacy/policy.ts";
import type { Ports } from "../ports.ts";
import type { MessageRow } from "../rows.ts";
import { changeMessage } from "./changeMessage.ts";
import { assertEmoji } from "./emoji.ts";
import { withReaction } from "./reactions.ts";

export interface ReactionInput {
  readonly messageId: string;
  readonly emoji: string;
}

/**
 * One of each emoji for each person; the same again changes nothing. Who may only read may react.
 * Errors: InputValidation, NotFound, NotAllowed (the two people of a direct conversation keep from each other),
 * MemberSilenced, MessageDeleted, TooManyReactions.
 */
export async function addReaction(ports: Ports, userId: string, input: ReactionInput): Promise<MessageRow> {
  const emoji = assertEmoji("emoji", input.emoji);

  return changeMessage(ports, userId, input.messageId, async ({ write, member, message, related }) => {
    assertNotSilenced(member, write.now);
    if (message.deletedAt !== null) throw new MessageDeletedError();

    const reaction = { messageId: message.id, userId, emoji };
    const known = await write.tx.reaction.findUnique({ where: { messageId_userId_emoji: reaction } });
    if (known !== null) return message;
    await assertDirectIsOpen(write.tx, write.conversation);

    const seq = write.nextSeq;
    const counts = withReaction(message, emoji);
    await write.tx.reaction.create({ data: { ...reaction, seq } });
    const reacted = await write.tx.message.update({
      where: { id: message.id },
      data: { ...counts, changedSeq: seq },
      omit: { inputHash: true },
    });

    write.append(userId, { kind: "REACTION_ADDED", message: reacted, related, emoji });
    return reacted;
  });
}
