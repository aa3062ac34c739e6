/** Loads a message whose content somebody may see, outside of any lock. */
import { NotFoundError } from "../errors.ts";
import type { ConversationRow, Db, MessageRow } from "../rows.ts";

export interface VisibleMessage {
  readonly message: MessageRow;
  /** Its conversation, read with it. */
  readonly headSeq: ConversationRow["headSeq"];
}

/** NotFound("Message") for who is no member now, and for what is from before their time. */
export async function loadVisibleMessage(db: Db, userId: string, messageId: string): Promise<VisibleMessage> {
  const found = await db.message.findFirst({
    where: { id: messageId, conversation: { members: { some: { userId, removedSeq: null } } } },
    include: {
      conversation: {
        select: { headSeq: true, members: { where: { userId }, select: { visibleFromSeq: true } } },
      },
    },
    omit: { inputHash: true },
  });
  if (found === null) throw new NotFoundError("Message");
  const { conversation, ...message } = found;
  if (message.seq < (conversation.members[0]?.visibleFromSeq ?? Infinity)) throw new NotFoundError("Message");
  return { message, headSeq: conversation.headSeq };
}
