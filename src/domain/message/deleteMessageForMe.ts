/** Deletes a message for one person alone: the others keep it, and are told nothing. */
import { NotFoundError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { MemberRow } from "../rows.ts";

/**
 * The message is gone from this person's history, last message and counts, on all their devices and for ever. One that
 * is gone already stays gone; one that was deleted for everyone can be deleted as well. Answers the membership. Errors:
 * NotFound.
 */
export async function deleteMessageForMe(
  { db }: Pick<Ports, "db">,
  userId: string,
  messageId: string,
): Promise<MemberRow> {
  const message = await db.message.findUnique({
    where: { id: messageId },
    select: { conversationId: true, seq: true },
  });
  if (message === null) throw new NotFoundError("Message");
  const { conversationId, seq } = message;
  const member = await db.member.findUnique({
    where: { conversationId_userId: { conversationId, userId }, removedSeq: null },
  });
  if (member === null || seq < member.visibleFromSeq) throw new NotFoundError("Message");

  await db.hiddenMessage.createMany({
    data: [{ userId, conversationId, seq, messageId }],
    skipDuplicates: true,
  });
  return member;
}
