/** Deletes messages for everyone in bulk: what retention and an erasure have in common. */
import { relatedIdsOf } from "../events.ts";
import type { RemovalReason } from "../events.ts";
import type { ConversationWrite } from "../ports.ts";
import type { MessageRow, Tx } from "../rows.ts";
import { CHANGED_MAX } from "./rule.ts";

export type Removable = Pick<MessageRow, "id" | "seq" | "threadRootId" | "deletedAt">;

export interface RemovalOf {
  readonly reason: RemovalReason;
  readonly actorId: string;
  /** Null: everybody's. */
  readonly senderId: string | null;
}

/** As many of them, from the first on, as one event may remove. */
export function takeTogether(messages: readonly Removable[]): readonly Removable[] {
  const roots = new Set<string>();
  const end = messages.findIndex(({ threadRootId, deletedAt }) => {
    if (threadRootId !== null && deletedAt === null) roots.add(threadRootId);
    return roots.size > CHANGED_MAX;
  });
  return end < 0 ? messages : messages.slice(0, end);
}

/**
 * Blanks these messages as `deleteMessage` does, and tells it by one event. They are all that there are up to the last of
 * them (of the one sender, and what others forwarded of theirs), in order; at most REMOVED_MAX, and CHANGED_MAX threads.
 * Where all of them are deleted already nothing happens. A bounded number of statements. Answers how many were removed.
 */
export async function removeMessages(
  write: ConversationWrite,
  messages: readonly Removable[],
  { reason, actorId, senderId }: RemovalOf,
): Promise<number> {
  const standing = messages.filter(({ deletedAt }) => deletedAt === null);
  const throughSeq = messages.at(-1)?.seq;
  if (standing.length === 0 || throughSeq === undefined) return 0;

  const ids = standing.map(({ id }) => id);
  const rootIds = await countRepliesLess(write, ids);
  await blank(write, ids);
  const changed = await findInOrder(write.tx, rootIds);
  const related = await findInOrder(write.tx, [...new Set(changed.flatMap(relatedIdsOf))]);

  write.append(actorId, { kind: "MESSAGES_REMOVED", reason, throughSeq, senderId, changed, related });
  return standing.length;
}

/** The ids of the roots that have fewer replies now. */
async function countRepliesLess(
  { tx, nextSeq }: ConversationWrite,
  ids: readonly string[],
): Promise<string[]> {
  const roots = await tx.$queryRaw<{ id: string }[]>`
    UPDATE message root SET reply_count = root.reply_count - gone.count, changed_seq = ${nextSeq}::int
    FROM (
      SELECT thread_root_id, count(*)::int AS count FROM message
      WHERE id = ANY(${ids}::uuid[]) AND thread_root_id IS NOT NULL
      GROUP BY thread_root_id
    ) gone
    WHERE root.id = gone.thread_root_id
    RETURNING root.id`;
  return roots.map(({ id }) => id);
}

/** What `NO_CONTENT` says, in one statement; and what belongs to them in other tables. */
async function blank({ tx, now, nextSeq }: ConversationWrite, ids: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    WITH gone AS (SELECT unnest(${ids}::uuid[]) AS id),
      revision AS (DELETE FROM message_revision r USING gone WHERE r.message_id = gone.id),
      mentioned AS (DELETE FROM mention m USING gone WHERE m.message_id = gone.id),
      broadcast AS (DELETE FROM broadcast_mention b USING gone WHERE b.message_id = gone.id),
      reacted AS (DELETE FROM reaction r USING gone WHERE r.message_id = gone.id),
      pinned AS (DELETE FROM pin p USING gone WHERE p.message_id = gone.id),
      attached AS (DELETE FROM attachment_use u USING gone WHERE u.message_id = gone.id)
    UPDATE message SET
      body = '', content = NULL, attachments = NULL, deletion_reason = NULL, mention_scope = NULL, reply_to_id = NULL,
      forwarded_id = NULL, forwarded_sender_id = NULL, forwarded_at = NULL,
      reaction_emojis = '{}', reaction_counts = '{}', pinned_seq = NULL,
      deleted_at = ${now}::timestamptz, changed_seq = ${nextSeq}::int
    FROM gone WHERE message.id = gone.id`;
}

async function findInOrder(tx: Tx, ids: readonly string[]): Promise<MessageRow[]> {
  if (ids.length === 0) return [];
  return tx.message.findMany({
    where: { id: { in: [...ids] } },
    orderBy: { seq: "asc" },
    omit: { inputHash: true },
  });
}
