/** What a member sets for themselves in one conversation, and the port that keeps it. */
import type { MemberRow, MemberSettingRow } from "../rows.ts";

/** What is stored. No row: nothing was ever set. */
export type KeptSettings = Pick<
  MemberSettingRow,
  "notificationLevel" | "mutedUntil" | "isPinned" | "isArchived" | "hiddenSeq"
>;

/** What is undefined stays as it is. */
export interface SettingChanges {
  readonly notificationLevel: KeptSettings["notificationLevel"] | undefined;
  /** Null: not muted. */
  readonly mutedUntil: Date | null | undefined;
  readonly isPinned: boolean | undefined;
  readonly isArchived: boolean | undefined;
  readonly isHidden: boolean | undefined;
}

/**
 * Keeps what a present member sets, in one statement that takes no conversation's lock; of two at once both count. What
 * is set already is not written, and for who is no member now nothing is. Errors: UNAVAILABLE.
 */
export type SaveSettings = (userId: string, conversationId: string, changes: SettingChanges) => Promise<void>;

/** What a stream says of the viewer's own settings in a conversation: they changed, on whichever device. */
export interface OwnSettingsItem {
  readonly type: "OWN_SETTINGS";
  readonly member: MemberRow;
  readonly settings: KeptSettings;
}
