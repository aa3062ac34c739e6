/** What a person chose to show of themselves, and whom they let come to them. */
import type { Db, PrivacyCircle, PrivacySettingsRow, Tx } from "../rows.ts";

/** All but whose they are. */
export type PrivacySettings = Omit<PrivacySettingsRow, "userId">;

/** Those of somebody who never chose. The columns' defaults say the same. */
export const PRIVACY_DEFAULTS: PrivacySettings = {
  whoSeesPresence: "EVERYONE",
  whoSeesLastSeen: "EVERYONE",
  whoSeesReceipts: "EVERYONE",
  whoSeesTyping: "EVERYONE",
  whoMayWriteFirst: "EVERYONE",
  whoMayAddToGroups: "EVERYONE",
  isDiscoverable: true,
};

/** The settings that name a circle. */
export type PrivacyMatter = keyof {
  [Name in keyof PrivacySettings as PrivacySettings[Name] extends PrivacyCircle ? Name : never]: true;
};

export async function loadPrivacySettings(db: Db | Tx, userId: string): Promise<PrivacySettings> {
  const row = await db.privacySettings.findUnique({ where: { userId }, omit: { userId: true } });
  return row ?? PRIVACY_DEFAULTS;
}
