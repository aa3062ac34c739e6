/** Finds a message that a user may act on. */
import { NotFoundError } from "../errors.ts";
import type { Db } from "../rows.ts";

/**
 * Which conversation the message is in; NotFound when the user is not a member of it now, or has deleted the message for
 * themselves. A hint for which lock to take: what it says is checked again under the lock.
 */
export async function findVisibleMessage(
  db: Db,
  userId: string,
  messageId: string,
): Promise<{ conversationId: string }> {
  const message = await db.message.findFirst({
    where: { id: messageId, conversation: { members: { some: { userId, removedSeq: null } } } },
    select: { conversationId: true, hiddenFrom: { where: { userId }, select: { userId: true } } },
  });
  if (message === null || message.hiddenFrom.length > 0) throw new NotFoundError("Message");
  return { conversationId: message.conversationId };
}
