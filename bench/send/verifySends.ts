/** Counts after each measurement: what was acknowledged must be what is stored, in an order without gaps. */
import type { Pool } from "pg";
import type { Driven } from "../support/drive.ts";
import type { Contestant } from "./contestants.ts";

interface StoredRow {
  readonly messages: number;
  readonly seq_sum: number;
  readonly broken: number;
}

const LOG = `
  SELECT sum(messages)::int AS messages, sum(seq_sum)::float8 AS seq_sum,
    (count(*) FILTER (WHERE messages <> head_seq OR seq_max <> head_seq OR seqs <> head_seq
                         OR events <> head_seq OR matching <> head_seq))::int AS broken
  FROM (
    SELECT c.head_seq, count(m.seq) AS messages, count(DISTINCT m.seq) AS seqs, coalesce(max(m.seq), 0) AS seq_max,
      coalesce(sum(m.seq), 0) AS seq_sum, count(e.seq) AS matching,
      (SELECT count(*) FROM event WHERE conversation_id = c.id) AS events
    FROM conversation c
    LEFT JOIN message m ON m.conversation_id = c.id AND m.seq > 0
    LEFT JOIN event e ON e.conversation_id = c.id AND e.seq = m.seq AND e.kind = 'MESSAGE_SENT'
      AND e.payload->>'messageId' = m.id::text
    WHERE c.id = ANY($1::uuid[])
    GROUP BY c.id
  ) conversations`;

const MESSAGES = `
  SELECT sum(messages)::int AS messages, sum(seq_sum)::float8 AS seq_sum,
    (count(*) FILTER (WHERE seq_max <> messages))::int AS broken
  FROM (
    SELECT count(*) AS messages, sum(seq) AS seq_sum, max(seq) AS seq_max
    FROM message WHERE conversation_id = ANY($1::uuid[]) GROUP BY conversation_id
  ) conversations`;

const BARE = `
  SELECT count(*)::int AS messages, 0 AS seq_sum, 0 AS broken
  FROM bare_message WHERE conversation_id = ANY($1::uuid[])`;

/**
 * Throws unless as many messages are stored in these conversations as were acknowledged, and, where they have a seq, each
 * conversation's are 1, 2, 3 …, and their sum is the sum of those acknowledged; for a log also, each has its event.
 */
export async function verifySends(
  pool: Pool,
  contestant: Contestant,
  conversationIds: readonly string[],
  { acknowledged, seqSum }: Driven,
): Promise<void> {
  const sql = { log: LOG, messages: MESSAGES, bare: BARE }[contestant.writes];
  const [stored] = (await pool.query<StoredRow>(sql, [conversationIds])).rows;
  const isRight = stored?.messages === acknowledged && stored.seq_sum === seqSum && stored.broken === 0;
  if (!isRight) {
    throw new Error(
      `${contestant.name}: ${acknowledged} sends were acknowledged (sum of seq ${seqSum}), stored are ${JSON.stringify(stored)}.`,
    );
  }
}
