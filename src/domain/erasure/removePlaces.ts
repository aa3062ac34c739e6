/** Removes messages of somebody's at known places of a conversation. */
import type { Ports } from "../ports.ts";
import { removeMessages, takeTogether } from "../removal/removeMessages.ts";
import { unlessGone } from "./unlessGone.ts";

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
  const removing = ports.log.change(conversationId, async (write) => {
    const messages = await write.tx.message.findMany({
      where: { conversationId, seq: { in: [...seqs] } },
      orderBy: { seq: "asc" },
      select: { id: true, seq: true, threadRootId: true, deletedAt: true },
    });
    const chunk = takeTogether(messages);
    const by = { reason: "ERASURE", actorId: userId, senderId: userId } as const;
    return { taken: chunk.length, removed: await removeMessages(write, chunk, by) };
  });
  const done = await unlessGone(removing);
  if (done === null) return null;
  if (done.removed > 0) ports.onRemoved("ERASURE", done.removed);
  return done.taken;
}
