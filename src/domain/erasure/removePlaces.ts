/** Removes messages of somebody's at known places of a conversation. */
import { NotFoundError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import { removeMessages, takeTogether } from "../removal/removeMessages.ts";

/**
 * Of theirs, and of what was forwarded of theirs, all that stands up to the last of `seqs`: in order, and REMOVED_MAX at most.
 * One short transaction. Answers how many of the places are behind it, from the first on: those that were deleted meanwhile
 * included; null when the conversation is gone, and all that was in it.
 */
export async function removePlaces(
  ports: Ports,
  userId: string,
  conversationId: string,
  seqs: readonly number[],
): Promise<number | null> {
  try {
    const { taken, removed } = await ports.log.change(conversationId, async (write) => {
      const messages = await write.tx.message.findMany({
        where: { conversationId, seq: { in: [...seqs] } },
        orderBy: { seq: "asc" },
        select: { id: true, seq: true, threadRootId: true, deletedAt: true },
      });
      const chunk = takeTogether(messages);
      const by = { reason: "ERASURE", actorId: userId, senderId: userId } as const;
      return { taken: chunk.length, removed: await removeMessages(write, chunk, by) };
    });
    if (removed > 0) ports.onRemoved("ERASURE", removed);
    return taken;
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}
