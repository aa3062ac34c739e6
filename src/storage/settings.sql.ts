/** The statements of what members set for themselves. */
import type { Pool } from "pg";
import type { KeptSettings, OwnSettingsItem, SaveSettings } from "../domain/settings/ports.ts";
import type { MemberRow } from "../domain/rows.ts";
import { MEMBER } from "./member.sql.ts";
import { createQuery } from "./query.ts";

/** Without a row everything is as in a new one. What would change nothing is not written. */
const SAVE_SETTINGS = {
  name: "save_settings",
  text: `
    INSERT INTO member_setting AS s
      (conversation_id, user_id, notification_level, muted_until, is_pinned, is_archived, hidden_seq)
    SELECT m.conversation_id, m.user_id, coalesce($3::notification_level, 'ALL'), $5::timestamptz,
           coalesce($6::boolean, false), coalesce($7::boolean, false), CASE WHEN $8::boolean THEN c.head_seq END
    FROM member m JOIN conversation c ON c.id = m.conversation_id
    WHERE m.user_id = $1::uuid AND m.conversation_id = $2::uuid AND m.removed_seq IS NULL
      AND ($3::notification_level <> 'ALL' OR $5::timestamptz IS NOT NULL OR $6::boolean OR $7::boolean OR $8::boolean
        OR EXISTS (SELECT FROM member_setting WHERE conversation_id = m.conversation_id AND user_id = m.user_id))
    ON CONFLICT (conversation_id, user_id) DO UPDATE SET
      notification_level = coalesce($3::notification_level, s.notification_level),
      muted_until = CASE WHEN $4::boolean THEN excluded.muted_until ELSE s.muted_until END,
      is_pinned = coalesce($6::boolean, s.is_pinned),
      is_archived = coalesce($7::boolean, s.is_archived),
      hidden_seq = CASE WHEN $8::boolean IS NULL THEN s.hidden_seq ELSE excluded.hidden_seq END
    WHERE s.notification_level <> coalesce($3::notification_level, s.notification_level)
      OR ($4::boolean AND s.muted_until IS DISTINCT FROM excluded.muted_until)
      OR s.is_pinned <> coalesce($6::boolean, s.is_pinned)
      OR s.is_archived <> coalesce($7::boolean, s.is_archived)
      OR ($8::boolean IS NOT NULL AND s.hidden_seq IS DISTINCT FROM excluded.hidden_seq)`,
};

export function createSaveSettings(pool: Pool): SaveSettings {
  const query = createQuery(pool);
  return async (userId, conversationId, changes) => {
    const { notificationLevel, mutedUntil, isPinned, isArchived, isHidden } = changes;
    const values = [
      userId,
      conversationId,
      notificationLevel ?? null,
      mutedUntil !== undefined,
      mutedUntil ?? null,
      isPinned ?? null,
      isArchived ?? null,
      isHidden ?? null,
    ];
    await query(SAVE_SETTINGS, values);
  };
}

const READ_CHANGED_SETTINGS = {
  name: "read_changed_settings",
  text: `
    SELECT ${MEMBER}, s.notification_level::text AS "notificationLevel", s.muted_until AS "mutedUntil",
           s.is_pinned AS "isPinned", s.is_archived AS "isArchived", s.hidden_seq AS "hiddenSeq"
    FROM member_setting s
    JOIN member m ON m.conversation_id = s.conversation_id AND m.user_id = s.user_id AND m.removed_seq IS NULL
    WHERE s.user_id = ANY($1::uuid[]) AND s.changed_xid >= $2::xid8`,
};

export function createReadSettingsSince(pool: Pool) {
  const query = createQuery(pool);
  return async (userIds: readonly string[], since: bigint): Promise<OwnSettingsItem[]> => {
    const rows = await query<MemberRow & KeptSettings>(READ_CHANGED_SETTINGS, [userIds, String(since)]);
    return rows.map((row): OwnSettingsItem => {
      const { notificationLevel, mutedUntil, isPinned, isArchived, hiddenSeq, ...member } = row;
      const settings = { notificationLevel, mutedUntil, isPinned, isArchived, hiddenSeq };
      return { type: "OWN_SETTINGS", member, settings };
    });
  };
}
