/**
 * The statements of consumers: where each stands in the log, and what comes next.
 *
 * A position is a place in the order of transactions, not of sequence numbers: below the horizon every transaction has
 * ended, so nothing can still be committed behind a position that stays below it.
 */
import type { Pool } from "pg";
import type {
  Consumer,
  ConsumerName,
  ConsumerStore,
  LoggedEvent,
  LogPosition,
} from "../domain/consumer/ports.ts";
import { NO_ID } from "../lib/ids.ts";
import { createQuery } from "./query.ts";

const ENSURE = {
  name: "ensure_consumer",
  text: `
    INSERT INTO consumer_position (name, xid, conversation_id, seq)
    VALUES ($1, CASE WHEN $2::boolean THEN '0'::xid8 ELSE pg_snapshot_xmin(pg_current_snapshot()) END, $3::uuid, 0)
    ON CONFLICT (name) DO NOTHING`,
};

/** A position beyond the horizon is of another cluster, which this database was restored from: it goes back. */
const CLAIM = {
  name: "claim_consumer",
  text: `
    UPDATE consumer_position SET
      claim_id = $2::uuid,
      claimed_until = now() + $3::int * interval '1 millisecond',
      xid = CASE WHEN xid > now.horizon THEN now.horizon ELSE xid END
    FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS horizon) now
    WHERE name = $1 AND (claim_id IS NULL OR claim_id = $2::uuid OR claimed_until < now())
    RETURNING xid::text, conversation_id AS "conversationId", seq`,
};

/** The horizon is that of the statement's own snapshot. */
const READ = {
  name: "read_log",
  text: `
    SELECT now.horizon::text AS horizon, e.xid::text, e.conversation_id AS "conversationId", e.seq, e.kind::text,
           e.actor_id AS "actorId", e.payload, e.occurred_at AS "occurredAt"
    FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS horizon) now
    LEFT JOIN LATERAL (
      SELECT * FROM event
      WHERE (xid, conversation_id, seq) > ($1::xid8, $2::uuid, $3::int) AND xid < now.horizon
        AND kind = ANY($4::event_kind[])
      ORDER BY xid, conversation_id, seq
      LIMIT $5
    ) e ON true
    ORDER BY e.xid, e.conversation_id, e.seq`,
};

/** From where it is known to stand: what a crash of PostgreSQL has taken back of it is told again. */
const ADVANCE = {
  name: "advance_consumer",
  text: `
    WITH advanced AS (
      UPDATE consumer_position SET xid = $3::xid8, conversation_id = $4::uuid, seq = $5::int
      WHERE name = $1 AND claim_id = $2::uuid AND (xid, conversation_id, seq) = ($9::xid8, $10::uuid, $11::int)
      RETURNING name
    ), kept AS (
      INSERT INTO dead_letter (consumer, conversation_id, seq, failed_at, error)
      SELECT advanced.name, dead.conversation_id, dead.seq, now(), dead.error
      FROM advanced, unnest($6::uuid[], $7::int[], $8::text[]) AS dead (conversation_id, seq, error)
      ON CONFLICT (consumer, conversation_id, seq) DO NOTHING
    )
    SELECT name FROM advanced`,
};

const RELEASE = {
  name: "release_consumer",
  text: `UPDATE consumer_position SET claim_id = NULL WHERE name = $1 AND claim_id = $2::uuid`,
};

/** One whose event is gone is settled: there is nothing to tell. */
const READ_DUE = {
  name: "read_due_dead_letters",
  text: `
    WITH settled AS (
      DELETE FROM dead_letter d WHERE d.consumer = $1 AND d.is_due
        AND NOT EXISTS (SELECT FROM event e WHERE e.conversation_id = d.conversation_id AND e.seq = d.seq)
    )
    SELECT e.conversation_id AS "conversationId", e.seq, e.kind::text, e.actor_id AS "actorId", e.payload,
           e.occurred_at AS "occurredAt"
    FROM dead_letter d JOIN event e ON e.conversation_id = d.conversation_id AND e.seq = d.seq
    WHERE d.consumer = $1 AND d.is_due
    ORDER BY d.failed_at
    LIMIT 100`,
};

const REVIVE = {
  name: "revive_dead_letter",
  text: `DELETE FROM dead_letter WHERE consumer = $1 AND conversation_id = $2::uuid AND seq = $3::int`,
};

const BURY = {
  name: "bury_dead_letter",
  text: `
    UPDATE dead_letter SET is_due = false, attempts = attempts + 1, failed_at = now(), error = $4
    WHERE consumer = $1 AND conversation_id = $2::uuid AND seq = $3::int`,
};

