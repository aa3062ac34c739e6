/** Loads a message whose content somebody may see, outside of any lock. */
import { NotFoundError } from "../errors.ts";
import type { ConversationRow, Db, MessageRow } from "../rows.ts";

export interface VisibleMessage {
  readonly message: MessageRow;
  /** Its conversation, read with it. */
  readonly headSeq: ConversationRow["headSeq"];
}

/** NotFound("Message") for who is no member now, or has deleted it for themselves, and for what is from before their time. */
export async function loadVisibleMessage(db: Db, userId: string, messageId: string): Promise<VisibleMessage> {
  const found = await db.message.findFirst({
    where: { id: messageId, conversation: { members: { some: { userId, removedSeq: null } } } },
    include: {
      hiddenFrom: { where: { userId }, select: { userId: true } },
      conversation: {
        select: { headSeq: true, members: { where: { userId }, select: { visibleFromSeq: true } } },
      },
    },
    omit: { inputHash: true },
  });
  if (found === null || found.hiddenFrom.length > 0) throw new NotFoundError("Message");
  const { conversation, hiddenFrom: _hiddenFrom, ...message } = found;
  if (message.seq < (conversation.members[0]?.visibleFromSeq ?? Infinity)) throw new NotFoundError("Message");
  return { message, headSeq: conversation.headSeq };
}
