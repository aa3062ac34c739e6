/** What changed of people's notification settings: for their own devices. */
import type { Pool } from "pg";
import type { OwnNotificationSettingsItem } from "../domain/notification/settings.ts";
import type { NotificationSettingsRow } from "../domain/rows.ts";
import { createQuery } from "./query.ts";

const READ_CHANGED = {
  name: "read_changed_notification_settings",
  text: `
    SELECT user_id AS "userId", do_not_disturb_until AS "doNotDisturbUntil", quiet_from_minute AS "quietFromMinute",
           quiet_to_minute AS "quietToMinute", quiet_time_zone AS "quietTimeZone", direct_level::text AS "directLevel",
           group_level::text AS "groupLevel", channel_level::text AS "channelLevel",
           notifies_while_active AS "notifiesWhileActive", hides_content AS "hidesContent",
           wants_email_digest AS "wantsEmailDigest"
    FROM notification_settings WHERE user_id = ANY($1::uuid[]) AND changed_xid >= $2::xid8`,
};

export function createReadNotificationSettingsSince(pool: Pool) {
  const query = createQuery(pool);
  return async (userIds: readonly string[], since: bigint): Promise<OwnNotificationSettingsItem[]> => {
    const rows = await query<NotificationSettingsRow>(READ_CHANGED, [userIds, String(since)]);
    return rows.map(({ userId, ...settings }) => ({ type: "OWN_NOTIFICATION_SETTINGS", userId, settings }));
  };
}
