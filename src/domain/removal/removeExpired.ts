/** Removes of one conversation what is older than it keeps messages. */
import { NO_ID } from "../../lib/ids.ts";
import { NotFoundError } from "../errors.ts";
import type { ConversationWrite, Ports } from "../ports.ts";
import type { ConversationRow } from "../rows.ts";
import { removeMessages, takeTogether } from "./removeMessages.ts";
import type { Removable } from "./removeMessages.ts";
import { REMOVED_MAX } from "./rule.ts";

export const DAY_MS = 86_400_000;

export interface Retention {
  readonly now: Date;
  /** Of the server; 0: for ever. */
  readonly retentionDays: number;
}

const BY_RETENTION = { reason: "RETENTION", actorId: NO_ID, senderId: null } as const;

/**
 * In chunks of one short transaction each, until nothing is left, or `signal` aborts: then false. How far it has got is kept
 * with the conversation, so a chunk is looked at once however often this is called. Where nothing expires, or there is no
 * such conversation (any more), nothing happens.
 */
export async function removeExpired(
  ports: Ports,
  conversationId: string,
  retention: Retention,
  signal: AbortSignal,
): Promise<boolean> {
  let isMore = true;
  while (isMore && !signal.aborted) {
    try {
      const chunk = await ports.log.change(conversationId, (write) => removeChunk(write, retention));
      if (chunk.removed > 0) ports.onRemoved("RETENTION", chunk.removed);
      isMore = chunk.isMore;
    } catch (error) {
      if (error instanceof NotFoundError) return true;
      throw error;
    }
  }
  return !isMore;
}

/** Null: nothing expires. The shorter of the two holds. */
export function keptSince(
  { retentionDays }: Pick<ConversationRow, "retentionDays">,
  retention: Retention,
): Date | null {
  const days = [retentionDays, retention.retentionDays].filter((each) => each > 0);
  return days.length === 0 ? null : new Date(retention.now.getTime() - Math.min(...days) * DAY_MS);
}

async function removeChunk(
  write: ConversationWrite,
  retention: Retention,
): Promise<{ readonly removed: number; readonly isMore: boolean }> {
  const { id, expiredSeq } = write.conversation;
  const since = keptSince(write.conversation, retention);
  if (since === null) return { removed: 0, isMore: false };

  const next = await write.tx.message.findMany({
    where: { conversationId: id, seq: { gt: expiredSeq } },
    orderBy: { seq: "asc" },
    take: REMOVED_MAX,
    select: { id: true, seq: true, threadRootId: true, deletedAt: true, createdAt: true },
  });
  const kept = next.findIndex(({ createdAt }) => createdAt >= since);
  const expired: readonly Removable[] = kept < 0 ? next : next.slice(0, kept);
  const chunk = takeTogether(expired);
  const last = chunk.at(-1);
  if (last === undefined) return { removed: 0, isMore: false };

  const removed = await removeMessages(write, chunk, BY_RETENTION);
  await write.tx.conversation.update({ where: { id }, data: { expiredSeq: last.seq } });
  return { removed, isMore: chunk.length === REMOVED_MAX || chunk.length < expired.length };
}
