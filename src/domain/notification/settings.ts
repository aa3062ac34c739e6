/** Of what a person wants to be notified, wherever it is; what they set for one conversation stands in domain/settings. */
import type { Db, NotificationSettingsRow } from "../rows.ts";

/** All but whose they are. */
export type NotificationSettings = Omit<NotificationSettingsRow, "userId">;

/** Those of somebody who never chose. The columns' defaults say the same. */
export const NOTIFICATION_DEFAULTS: NotificationSettings = {
  doNotDisturbUntil: null,
  quietFromMinute: null,
  quietToMinute: null,
  quietTimeZone: null,
  directLevel: "ALL",
  groupLevel: "ALL",
  channelLevel: "ALL",
  notifiesWhileActive: true,
  hidesContent: false,
  wantsEmailDigest: false,
};

export async function loadNotificationSettings(db: Db, userId: string): Promise<NotificationSettings> {
  const row = await db.notificationSettings.findUnique({ where: { userId }, omit: { userId: true } });
  return row ?? NOTIFICATION_DEFAULTS;
}

/** The viewer chose something of it, on whichever device. */
export interface OwnNotificationSettingsItem {
  readonly type: "OWN_NOTIFICATION_SETTINGS";
  readonly userId: string;
  readonly settings: NotificationSettings;
}
