/** What changed of what threads are to people. */
import type { Pool } from "pg";
import type { OwnThreadItem } from "../domain/thread/ports.ts";
import { createQuery } from "./query.ts";

const READ_CHANGED_THREADS = {
  name: "read_changed_threads",
  text: `
    SELECT t.root_id AS "rootId", t.user_id AS "userId", t.conversation_id AS "conversationId",
           t.is_following AS "isFollowing", t.read_seq AS "readSeq"
    FROM thread_member t
    JOIN member m ON m.conversation_id = t.conversation_id AND m.user_id = t.user_id AND m.removed_seq IS NULL
    WHERE t.user_id = ANY($1::uuid[]) AND t.changed_xid >= $2::xid8`,
};

export function createReadThreadsSince(pool: Pool) {
  const query = createQuery(pool);
  return async (userIds: readonly string[], since: bigint): Promise<OwnThreadItem[]> => {
    const rows = await query<OwnThreadItem["thread"]>(READ_CHANGED_THREADS, [userIds, String(since)]);
    return rows.map((thread): OwnThreadItem => ({ type: "OWN_THREAD", thread }));
  };
}
