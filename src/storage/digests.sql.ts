/** The statements of mails of what stays unread. */
import type { Pool } from "pg";
import type { DigestClaim, DigestStore, DueDigest, UnreadGroup } from "../domain/notification/digest.ts";
import { FACTS, factsFrom, SAME_FACTS } from "./notificationFacts.sql.ts";
import { createQuery } from "./query.ts";

const CLAIM = {
  name: "claim_digests",
  text: `
    UPDATE notification_digest g SET due_at = now() + $2::int * interval '1 millisecond'
    FROM (
      SELECT user_id FROM notification_digest WHERE due_at <= now() ORDER BY due_at LIMIT $1::int FOR UPDATE SKIP LOCKED
    ) waiting
    WHERE g.user_id = waiting.user_id
    RETURNING g.user_id AS "userId", g.due_at AS "dueAt", g.attempts`,
};

/** One row for each group; one without a group where there is nothing. */
const READ = {
  name: "read_digest",
  text: `
    WITH held AS MATERIALIZED (
      UPDATE notification_digest SET due_at = now() + $3::int * interval '1 millisecond'
      WHERE user_id = $1::uuid AND due_at = $2::timestamptz
      RETURNING user_id, sent_at, due_at, attempts
    ), unread AS (
      SELECT x.conversation_id AS "conversationId", coalesce(c.title, sender.display_name) AS title, ${FACTS}
      FROM held
      JOIN LATERAL (
        SELECT user_id, conversation_id, message_id FROM notification
        WHERE user_id = held.user_id AND decided_at > coalesce(held.sent_at, '-infinity')
          AND (reason IS NULL OR reason NOT IN ('NOT_A_MEMBER', 'DELETED', 'READ', 'BLOCKED', 'MUTED', 'LEVEL')) OFFSET 0
      ) x ON true
      JOIN LATERAL (SELECT * FROM message WHERE id = x.message_id OFFSET 0) m ON true
      JOIN LATERAL (SELECT kind, title FROM conversation WHERE id = x.conversation_id OFFSET 0) c ON true
      JOIN LATERAL (SELECT display_name FROM "user" WHERE id = m.sender_id OFFSET 0) sender ON true
      ${factsFrom("x.user_id")}
    ), grouped AS (
      SELECT ${SAME_FACTS}, max(title) AS title, max("sentAt") AS "sentAt", count(*)::int AS count FROM unread GROUP BY ${SAME_FACTS}
    )
    SELECT held.user_id AS "userId", held.due_at AS "dueAt", held.attempts, now() AS "readAt",
           coalesce(u.email, '') AS email, coalesce(d.locale, 'en') AS locale,
           coalesce(n.hides_content, false) AS "hidesContent", grouped.*
    FROM held
    JOIN "user" u ON u.id = held.user_id
    LEFT JOIN notification_settings n ON n.user_id = held.user_id
    LEFT JOIN LATERAL (
      SELECT locale FROM device WHERE user_id = held.user_id ORDER BY last_seen_at DESC LIMIT 1
    ) d ON true
    LEFT JOIN grouped ON n.wants_email_digest AND u.email IS NOT NULL AND u.email_verified_at IS NOT NULL`,
};

const SETTLE = {
  name: "settle_digest",
  text: `
    UPDATE notification_digest SET
      due_at = now() + $3::int * interval '1 millisecond', attempts = $4::int, sent_at = coalesce($5::timestamptz, sent_at)
    WHERE user_id = $1::uuid AND due_at = $2::timestamptz`,
};

type Row = DigestClaim & Omit<DueDigest, "claim" | "groups"> & (UnreadGroup | { conversationId: null });

export function createDigestStore(pool: Pool): DigestStore {
  const query = createQuery(pool);
  return {
    claim: (max, leaseMs) => query<DigestClaim>(CLAIM, [max, leaseMs]),

    async read({ userId, dueAt }, leaseMs) {
      const rows = await query<Row>(READ, [userId, dueAt, leaseMs]);
      const [first] = rows;
      if (first === undefined) return null;
      const { readAt, email, locale, hidesContent } = first;
      const claim = { userId, dueAt: first.dueAt, attempts: first.attempts };
      const groups = rows.filter((row) => row.conversationId !== null);
      return { claim, readAt, email, locale, hidesContent, groups };
    },

    async settle({ userId, dueAt }, { againInMs, attempts, sentAt }) {
      await query(SETTLE, [userId, dueAt, againInMs, attempts, sentAt]);
    },
  };
}
