/** The statements of drafts: clients save them while people type. */
import type { Pool } from "pg";
import type { OwnDraftItem, SaveDraft } from "../domain/draft/ports.ts";
import type { DraftRow } from "../domain/rows.ts";
import { toUnavailable } from "./unavailable.ts";

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
  return async ({ userId, conversationId, threadRootId }, body) => {
    try {
      const values = [userId, conversationId, threadRootId, body];
      return (await pool.query({ ...SAVE_DRAFT, values })).rows.length > 0;
    } catch (error) {
      throw toUnavailable(error);
    }
  };
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
  return async (userIds: readonly string[], since: bigint): Promise<OwnDraftItem[]> => {
    try {
      const values = [userIds, String(since)];
      const { rows } = await pool.query<DraftRow>({ ...READ_CHANGED_DRAFTS, values });
      return rows.map((draft): OwnDraftItem => ({ type: "OWN_DRAFT", draft }));
    } catch (error) {
      throw toUnavailable(error);
    }
  };
}
