/** Threads that a person follows, one in each conversation of their list: in the order in which those are lively. */
import type { PoolClient } from "pg";
import { OF } from "./ids.ts";

/** The second of the three messages answers the first, and has been read. */
export async function fillThreads(
  client: PoolClient,
  lister: keyof typeof OF.conversation,
  { count, userId, newestAt }: { readonly count: number; readonly userId: string; readonly newestAt: Date },
): Promise<void> {
  const numbers = "generate_series(1, $1::int) n";
  const message = (seq: number): string => `pg_temp.id(${OF.lastMessage[lister]}, 4 * n + ${seq})`;
  const conversation = `pg_temp.id(${OF.conversation[lister]}, n)`;
  await client.query(
    `UPDATE message SET reply_count = 1, last_reply_at = $2::timestamptz - n * interval '1 minute'
     FROM ${numbers} WHERE message.id = ${message(1)}`,
    [count, newestAt],
  );
  await client.query(
    `UPDATE message SET thread_root_id = ${message(1)} FROM ${numbers} WHERE message.id = ${message(2)}`,
    [count],
  );
  await client.query(
    `INSERT INTO thread_reply (root_id, seq, message_id) SELECT ${message(1)}, 2, ${message(2)} FROM ${numbers}`,
    [count],
  );
  await client.query(
    `INSERT INTO thread_member (root_id, user_id, conversation_id, first_reply_seq, read_seq)
     SELECT ${message(1)}, pg_temp.id(${OF.crowd}, n), ${conversation}, 2, 2 FROM ${numbers}
     UNION ALL SELECT ${message(1)}, $2::uuid, ${conversation}, NULL, 2 FROM ${numbers}`,
    [count, userId],
  );
}
