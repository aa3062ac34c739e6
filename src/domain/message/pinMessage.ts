/** Pins a message, so that everybody finds it. */
import { MessageDeletedError, NotAllowedError, TooManyPinsError } from "../errors.ts";
import { assertDirectIsOpen } from "../privacy/policy.ts";
import type { Ports } from "../ports.ts";
import type { MessageRow } from "../rows.ts";
import { changeMessage } from "./changeMessage.ts";
import { assertNotSilenced } from "../member/policy.ts";
import { canPinMessages } from "./policy.ts";

/** Pinned messages of one conversation. */
export const PINS_MAX = 100;

/** The last one pinned stands first; one that is pinned stays where it is. Errors: NotFound, NotAllowed, MemberSilenced, MessageDeleted, TooManyPins. */
export async function pinMessage(ports: Ports, pinnerId: string, messageId: string): Promise<MessageRow> {
  return changeMessage(ports, pinnerId, messageId, async ({ write, member, message, related }) => {
    const { tx, conversation } = write;
    if (!canPinMessages(conversation, member))
      throw new NotAllowedError("Only moderators may pin messages here.");
    if (message.deletedAt !== null) throw new MessageDeletedError();

    if (message.pinnedSeq !== null) return message;
    assertNotSilenced(member, write.now);
    await assertDirectIsOpen(tx, conversation);

    const pins = await tx.pin.count({ where: { conversationId: conversation.id } });
    if (pins >= PINS_MAX) throw new TooManyPinsError(PINS_MAX);

    const seq = write.nextSeq;
    await tx.pin.create({ data: { conversationId: conversation.id, seq, messageId } });
    const pinned = await tx.message.update({
      where: { id: messageId },
      data: { pinnedSeq: seq, changedSeq: seq },
      omit: { inputHash: true },
    });

    write.append(pinnerId, { kind: "MESSAGE_PINNED", message: pinned, related });
    return pinned;
  });
}
