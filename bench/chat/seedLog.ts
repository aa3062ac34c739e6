/** Fills a conversation's log with messages by SQL, as if they had been sent one after another long ago. */
import type { Pool } from "pg";

/** Rows in one statement; also how often one hears of it. */
const CHUNK = 250_000;

export interface SeedLogOptions {
  readonly conversationId: string;
  readonly senderId: string;
  readonly count: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number) => void;
}

/**
 * Appends `count` messages with their events and moves the head. Skips the checks of foreign keys (all rows are ours) and
 * the wait for the disk, which nothing depends on here; a CHECKPOINT in the end leaves no work to whoever measures next.
 */
export async function seedLog(pool: Pool, options: SeedLogOptions): Promise<void> {
  const { conversationId, senderId, count, signal, onProgress } = options;
  const client = await pool.connect();
  try {
    await client.query("SET session_replication_role = replica; SET synchronous_commit = off");
    const { rows } = await client.query<{ head_seq: number }>(
      "SELECT head_seq FROM conversation WHERE id = $1",
      [conversationId],
    );
    const head = rows[0]?.head_seq ?? 0;
    for (let done = 0; done < count; done += CHUNK) {
      signal.throwIfAborted();
      const from = head + done + 1;
      const to = head + Math.min(done + CHUNK, count);
      // Ids that ascend, as uuidv7 does: the index grows at its end.
      await client.query(
        `WITH written AS (
           INSERT INTO message (id, conversation_id, seq, changed_seq, sender_id, client_key, input_hash, body, created_at)
           SELECT (lpad(to_hex(seq::bigint), 12, '0') || '7' || substr(md5($1::uuid::text || seq), 1, 19))::uuid, $1::uuid, seq, seq, $2::uuid,
             'seed-' || seq, '\\x00'::bytea, '#' || lpad(seq::text, 9, '0') || ' ' || repeat('Written long ago. ', 6) || 'x', now()
           FROM generate_series($3::int, $4::int) AS seq
           RETURNING id, seq
         )
         INSERT INTO event (conversation_id, seq, kind, actor_id, payload, occurred_at)
         SELECT $1::uuid, seq, 'MESSAGE_SENT', $2::uuid, jsonb_build_object('messageId', id), now() FROM written ORDER BY seq`,
        [conversationId, senderId, from, to],
      );
      onProgress?.(to - head);
    }
    await client.query(
      `UPDATE conversation SET head_seq = head_seq + $2, head_xid = pg_current_xact_id() WHERE id = $1`,
      [conversationId, count],
    );
    await client.query("RESET session_replication_role; RESET synchronous_commit");
    if (count > CHUNK) await client.query("VACUUM (ANALYZE) message");
    if (count > CHUNK) await client.query("VACUUM (ANALYZE) event");
    else await client.query("ANALYZE message; ANALYZE event");
    await client.query("CHECKPOINT");
  } finally {
    client.release();
  }
}
