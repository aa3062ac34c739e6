/** The statements of drafts: clients save them while people type. */
import type { Pool } from "pg";
import type { OwnDraftItem, SaveDraft } from "../domain/draft/ports.ts";
import type { DraftRow } from "../domain/rows.ts";
import { createQuery } from "./query.ts";

/**
 * The membership's row is held, so that its end and the draft come one after the other: the draft first, and it is gone
 * with the membership; or the end first, and nothing is written. A draft that never was is not emptied.
 */
const SAVE_DRAFT = {
  name: "save_draft",
  text: `
    WITH place AS MATERIALIZED (
      SELECT conversation_id, user_id FROM member
      WHERE user_id = $1::uuid AND conversation_id = $2::uuid AND removed_seq IS NULL
      FOR SHARE
    ), saved AS (
      INSERT INTO draft AS d (conversation_id, user_id, thread_root_id, body, saved_at)
      SELECT conversation_id, user_id, $3::uuid, $4::text, date_trunc('milliseconds', clock_timestamp()) FROM place
      WHERE $4::text <> '' OR EXISTS (
        SELECT FROM draft
        WHERE conversation_id = place.conversation_id AND user_id = place.user_id AND thread_root_id = $3::uuid
      )
      ON CONFLICT (conversation_id, user_id, thread_root_id) DO UPDATE
        SET body = excluded.body, saved_at = excluded.saved_at
        WHERE d.body <> excluded.body
    )
    SELECT 1 FROM place`,
};

export function createSaveDraft(pool: Pool): SaveDraft {
  const query = createQuery(pool);
  return async ({ userId, conversationId, threadRootId }, body) =>
    (await query(SAVE_DRAFT, [userId, conversationId, threadRootId, body])).length > 0;
}

const READ_CHANGED_DRAFTS = {
  name: "read_changed_drafts",
  text: `
    SELECT d.conversation_id AS "conversationId", d.user_id AS "userId", d.thread_root_id AS "threadRootId", d.body,
           d.saved_at AS "savedAt"
    FROM draft d
    JOIN member m ON m.conversation_id = d.conversation_id AND m.user_id = d.user_id AND m.removed_seq IS NULL
    WHERE d.user_id = ANY($1::uuid[]) AND d.changed_xid >= $2::xid8`,
};

export function createReadDraftsSince(pool: Pool) {
  const query = createQuery(pool);
  return async (userIds: readonly string[], since: bigint): Promise<OwnDraftItem[]> => {
    const rows = await query<DraftRow>(READ_CHANGED_DRAFTS, [userIds, String(since)]);
    return rows.map((draft): OwnDraftItem => ({ type: "OWN_DRAFT", draft }));
  };
}
