/** What decides whether a member is notified of a message, in SQL: the columns of `NotificationFacts`, and where they are. */
import type { NotificationFacts } from "../domain/notification/decide.ts";
import { UNBOUND_DEVICE_LASTS_MS } from "../domain/device/policy.ts";

/** Of a device `d` and its session `s`, null for none: whether its sign-in lasts. */
const IS_LIVE = `CASE
  WHEN d.session_id IS NULL THEN d.last_seen_at > now() - interval '${UNBOUND_DEVICE_LASTS_MS} milliseconds'
  ELSE s.revoked_at IS NULL AND s.expires_at > now()
END`;

/** The devices, as \`d\`, of a user that pushes may be brought to. */
export const liveDevicesOf = (userId: string): string => `
  device d LEFT JOIN session s ON s.id = d.session_id WHERE d.user_id = ${userId} AND ${IS_LIVE}`;

/** The device, as \`d\`, if pushes may be brought to it. */
export const liveDevice = (id: string): string => `
  device d LEFT JOIN session s ON s.id = d.session_id WHERE d.id = ${id} AND ${IS_LIVE}`;

/** Of the message `m`, the conversation `c` and `FACTS_FROM`. */
export const FACTS = `
  c.kind::text AS kind, m.created_at AS "sentAt", m.deleted_at IS NOT NULL OR hidden.seq IS NOT NULL AS "isDeleted",
  coalesce(m.seq >= greatest(b.visible_from_seq, b.joined_seq), false) AS "isMember",
  coalesce(m.seq <= CASE WHEN m.thread_root_id IS NULL THEN k.read_seq ELSE t.read_seq END, false) AS "isRead",
  blocked.blocked_id IS NOT NULL AS "hasBlockedSender",
  own.muted_until AS "mutedUntil", coalesce(own.notification_level, 'ALL')::text AS level,
  coalesce(CASE c.kind
    WHEN 'DIRECT' THEN n.direct_level WHEN 'GROUP' THEN n.group_level WHEN 'CHANNEL' THEN n.channel_level
  END, 'ALL')::text AS "kindLevel",
  named.seq IS NOT NULL AS "isNamed", m.mention_scope::text AS "mentionScope",
  n.do_not_disturb_until AS "doNotDisturbUntil", n.quiet_from_minute AS "quietFromMinute",
  n.quiet_to_minute AS "quietToMinute", n.quiet_time_zone AS "quietTimeZone",
  coalesce(n.notifies_while_active, true) AS "notifiesWhileActive",
  coalesce(p.chosen_status = 'BUSY', false) AS "isBusy"`;

/** Of which the same decides; when they were sent does not. */
export const SAME_FACTS = (
  [
    "conversationId",
    "kind",
    "isDeleted",
    "isMember",
    "isRead",
    "hasBlockedSender",
    "mutedUntil",
    "level",
    "kindLevel",
    "isNamed",
    "mentionScope",
    "doNotDisturbUntil",
    "quietFromMinute",
    "quietToMinute",
    "quietTimeZone",
    "notifiesWhileActive",
    "isBusy",
  ] satisfies readonly ("conversationId" | keyof NotificationFacts)[]
)
  .map((name) => `"${name}"`)
  .join(", ");

/**
 * All of a user that one message asks for. By lookups, one after the other: most people have none of these rows, and a plan
 * that was made when a table was empty would read it whole when it is not.
 */
export const factsFrom = (userId: string): string => `
  LEFT JOIN LATERAL (
    SELECT visible_from_seq, joined_seq FROM member
    WHERE conversation_id = m.conversation_id AND user_id = ${userId} AND removed_seq IS NULL OFFSET 0
  ) b ON true
  LEFT JOIN LATERAL (
    SELECT read_seq FROM member_mark
    WHERE conversation_id = m.conversation_id AND user_id = ${userId} OFFSET 0
  ) k ON true
  LEFT JOIN LATERAL (
    SELECT read_seq, is_following FROM thread_member WHERE root_id = m.thread_root_id AND user_id = ${userId} OFFSET 0
  ) t ON true
  LEFT JOIN LATERAL (
    SELECT seq FROM hidden_message
    WHERE user_id = ${userId} AND conversation_id = m.conversation_id AND seq = m.seq OFFSET 0
  ) hidden ON true
  LEFT JOIN LATERAL (
    SELECT blocked_id FROM block
    WHERE user_id = ${userId} AND blocked_id = m.sender_id AND blocked_at IS NOT NULL OFFSET 0
  ) blocked ON true
  LEFT JOIN LATERAL (
    SELECT notification_level, muted_until FROM member_setting
    WHERE conversation_id = m.conversation_id AND user_id = ${userId} OFFSET 0
  ) own ON true
  LEFT JOIN LATERAL (
    SELECT seq FROM mention
    WHERE user_id = ${userId} AND conversation_id = m.conversation_id AND seq = m.seq OFFSET 0
  ) named ON true
  LEFT JOIN LATERAL (SELECT * FROM notification_settings WHERE user_id = ${userId} OFFSET 0) n ON true
  LEFT JOIN LATERAL (SELECT chosen_status FROM presence WHERE user_id = ${userId} OFFSET 0) p ON true`;
