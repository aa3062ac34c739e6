/** The statements of messages that somebody deleted for themselves. */
import type { Pool } from "pg";
import type { OwnHidingItem } from "../domain/message/ports.ts";
import type { MemberRow } from "../domain/rows.ts";
import { MEMBER } from "./member.sql.ts";
import { createQuery } from "./query.ts";

const READ_HIDDEN_SINCE = {
  name: "read_hidden_since",
  text: `
    SELECT ${MEMBER}, h.message_id AS "messageId", h.seq
    FROM hidden_message h
    JOIN member m ON m.conversation_id = h.conversation_id AND m.user_id = h.user_id AND m.removed_seq IS NULL
    WHERE h.user_id = ANY($1::uuid[]) AND h.changed_xid >= $2::xid8`,
};

type HiddenRow = MemberRow & Pick<OwnHidingItem, "messageId" | "seq">;

export function createReadHiddenSince(pool: Pool) {
  const query = createQuery(pool);
  return async (userIds: readonly string[], since: bigint): Promise<OwnHidingItem[]> => {
    const rows = await query<HiddenRow>(READ_HIDDEN_SINCE, [userIds, String(since)]);
    return rows.map(({ messageId, seq, ...member }): OwnHidingItem => ({
      type: "OWN_HIDING",
      member,
      messageId,
      seq,
    }));
  };
}
