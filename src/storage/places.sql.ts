/** Where the log and the memberships stand: the reads behind every stream, each one statement and so one snapshot. */
import type { Pool } from "pg";
import { unavailable } from "../domain/errors.ts";
import type { InboxPlace, Place, Places } from "../domain/places.ts";
import { createBatcher } from "../lib/batcher.ts";
import { createQuery } from "./query.ts";

/** All who wait, in one statement: a crowd that comes back at once asks for thousands of places. */
const READ_PLACES = {
  name: "read_places",
  text: `
    SELECT wanted.number::int AS "number", c.head_seq AS "headSeq", m.joined_seq AS "joinedSeq",
           m.visible_from_seq AS "visibleFromSeq", m.removed_seq AS "removedSeq"
    FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS wanted(user_id, conversation_id, number)
    JOIN member m ON m.user_id = wanted.user_id AND m.conversation_id = wanted.conversation_id
    JOIN conversation c ON c.id = m.conversation_id`,
};

/** In the same way: a stream that resumes asks once. */
const READ_HIDDEN = {
  name: "read_hidden",
  text: `
    SELECT wanted.number::int AS "number", h.seq
    FROM unnest($1::uuid[], $2::uuid[], $3::int[])
      WITH ORDINALITY AS wanted(user_id, conversation_id, after_seq, number)
    JOIN hidden_message h
      ON h.user_id = wanted.user_id AND h.conversation_id = wanted.conversation_id AND h.seq > wanted.after_seq`,
};

/** Of places, or of what is hidden, in one statement. */
const PLACES_MAX = 500;
/** A crowd larger than one process can hold waits no longer than the streams' patience. */
const WAITING_MAX = 50_000;
const WAIT_MAX_MS = 8_000;

interface WantedPlace {
  readonly userId: string;
  readonly conversationId: string;
}

/**
 * An inbox cursor is a horizon: transactions below it had ended. In one conversation seq order is commit order, so any
 * event of such a transaction covers all before it. The newest, or nearly, is found by galloping back from the head and
 * then halving: twice the logarithm of what was missed, however old the cursor. (Events above it may have been delivered
 * before; clients drop seq ≤ last.)
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
           ) AS "wasMember",
           ARRAY(
             SELECT h.seq FROM hidden_message h
             WHERE h.user_id = m.user_id AND h.conversation_id = m.conversation_id AND h.seq > covered.seq
           ) AS "hiddenSeqs"
    FROM (SELECT $1::uuid AS id) viewer
    LEFT JOIN (
      member m JOIN conversation c ON c.id = m.conversation_id
    ) ON m.user_id = viewer.id AND (m.removed_seq IS NULL OR m.changed_xid >= $2::xid8)
    LEFT JOIN LATERAL (
      SELECT CASE
        WHEN $2::xid8 IS NULL OR c.head_xid < $2::xid8 THEN c.head_seq
        ELSE (
          -- low is covered (0: by nothing), what is above high is not.
          WITH RECURSIVE search (low, high, step) AS (
            SELECT 0, c.head_seq, 1
            UNION ALL
            SELECT CASE WHEN e.xid < $2::xid8 THEN e.seq ELSE low END,
                   CASE WHEN e.xid < $2::xid8 THEN high ELSE e.seq - 1 END,
                   least(step, 536870912) * 2
            FROM search JOIN event e
              ON e.conversation_id = c.id AND e.seq = greatest(low + (high - low + 1) / 2, high - step + 1)
            WHERE low < high
          )
          SELECT max(low) FROM search
        )
      END AS seq
    ) covered ON true`,
};

/**
 * Every process asks this every second. A head is looked up by primary key for each conversation, by a subquery that the
 * planner cannot turn into a scan of the whole table: 5,000 take some ms. Memberships cost what has changed.
 */
