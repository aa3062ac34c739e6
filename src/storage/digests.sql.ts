/** The statements of mails of what stays unread. */
import type { Pool } from "pg";
import { DIGEST_CONVERSATIONS_MAX } from "../domain/notification/digest.ts";
import type { DigestStore, DueDigest, UnreadConversation } from "../domain/notification/digest.ts";
import { createQuery } from "./query.ts";

const CLAIM = {
  name: "claim_digests",
  text: `
    WITH due AS MATERIALIZED (
      UPDATE notification_digest g SET due_at = now() + $2::int * interval '1 millisecond'
      FROM (
        SELECT user_id FROM notification_digest WHERE due_at <= now() ORDER BY due_at LIMIT $1::int FOR UPDATE SKIP LOCKED
      ) waiting
      WHERE g.user_id = waiting.user_id
      RETURNING g.user_id, g.sent_at
    )
    SELECT due.user_id AS "userId", coalesce(u.email, '') AS email, coalesce(d.locale, 'en') AS locale,
           coalesce(n.hides_content, false) AS "hidesContent", unread.conversations
    FROM due
    JOIN "user" u ON u.id = due.user_id
    LEFT JOIN notification_settings n ON n.user_id = due.user_id
    LEFT JOIN LATERAL (
      SELECT locale FROM device WHERE user_id = due.user_id ORDER BY last_seen_at DESC LIMIT 1
    ) d ON true
    CROSS JOIN LATERAL (
      SELECT coalesce(jsonb_agg(jsonb_build_object(
        'conversationId', one.conversation_id, 'title', one.title, 'count', one.count
      ) ORDER BY one.count DESC, one.conversation_id), '[]') AS conversations
      FROM (
        SELECT x.conversation_id, count(*) AS count, coalesce(c.title, max(sender.display_name)) AS title
        FROM notification x
        JOIN LATERAL (
          SELECT sender_id, deleted_at, thread_root_id FROM message WHERE id = x.message_id OFFSET 0
        ) m ON m.deleted_at IS NULL
        JOIN LATERAL (SELECT display_name FROM "user" WHERE id = m.sender_id OFFSET 0) sender ON true
        JOIN LATERAL (SELECT title FROM conversation WHERE id = x.conversation_id OFFSET 0) c ON true
        JOIN LATERAL (
          SELECT user_id FROM member
          WHERE conversation_id = x.conversation_id AND user_id = x.user_id AND removed_seq IS NULL OFFSET 0
        ) b ON true
        LEFT JOIN LATERAL (
          SELECT read_seq FROM member_mark WHERE conversation_id = x.conversation_id AND user_id = x.user_id OFFSET 0
        ) k ON true
        LEFT JOIN LATERAL (
          SELECT read_seq FROM thread_member WHERE root_id = m.thread_root_id AND user_id = x.user_id OFFSET 0
        ) t ON true
        WHERE x.user_id = due.user_id AND x.decided_at > coalesce(due.sent_at, '-infinity')
          AND (x.reason IS NULL OR x.reason NOT IN ('NOT_A_MEMBER', 'DELETED', 'READ', 'BLOCKED', 'MUTED', 'LEVEL'))
          AND x.seq > coalesce(CASE WHEN m.thread_root_id IS NULL THEN k.read_seq ELSE t.read_seq END, 0)
          AND n.wants_email_digest AND u.email IS NOT NULL AND u.email_verified_at IS NOT NULL
        GROUP BY x.conversation_id, c.title
      ) one
    ) unread`,
};

const SETTLE = {
  name: "settle_digests",
  text: `
    UPDATE notification_digest SET due_at = NULL, sent_at = CASE WHEN $2::boolean THEN now() ELSE sent_at END
    WHERE user_id = ANY($1::uuid[])`,
};

type Row = Omit<DueDigest, "messageCount" | "conversationCount">;

export function createDigestStore(pool: Pool): DigestStore {
  const query = createQuery(pool);
  return {
    async claim(max, leaseMs) {
      const rows = await query<Row>(CLAIM, [max, leaseMs]);
      return rows.map((row) => ({
        ...row,
        conversations: row.conversations.slice(0, DIGEST_CONVERSATIONS_MAX),
        messageCount: row.conversations.reduce((sum, { count }: UnreadConversation) => sum + count, 0),
        conversationCount: row.conversations.length,
      }));
    },
    async settle(userIds, isSent) {
      if (userIds.length > 0) await query(SETTLE, [userIds, isSent]);
    },
  };
}
