/** What is known of a device and a conversation at the moment of sending, and of what the device shows of it. */
import { TOLD_BEHIND_MAX, TOLD_MAX } from "../domain/notification/stores.ts";
import type { ClaimedPush, PushDevice, PushTarget } from "../domain/notification/stores.ts";
import { liveDevice } from "./notificationFacts.sql.ts";
import type { Query } from "./query.ts";

/**
 * Behind the conversation's mark there may be replies that are unread: they are looked for among the newest that were told of.
 * Where they alone are left, and are older than the newest message, the next alert does not tell of them.
 */
const READ_TARGETS = {
  name: "read_push_targets",
  text: `
    SELECT d.id, d.provider::text, d.token, d.locale, c.title, coalesce(n.hides_content, false) AS "hidesContent",
           b.member IS NULL OR coalesce(told.count = 0 AND (newest.is_read OR shown.deleted_at IS NOT NULL), false)
             AS "isShownOver",
           CASE WHEN newest.is_read AND told.main_count = 0 THEN 0 ELSE told.count END::int AS "toldCount",
           told.sender_id AS "toldSenderId"
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::int[]) WITH ORDINALITY
      AS w(device_id, conversation_id, user_id, shown_from_seq, shown_seq, place)
    LEFT JOIN LATERAL (SELECT d.id, d.provider, d.token, d.locale FROM ${liveDevice("w.device_id")} OFFSET 0) d ON true
    LEFT JOIN LATERAL (SELECT title FROM conversation WHERE id = w.conversation_id OFFSET 0) c ON true
    LEFT JOIN LATERAL (
      SELECT 1 AS member FROM member
      WHERE conversation_id = w.conversation_id AND user_id = w.user_id AND removed_seq IS NULL OFFSET 0
    ) b ON true
    LEFT JOIN LATERAL (
      SELECT read_seq FROM member_mark WHERE conversation_id = w.conversation_id AND user_id = w.user_id OFFSET 0
    ) k ON true
    LEFT JOIN LATERAL (SELECT hides_content FROM notification_settings WHERE user_id = w.user_id OFFSET 0) n ON true
    LEFT JOIN LATERAL (
      SELECT deleted_at, thread_root_id FROM message
      WHERE conversation_id = w.conversation_id AND seq = w.shown_seq OFFSET 0
    ) shown ON true
    LEFT JOIN LATERAL (
      SELECT read_seq FROM thread_member WHERE root_id = shown.thread_root_id AND user_id = w.user_id OFFSET 0
    ) t ON true
    CROSS JOIN LATERAL (
      SELECT w.shown_seq <= CASE WHEN shown.thread_root_id IS NULL THEN k.read_seq ELSE t.read_seq END AS is_read
    ) newest
    CROSS JOIN LATERAL (
      SELECT count(*), count(*) FILTER (WHERE is_main) AS main_count,
             CASE WHEN count(DISTINCT sender_id) = 1 THEN min(sender_id::text) END AS sender_id
      FROM (
        SELECT m.thread_root_id IS NULL AS is_main, m.sender_id FROM (
          SELECT seq, message_id FROM notification
          WHERE user_id = w.user_id AND conversation_id = w.conversation_id AND state = 'SENT'
            AND seq >= greatest(w.shown_from_seq, k.read_seq + 1, 1) AND seq <= w.shown_seq
          UNION ALL
          (
            SELECT seq, message_id FROM notification
            WHERE user_id = w.user_id AND conversation_id = w.conversation_id AND state = 'SENT'
              AND seq >= coalesce(w.shown_from_seq, 1) AND seq <= k.read_seq AND seq <= w.shown_seq
            ORDER BY seq DESC LIMIT ${TOLD_BEHIND_MAX}
          )
        ) told
        JOIN LATERAL (
          SELECT deleted_at, thread_root_id, sender_id FROM message WHERE id = told.message_id OFFSET 0
        ) m ON m.deleted_at IS NULL
        LEFT JOIN LATERAL (
          SELECT read_seq FROM thread_member WHERE root_id = m.thread_root_id AND user_id = w.user_id OFFSET 0
        ) its ON true
        WHERE told.seq > coalesce(CASE WHEN m.thread_root_id IS NULL THEN k.read_seq ELSE its.read_seq END, 0)
        LIMIT ${TOLD_MAX}
      ) unread
    ) told
    ORDER BY w.place`,
};

interface TargetRow extends Omit<PushTarget, "device">, Omit<PushDevice, "id"> {
  readonly id: string | null;
}

/** In the order of the claims. Errors: UNAVAILABLE. */
export async function readTargets(query: Query, claims: readonly ClaimedPush[]): Promise<PushTarget[]> {
  const rows = await query<TargetRow>(READ_TARGETS, [
    claims.map(({ deviceId }) => deviceId),
    claims.map(({ conversationId }) => conversationId),
    claims.map(({ userId }) => userId),
    claims.map(({ shownFromSeq }) => shownFromSeq),
    claims.map(({ shownSeq }) => shownSeq),
  ]);
  return rows.map(({ id, provider, token, locale, ...target }) => {
    const device = id === null ? null : { id, provider, token, locale };
    return { ...target, device };
  });
}
