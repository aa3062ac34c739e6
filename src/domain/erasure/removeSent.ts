/** Removes of one conversation what somebody sent there, and what others forwarded of theirs. */
import { NotFoundError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { Db } from "../rows.ts";
import { removeMessages, takeTogether } from "../removal/removeMessages.ts";
import { REMOVED_MAX } from "../removal/rule.ts";

/** Places looked up by one statement, outside of any lock. */
const FOUND_MAX = 10_000;

/**
 * In chunks of one short transaction each; false when `signal` has aborted before all were gone. They have left: what comes
 * behind the places that were found is nobody's, but for what is forwarded meanwhile, which stands behind them too.
 */
export async function removeSent(
  ports: Ports,
  userId: string,
  conversationId: string,
  signal: AbortSignal,
): Promise<boolean> {
  for (;;) {
    const seqs = await findSeqs(ports.db, userId, conversationId);
    if (seqs.length === 0) return true;
    for (let at = 0; at < seqs.length;) {
      if (signal.aborted) return false;
      const taken = await removeChunk(ports, userId, conversationId, seqs.slice(at, at + REMOVED_MAX));
      if (taken === 0) break;
      at += taken;
    }
  }
}

/** The first of those that stand, in order: by the indexes of senders, and of senders of what is forwarded. */
async function findSeqs(db: Db, userId: string, conversationId: string): Promise<number[]> {
  const rows = await db.$queryRaw<{ seq: number }[]>`
    SELECT seq FROM message
    WHERE sender_id = ${userId}::uuid AND conversation_id = ${conversationId}::uuid AND deleted_at IS NULL
    UNION
    SELECT seq FROM message
    WHERE forwarded_sender_id = ${userId}::uuid AND conversation_id = ${conversationId}::uuid AND deleted_at IS NULL
    ORDER BY seq LIMIT ${FOUND_MAX}`;
  return rows.map(({ seq }) => seq);
}

/** How many of the places are behind it now: those that were deleted meanwhile included. */
async function removeChunk(
  ports: Ports,
  userId: string,
  conversationId: string,
  seqs: readonly number[],
): Promise<number> {
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
    // The conversation is gone, and all that was in it.
    if (error instanceof NotFoundError) return 0;
    throw error;
  }
}
