/** What changed of people's own rows: one read for each kind. */
import type { Pool } from "pg";
import type { ReadOwnRows } from "../domain/ownRows.ts";
import type { Marks } from "../domain/receipts/ports.ts";
import { createReadDraftsSince } from "./drafts.sql.ts";
import { createReadExportsSince } from "./exportPages.sql.ts";
import { createReadHiddenSince } from "./hiddenMessages.sql.ts";
import { createReadInvitationsSince } from "./invitations.sql.ts";
import { createReadNotificationSettingsSince } from "./notificationSettings.sql.ts";
import { createReadChoicesSince } from "./presence.sql.ts";
import { createReadBlocksSince, createReadPrivacySince } from "./privacy.sql.ts";
import { createReadSettingsSince } from "./settings.sql.ts";
import { createReadThreadsSince } from "./threads.sql.ts";

export function createReadOwnRows(pool: Pool, marks: Pick<Marks, "readChanged">): ReadOwnRows {
  const readChoices = createReadChoicesSince(pool);
  return {
    OWN_MARKS: async (userIds, since) =>
      (await marks.readChanged(userIds, since)).map((member) => ({ type: "OWN_MARKS", member })),
    OWN_SETTINGS: createReadSettingsSince(pool),
    OWN_DRAFT: createReadDraftsSince(pool),
    OWN_HIDING: createReadHiddenSince(pool),
    OWN_THREAD: createReadThreadsSince(pool),
    OWN_CHOICE: async (userIds, since) =>
      (await readChoices(userIds, since)).map((choice) => ({ type: "OWN_CHOICE", choice })),
    OWN_INVITATIONS: createReadInvitationsSince(pool),
    OWN_BLOCK: createReadBlocksSince(pool),
    OWN_PRIVACY: createReadPrivacySince(pool),
    OWN_EXPORT: createReadExportsSince(pool),
    OWN_NOTIFICATION_SETTINGS: createReadNotificationSettingsSince(pool),
  };
}
