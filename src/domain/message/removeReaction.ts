/** Takes back an emoji from a message. */
import type { Ports } from "../ports.ts";
import type { MessageRow } from "../rows.ts";
import type { ReactionInput } from "./addReaction.ts";
import { changeMessage } from "./changeMessage.ts";
import { assertEmoji } from "./emoji.ts";
import { withoutReaction } from "./reactions.ts";

/** One's own only; one that is not there changes nothing. Errors: InputValidation, NotFound. */
export async function removeReaction(
  ports: Ports,
  userId: string,
  input: ReactionInput,
): Promise<MessageRow> {
  const emoji = assertEmoji("emoji", input.emoji);

  return changeMessage(ports, userId, input.messageId, async ({ write, message, related }) => {
    const { count } = await write.tx.reaction.deleteMany({ where: { messageId: message.id, userId, emoji } });
    if (count === 0) return message;

    const unreacted = await write.tx.message.update({
      where: { id: message.id },
      data: { ...withoutReaction(message, emoji), changedSeq: write.nextSeq },
      omit: { inputHash: true },
    });

    write.append(userId, { kind: "REACTION_REMOVED", message: unreacted, related, emoji });
    return unreacted;
  });
}
