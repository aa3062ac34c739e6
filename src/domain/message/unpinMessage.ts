/** Takes a message from the pinned ones. */
import { NotAllowedError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { MessageRow } from "../rows.ts";
import { changeMessage } from "./changeMessage.ts";
import { assertNotSilenced } from "../member/policy.ts";
import { canPinMessages } from "./policy.ts";

/** One that is not pinned stays as it is. Errors: NotFound, NotAllowed, MemberSilenced. */
export async function unpinMessage(ports: Ports, unpinnerId: string, messageId: string): Promise<MessageRow> {
  return changeMessage(ports, unpinnerId, messageId, async ({ write, member, message, related }) => {
    if (!canPinMessages(write.conversation, member)) {
      throw new NotAllowedError("Only moderators may unpin messages here.");
    }

    if (message.pinnedSeq === null) return message;
    assertNotSilenced(member, write.now);

    await write.tx.pin.delete({ where: { messageId } });
    const unpinned = await write.tx.message.update({
      where: { id: messageId },
      data: { pinnedSeq: null, changedSeq: write.nextSeq },
      omit: { inputHash: true },
    });

    write.append(unpinnerId, { kind: "MESSAGE_UNPINNED", message: unpinned, related });
    return unpinned;
  });
}
