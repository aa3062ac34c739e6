/** Finds a message that a user may act on. */
import { NotFoundError } from "../errors.ts";
import type { Db } from "../rows.ts";

/**
 * In which conversation a message is. A hint for which lock to take: what it says is checked again under the lock.
 * Throws NotFound.
 */
export type FindMessage = (db: Db, userId: string, messageId: string) => Promise<{ conversationId: string }>;

/** NotFound when the user is not a member of it now, or has deleted the message for themselves. */
export const findVisibleMessage: FindMessage = async (db, userId, messageId) => {
  const { conversationId, hiddenFrom } = await find(db, userId, messageId);
  if (hiddenFrom.length > 0) throw new NotFoundError("Message");
  return { conversationId };
};

/** NotFound when the user is not a member of it now. */
export const findMessageInside: FindMessage = find;

async function find(db: Db, userId: string, messageId: string) {
  const message = await db.message.findFirst({
    where: { id: messageId, conversation: { members: { some: { userId, removedSeq: null } } } },
    select: { conversationId: true, hiddenFrom: { where: { userId }, select: { userId: true } } },
  });
  if (message === null) throw new NotFoundError("Message");
  return message;
}
