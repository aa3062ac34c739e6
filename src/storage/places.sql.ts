/** Where the log and the memberships stand: the reads behind every stream, each one statement and so one snapshot. */
import type { Pool } from "pg";
import type { InboxPlace, Place, Places } from "../domain/places.ts";
import { toUnavailable } from "./unavailable.ts";

const READ_PLACE = {
  name: "read_place",
  text: `
    SELECT c.head_seq AS "headSeq", m.joined_seq AS "joinedSeq", m.visible_from_seq AS "visibleFromSeq",
           m.removed_seq AS "removedSeq"
    FROM member m JOIN conversation c ON c.id = m.conversation_id
    WHERE m.user_id = $1::uuid AND m.conversation_id = $2::uuid`,
};

const READ_HEAD = {
  name: "read_head",
  text: `SELECT head_seq AS "headSeq" FROM conversation WHERE id = $1::uuid`,
};

/**
 * An inbox cursor is a horizon: transactions below it had ended. In one conversation seq order is commit order, so the
 * newest event of such a transaction covers all before it; it is found by walking back from the head, which is as long
 * as the absence was. (Events above it may have been delivered before; clients drop seq ≤ last.)
 */
const READ_INBOX = {
  name: "read_inbox",
  text: `
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon,
           m.conversation_id AS "conversationId", c.head_seq AS "headSeq", m.joined_seq AS "joinedSeq",
           m.visible_from_seq AS "visibleFromSeq", m.removed_seq AS "removedSeq", covered.seq AS "coveredSeq",
           m.joined_seq > covered.seq + 1 AND EXISTS (
             SELECT FROM event e
             WHERE e.conversation_id = c.id AND e.seq > covered.seq AND e.seq < m.joined_seq
               AND e.kind = 'MEMBER_LEFT' AND e.payload ->> 'memberId' = m.id::text
           ) AS "wasMember"
    FROM (SELECT $1::uuid AS id) viewer
    LEFT JOIN (
      member m JOIN conversation c ON c.id = m.conversation_id
    ) ON m.user_id = viewer.id AND (m.removed_seq IS NULL OR m.changed_xid >= $2::xid8)
    LEFT JOIN LATERAL (
      SELECT CASE
        WHEN $2::xid8 IS NULL OR c.head_xid < $2::xid8 THEN c.head_seq
        ELSE coalesce((
          SELECT e.seq FROM event e
          WHERE e.conversation_id = c.id AND e.xid < $2::xid8
          ORDER BY e.seq DESC LIMIT 1
        ), 0)
      END AS seq
    ) covered ON true`,
};

const READ_POSITIONS = {
  name: "read_positions",
  text: `
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon,
           (SELECT json_agg(json_build_array(id, head_seq)) FROM conversation
             WHERE id = ANY($2::uuid[]) AND head_xid >= $1::xid8) AS heads,
           (SELECT json_agg(json_build_array(user_id, conversation_id)) FROM member
             WHERE user_id = ANY($3::uuid[]) AND changed_xid >= $1::xid8) AS memberships`,
};

interface PositionsRow {
  readonly horizon: string;
  readonly heads: readonly [string, number][] | null;
  readonly memberships: readonly [string, string][] | null;
}

export function createPlaces(pool: Pool): Places {
  async function query<Row extends object>(
    statement: { name: string; text: string },
    values: readonly unknown[],
  ): Promise<Row[]> {
    try {
      return (await pool.query<Row>({ ...statement, values: [...values] })).rows;
    } catch (error) {
      throw toUnavailable(error);
    }
  }

  return {
    readPlace: async (userId, conversationId) =>
      (await query<Place>(READ_PLACE, [userId, conversationId]))[0] ?? null,

    readHead: async (conversationId) =>
      (await query<{ headSeq: number }>(READ_HEAD, [conversationId]))[0]?.headSeq ?? 0,

    readInbox: async (userId, since) => {
      const rows = await query<InboxPlace & { horizon: string; conversationId: string | null }>(READ_INBOX, [
        userId,
        since === null ? null : String(since),
      ]);
      const horizon = rows[0]?.horizon;
      if (horizon === undefined) throw new Error("PostgreSQL did not tell its horizon.");
      return { horizon: BigInt(horizon), places: rows.filter((row) => row.conversationId !== null) };
    },

    readPositions: async (since, conversationIds, userIds) => {
      const [row] = await query<PositionsRow>(READ_POSITIONS, [String(since), conversationIds, userIds]);
      if (row === undefined) throw new Error("PostgreSQL did not tell its horizon.");
      return {
        horizon: BigInt(row.horizon),
        heads: new Map(row.heads ?? []),
        memberships: (row.memberships ?? []).map(([userId, conversationId]) => ({ userId, conversationId })),
      };
    },
  };
}