interface PositionRow {
  readonly xid: string;
  readonly conversationId: string;
  readonly seq: number;
}

interface LogRow extends LoggedEvent {
  readonly xid: string | null;
  readonly horizon: string;
}

export function createConsumerStore(pool: Pool): ConsumerStore {
  const query = createQuery(pool);
  const place = ({ xid, conversationId, seq }: LogPosition): [string, string, number] => [
    String(xid),
    conversationId,
    seq,
  ];

  return {
    async claim({ name, begins }, claimId, leaseMs) {
      const claim = (): Promise<PositionRow[]> => query(CLAIM, [name, claimId, leaseMs]);
      const [row] = await claim();
      if (row !== undefined) return toPosition(row);
      await query(ENSURE, [name, begins === "FIRST", NO_ID]);
      const [created] = await claim();
      return created === undefined ? null : toPosition(created);
    },

    async read(position, { kinds, batchMax }) {
      const rows = await query<LogRow>(READ, [...place(position), kinds, batchMax]);
      const horizon = BigInt(rows[0]?.horizon ?? 0);
      const events = rows.filter(({ xid }) => xid !== null);
      const last = events.at(-1);
      return {
        events,
        isFull: events.length === batchMax,
        position:
          last === undefined
            ? { xid: horizon, conversationId: NO_ID, seq: 0 }
            : { xid: BigInt(last.xid ?? 0), conversationId: last.conversationId, seq: last.seq },
      };
    },

    async advance(name, claimId, from, position, deadLetters) {
      const rows = await query(ADVANCE, [
        name,
        claimId,
        ...place(position),
        deadLetters.map(({ conversationId }) => conversationId),
        deadLetters.map(({ seq }) => seq),
        deadLetters.map(({ error }) => error),
        ...place(from),
      ]);
      return rows.length > 0;
    },

    async release(name, claimId) {
      await query(RELEASE, [name, claimId]);
    },

    readDue: (name) => query<LoggedEvent>(READ_DUE, [name]),

    async settle(name, { conversationId, seq }, error) {
      if (error === null) await query(REVIVE, [name, conversationId, seq]);
      else await query(BURY, [name, conversationId, seq, error]);
    },
  };
}

/** What `npm run admin:dead-letters` shows. */
export interface DeadLetterRow {
  readonly consumer: ConsumerName;
  readonly conversationId: string;
  readonly seq: number;
  readonly failedAt: Date;
  readonly attempts: number;
  readonly error: string;
  readonly isDue: boolean;
}

/** The oldest first, at most a hundred, and how many there are. */
export async function readDeadLetters(
  pool: Pool,
): Promise<{ readonly count: number; readonly rows: readonly DeadLetterRow[] }> {
  const query = createQuery(pool);
  const rows = await query<DeadLetterRow & { readonly count: number }>(
    {
      name: "read_dead_letters",
      text: `
        SELECT consumer, conversation_id AS "conversationId", seq, failed_at AS "failedAt", attempts, error,
               is_due AS "isDue", count(*) OVER ()::int AS count
        FROM dead_letter ORDER BY failed_at, consumer, conversation_id, seq LIMIT 100`,
    },
    [],
  );
  return { count: rows[0]?.count ?? 0, rows };
}

/** Asks for another try of all there are; answers how many. */
export async function replayDeadLetters(pool: Pool): Promise<number> {
  const query = createQuery(pool);
  const rows = await query(
    { name: "replay_dead_letters", text: "UPDATE dead_letter SET is_due = true RETURNING seq" },
    [],
  );
  return rows.length;
}

const READ_LAG = {
  name: "read_consumer_lag",
  text: `
    SELECT extract(epoch FROM clock_timestamp() - (
      SELECT e.occurred_at FROM event e
      WHERE (e.xid, e.conversation_id, e.seq) > (p.xid, p.conversation_id, p.seq) AND e.kind = ANY($2::event_kind[])
      ORDER BY e.xid, e.conversation_id, e.seq LIMIT 1
    ))::float8 AS lag
    FROM consumer_position p WHERE p.name = $1`,
};

/** Seconds since the oldest event that the consumer was not told of yet; 0 where there is none. */
export async function readConsumerLag(
  pool: Pool,
  { name, kinds }: Pick<Consumer, "name" | "kinds">,
): Promise<number> {
  const [row] = await createQuery(pool)<{ lag: number | null }>(READ_LAG, [name, kinds]);
  return row?.lag ?? 0;
}

const toPosition = (row: PositionRow): LogPosition => ({ ...row, xid: BigInt(row.xid) });
