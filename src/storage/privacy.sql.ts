/** What changed of people's blocks and privacy settings: for their own devices. */
import type { Pool } from "pg";
import type { OwnBlockItem, OwnPrivacyItem } from "../domain/privacy/ports.ts";
import type { BlockRow, PrivacySettingsRow } from "../domain/rows.ts";
import { createQuery } from "./query.ts";

const READ_CHANGED_BLOCKS = {
  name: "read_changed_blocks",
  text: `
    SELECT user_id AS "userId", blocked_id AS "blockedId", blocked_at AS "blockedAt"
    FROM block WHERE user_id = ANY($1::uuid[]) AND changed_xid >= $2::xid8`,
};

const READ_CHANGED_PRIVACY = {
  name: "read_changed_privacy",
  text: `
    SELECT user_id AS "userId", who_sees_presence::text AS "whoSeesPresence",
           who_sees_last_seen::text AS "whoSeesLastSeen", who_sees_receipts::text AS "whoSeesReceipts",
           who_sees_typing::text AS "whoSeesTyping", who_may_write_first::text AS "whoMayWriteFirst",
           who_may_add_to_groups::text AS "whoMayAddToGroups", is_discoverable AS "isDiscoverable"
    FROM privacy_settings WHERE user_id = ANY($1::uuid[]) AND changed_xid >= $2::xid8`,
};

/** Lifted ones included. */
export function createReadBlocksSince(pool: Pool) {
  const query = createQuery(pool);
  return async (userIds: readonly string[], since: bigint): Promise<OwnBlockItem[]> => {
    const rows = await query<BlockRow>(READ_CHANGED_BLOCKS, [userIds, String(since)]);
    return rows.map((block) => ({ type: "OWN_BLOCK", block }));
  };
}

export function createReadPrivacySince(pool: Pool) {
  const query = createQuery(pool);
  return async (userIds: readonly string[], since: bigint): Promise<OwnPrivacyItem[]> => {
    const rows = await query<PrivacySettingsRow>(READ_CHANGED_PRIVACY, [userIds, String(since)]);
    return rows.map(({ userId, ...settings }) => ({ type: "OWN_PRIVACY", userId, settings }));
  };
}