const READ_POSITIONS = {
  name: "read_positions",
  text: `
    SELECT now.horizon::text AS horizon, (SELECT epoch FROM log_epoch) AS epoch,
           (SELECT json_agg(json_build_array(looked.id, looked.head_seq)) FROM (
              SELECT known.id, known.seq,
                     coalesce((SELECT c.head_seq FROM conversation c WHERE c.id = known.id), 0) AS head_seq
              FROM unnest($2::uuid[], $3::int[]) AS known (id, seq)
            ) looked WHERE looked.head_seq <> looked.seq) AS heads,
           (SELECT json_agg(json_build_array(m.user_id, m.conversation_id)) FROM member m
             WHERE m.user_id = ANY($4::uuid[]) AND m.changed_xid >= now.since) AS memberships
    FROM (
      SELECT horizon, CASE WHEN horizon < $1::xid8 THEN '0'::xid8 ELSE $1::xid8 END AS since
      FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS horizon) snapshot
    ) now`,
};

interface PositionsRow {
  readonly horizon: string;
  readonly epoch: string | null;
  readonly heads: readonly [string, number][] | null;
  readonly memberships: readonly [string, string][] | null;
}

export function createPlaces(pool: Pool): Places {
  const query = createQuery(pool);
  const bounds = {
    batchMax: PLACES_MAX,
    waitingMax: WAITING_MAX,
    waitMaxMs: WAIT_MAX_MS,
    onFull: () => unavailable("Too many streams are opened at once; try again."),
  };
  const readPlace = createBatcher<WantedPlace, Place | null>({
    ...bounds,
    run: async (_key, wanted) => {
      const userIds = wanted.map(({ userId }) => userId);
      const conversationIds = wanted.map(({ conversationId }) => conversationId);
      const found = await query<Place & { number: number }>(READ_PLACES, [userIds, conversationIds]);
      const places = new Map(found.map(({ number, ...place }) => [number, place]));
      return wanted.map((_, index) => places.get(index + 1) ?? null);
    },
  });
  const readHidden = createBatcher<WantedPlace & { readonly afterSeq: number }, readonly number[]>({
    ...bounds,
    run: async (_key, wanted) => {
      const found = await query<{ number: number; seq: number }>(READ_HIDDEN, [
        wanted.map(({ userId }) => userId),
        wanted.map(({ conversationId }) => conversationId),
        wanted.map(({ afterSeq }) => afterSeq),
      ]);
      const hidden = Map.groupBy(found, ({ number }) => number);
      return wanted.map((_, index) => hidden.get(index + 1)?.map(({ seq }) => seq) ?? []);
    },
  });

  return {
    readPlace: (userId, conversationId) => readPlace("places", { userId, conversationId }),

    readHidden: (userId, conversationId, afterSeq) =>
      readHidden("hidden", { userId, conversationId, afterSeq }),

    readInbox: async (userId, since) => {
      const rows = await query<InboxPlace & { horizon: string; conversationId: string | null }>(READ_INBOX, [
        userId,
        since === null ? null : String(since),
      ]);
      const horizon = rows[0]?.horizon;
      if (horizon === undefined) throw new Error("PostgreSQL did not tell its horizon.");
      return { horizon: BigInt(horizon), places: rows.filter((row) => row.conversationId !== null) };
    },

    readPositions: async (since, heads, userIds) => {
      const [ids, seqs] = [[...heads.keys()], [...heads.values()]];
      const [row] = await query<PositionsRow>(READ_POSITIONS, [String(since), ids, seqs, userIds]);
      if (row === undefined) throw new Error("PostgreSQL did not tell its horizon.");
      if (row.epoch === null)
        throw new Error("The table log_epoch is empty: somebody has deleted the epoch.");
      return {
        epoch: row.epoch,
        horizon: BigInt(row.horizon),
        heads: new Map(row.heads ?? []),
        memberships: (row.memberships ?? []).map(([userId, conversationId]) => ({ userId, conversationId })),
      };
    },
  };
}
