/** What is unread of everybody who is pushed something, for the badges of their apps. */
import type { Query } from "./query.ts";

/** As the unread counts of the viewer's conversations say together: see `schema/unread.ts`. What is read has no look. */
const READ_BADGES = {
  name: "read_badges",
  text: `
    SELECT w.user_id AS "userId", unread.count::int
    FROM unnest($1::uuid[]) AS w(user_id)
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(one.count), 0) AS count
      FROM member b
      JOIN LATERAL (SELECT head_seq FROM conversation WHERE id = b.conversation_id OFFSET 0) c ON true
      LEFT JOIN LATERAL (
        SELECT read_seq FROM member_mark WHERE conversation_id = b.conversation_id AND user_id = b.user_id OFFSET 0
      ) k ON true
      CROSS JOIN LATERAL (
        SELECT count(*) FROM message m
        WHERE c.head_seq > coalesce(k.read_seq, 0) AND m.conversation_id = b.conversation_id
          AND m.seq > greatest(k.read_seq, b.visible_from_seq - 1)
          AND m.sender_id <> b.user_id AND m.deleted_at IS NULL AND m.thread_root_id IS NULL
          AND NOT EXISTS (
            SELECT FROM hidden_message h
            WHERE h.user_id = b.user_id AND h.conversation_id = m.conversation_id AND h.seq = m.seq
          )
      ) one
      WHERE b.user_id = w.user_id AND b.removed_seq IS NULL
    ) unread`,
};

/** Unread messages in all conversations, by user. Errors: UNAVAILABLE. */
export async function readBadges(
  query: Query,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await query<{ userId: string; count: number }>(READ_BADGES, [[...new Set(userIds)]]);
  return new Map(rows.map(({ userId, count }) => [userId, count]));
}
