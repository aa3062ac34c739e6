/** What somebody leaves as it is when they set one thing of a conversation for themselves. */
import type { SettingChanges } from "../../domain/settings/ports.ts";

export const NOTHING_SET: SettingChanges = {
  notificationLevel: undefined,
  mutedUntil: undefined,
  isPinned: undefined,
  isArchived: undefined,
  isHidden: undefined,
};
