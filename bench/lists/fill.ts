/** Fills a database with the rows behind the lists, by SQL, as if people had been there for years. */
import type { Pool, PoolClient } from "pg";
import type { Person } from "../support/world.ts";
import { fillThreads } from "./fillThreads.ts";
import { ID_FUNCTION, OF } from "./ids.ts";

/** Rows in one statement; between two of them one can stop. */
const CHUNK = 250_000;

/** Conversations of the two people whose lists are read. */
export const CONVERSATIONS = { few: 100, many: 10_000 } as const;
export type Lister = keyof typeof CONVERSATIONS;
const LISTERS: readonly Lister[] = ["few", "many"];

/** The third is in the history and in the channel, and in nothing else. */
export type Reader = Lister | "guest";

/** Moderators of the channel, however large it is. */
export const MODERATORS = 200;

export interface Places {
  readonly historyId: string;
  readonly channelId: string;
  /** The moment of the newest message of the lists; each conversation's is a minute older than the one before. */
  readonly newestAt: Date;
}

export interface FillOptions extends Places {
  /** People, members of the channel, and messages of the history. */
  readonly size: number;
  readonly readers: Readonly<Record<Reader, Person>>;
  readonly signal: AbortSignal;
}

/** Skips triggers and the checks of foreign keys (all rows are ours), and leaves no work to whoever measures next. */
export async function fill(pool: Pool, options: FillOptions): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("SET session_replication_role = replica; SET synchronous_commit = off");
    await client.query(ID_FUNCTION);
    await fillCrowd(client, options);
    await fillOthers(client, options);
    await fillChannel(client, options);
    await fillHistory(client, options);
    for (const lister of LISTERS) {
      await fillList(client, lister, options);
      await fillThreads(client, lister, {
        count: CONVERSATIONS[lister],
        userId: options.readers[lister].userId,
        newestAt: options.newestAt,
      });
    }
    await client.query("RESET session_replication_role; RESET synchronous_commit");
    await client.query("VACUUM (ANALYZE)");
    await client.query("CHECKPOINT");
  } finally {
    client.release();
  }
}

/** A statement that inserts for `n` from $1 to $2; what follows in `values` is $3 and on. */
async function inChunks(
  client: PoolClient,
  { size, signal }: Pick<FillOptions, "size" | "signal">,
  sql: string,
  ...values: readonly unknown[]
): Promise<void> {
  for (let done = 0; done < size; done += CHUNK) {
    signal.throwIfAborted();
    await client.query(sql, [done + 1, Math.min(done + CHUNK, size), ...values]);
  }
}

async function fillCrowd(client: PoolClient, options: FillOptions): Promise<void> {
  await inChunks(
    client,
    options,
    `INSERT INTO "user" (id, username, display_name, avatar_url)
     SELECT pg_temp.id(${OF.crowd}, n), 'crowd' || n, 'Crowd ' || n, 'https://cdn.example.com/avatars/' || n || '.png'
     FROM generate_series($1::int, $2::int) n`,
  );
  await inChunks(
    client,
    options,
    `INSERT INTO presence (user_id, last_seen_at)
     SELECT pg_temp.id(${OF.crowd}, n), now() - n * interval '1 second' FROM generate_series($1::int, $2::int) n
     WHERE n % 10 = 0`,
  );
}

/** Conversations of others, a fifth as many as people, of two each. */
async function fillOthers(client: PoolClient, options: FillOptions): Promise<void> {
  const part = { size: options.size / 5, signal: options.signal };
  const conversation = `pg_temp.id(${OF.other}, n)`;
  await inChunks(
    client,
    part,
    `INSERT INTO conversation (id, kind, title, member_count, head_seq, last_activity_at)
     SELECT ${conversation}, 'GROUP', 'Others ' || n, 2, 0, now() - n * interval '1 minute'
     FROM generate_series($1::int, $2::int) n`,
  );
  await inChunks(
    client,
    part,
    `INSERT INTO member (id, conversation_id, user_id, joined_seq, visible_from_seq, changed_seq)
     SELECT pg_temp.id(${OF.otherMember}, 2 * n + place), ${conversation}, pg_temp.id(${OF.crowd}, 2 * n - place), 0, 0, 0
     FROM generate_series($1::int, $2::int) n CROSS JOIN generate_series(0, 1) place`,
  );
}

/** The guest owns it. */
async function fillChannel(client: PoolClient, options: FillOptions): Promise<void> {
  const { channelId, size, readers } = options;
  await client.query(
    `INSERT INTO conversation (id, kind, title, member_count, head_seq, last_activity_at)
     VALUES ($1::uuid, 'CHANNEL', 'Channel', $2::int + 1, $2::int, now() - interval '30 days')`,
    [channelId, size],
  );
  await client.query(
    `INSERT INTO member (id, conversation_id, user_id, role, joined_seq, visible_from_seq, changed_seq)
     VALUES (pg_temp.id(${OF.member}, 0), $1::uuid, $2::uuid, 'OWNER', 0, 0, 0)`,
    [channelId, readers.guest.userId],
  );
  await inChunks(
    client,
    options,
    `INSERT INTO member (id, conversation_id, user_id, role, joined_seq, visible_from_seq, changed_seq)
     SELECT pg_temp.id(${OF.member}, n), $3::uuid, pg_temp.id(${OF.crowd}, n),
       (CASE WHEN n % $4::int = 0 THEN 'MODERATOR' ELSE 'MEMBER' END)::member_role, n, 0, n
     FROM generate_series($1::int, $2::int) n`,
    channelId,
    size / MODERATORS,
  );
}

/**
 * Twenty people and the guest. Of ten messages one has reactions, two answer another, one is the root of a thread
 * and one the reply in it, which stands beside the history. Their events are left out: no list reads them.
 */
async function fillHistory(client: PoolClient, options: FillOptions): Promise<void> {
  const { historyId, size, readers } = options;
  await client.query(
    `INSERT INTO conversation (id, kind, title, member_count, head_seq, last_activity_at)
     VALUES ($1::uuid, 'GROUP', 'History', 21, $2::int, now() - interval '30 days')`,
    [historyId, size],
  );
  await client.query(
    `INSERT INTO member (id, conversation_id, user_id, joined_seq, visible_from_seq, changed_seq)
     SELECT gen_random_uuid(), $1::uuid, user_id, 0, 0, 0
     FROM (SELECT pg_temp.id(${OF.crowd}, n) AS user_id FROM generate_series(1, 20) n
           UNION ALL SELECT $2::uuid) people`,
    [historyId, readers.guest.userId],
  );
  await client.query(
    `INSERT INTO member_mark (conversation_id, user_id, read_seq, delivered_seq, receipt_seq)
     VALUES ($1::uuid, $2::uuid, $3::int, $3::int, $3::int)`,
    [historyId, readers.guest.userId, size],
  );
  const message = (n: string): string => `pg_temp.id(${OF.message}, ${n})`;
  const sender = `pg_temp.id(${OF.crowd}, 1 + n % 20)`;
  await inChunks(
    client,
    options,
    `INSERT INTO message (id, conversation_id, seq, changed_seq, sender_id, client_key, input_hash, body, created_at,
       reaction_emojis, reaction_counts, reply_to_id, thread_root_id, reply_count, last_reply_at)
     SELECT ${message("n")}, $3::uuid, n, n, ${sender}, 'seed-' || n, '\\x00'::bytea,
       '#' || lpad(n::text, 9, '0') || ' ' || repeat('Written long ago. ', 6) || 'x', now() - interval '40 days',
       CASE WHEN n % 10 = 0 THEN ARRAY['👍', '🎉'] END, CASE WHEN n % 10 = 0 THEN ARRAY[2, 1] END,
       CASE WHEN n % 5 = 2 AND n > 10 THEN ${message("n - 7")} END,
       CASE WHEN n % 10 = 9 THEN ${message("n - 4")} END,
       CASE WHEN n % 10 = 5 THEN 1 ELSE 0 END, CASE WHEN n % 10 = 5 THEN now() END
     FROM generate_series($1::int, $2::int) n`,
    historyId,
  );
  await inChunks(
    client,
    options,
    `INSERT INTO reaction (message_id, user_id, emoji, seq)
     SELECT ${message("n")}, reactor.user_id, reactor.emoji, n + reactor.after
     FROM generate_series($1::int, $2::int) n
     CROSS JOIN (VALUES ($3::uuid, '👍', 0), (pg_temp.id(${OF.crowd}, 1), '👍', 1), (pg_temp.id(${OF.crowd}, 2), '🎉', 2))
       AS reactor(user_id, emoji, after)
     WHERE n % 10 = 0`,
    readers.guest.userId,
  );
  await inChunks(
    client,
    options,
    `INSERT INTO thread_reply (root_id, seq, message_id)
     SELECT ${message("n - 4")}, n, ${message("n")} FROM generate_series($1::int, $2::int) n WHERE n % 10 = 9`,
  );
  await inChunks(
    client,
    options,
    `INSERT INTO thread_member (root_id, user_id, conversation_id, first_reply_seq)
     SELECT ${message("n - 4")}, ${sender}, $3::uuid, n FROM generate_series($1::int, $2::int) n WHERE n % 10 = 9
     UNION ALL
     SELECT ${message("n - 4")}, $4::uuid, $3::uuid, NULL FROM generate_series($1::int, $2::int) n WHERE n % 50 = 9`,
    historyId,
    readers.guest.userId,
  );
}

/**
 * The conversations of one person, the liveliest first: groups and direct ones in turn, three messages of others in each.
 * Of ten one has unread ones, of twenty one a mention; of twenty-five one is pinned and one archived.
 */
async function fillList(client: PoolClient, lister: Lister, options: FillOptions): Promise<void> {
  const { userId } = options.readers[lister];
  const part = { size: CONVERSATIONS[lister], signal: options.signal };
  const conversation = `pg_temp.id(${OF.conversation[lister]}, n)`;
  const other = `pg_temp.id(${OF.crowd}, n)`;
  const message = (seq: string): string => `pg_temp.id(${OF.lastMessage[lister]}, 4 * n + ${seq})`;
  await inChunks(
    client,
    part,
    `INSERT INTO conversation (id, kind, title, member_count, head_seq, last_activity_at, direct_key)
     SELECT ${conversation}, (CASE WHEN n % 2 = 0 THEN 'GROUP' ELSE 'DIRECT' END)::conversation_kind,
       CASE WHEN n % 2 = 0 THEN 'Group ' || n END, 3 - n % 2, 3, $3::timestamptz - n * interval '1 minute',
       CASE WHEN n % 2 = 1 THEN least($4::uuid, ${other})::text || ':' || greatest($4::uuid, ${other})::text END
     FROM generate_series($1::int, $2::int) n`,
    options.newestAt,
    userId,
  );
  const join = (
    of: number,
    member: string,
    condition: string,
    ...values: readonly unknown[]
  ): Promise<void> =>
    inChunks(
      client,
      part,
      `INSERT INTO member (id, conversation_id, user_id, joined_seq, visible_from_seq, changed_seq)
       SELECT pg_temp.id(${of}, n), ${conversation}, ${member}, 0, 0, 0
       FROM generate_series($1::int, $2::int) n WHERE ${condition}`,
      ...values,
    );
  await join(OF.ownMember[lister], "$3::uuid", "true", userId);
  await join(OF.firstMember[lister], other, "true");
  await join(OF.secondMember[lister], `pg_temp.id(${OF.crowd}, 1 + n % ${part.size})`, "n % 2 = 0");
  await inChunks(
    client,
    part,
    `INSERT INTO message (id, conversation_id, seq, changed_seq, sender_id, client_key, input_hash, body, created_at)
     SELECT ${message("seq")}, ${conversation}, seq, seq, ${other}, 'seed-' || seq, '\\x00'::bytea,
       'Message ' || seq || ' of conversation ' || n, $3::timestamptz - n * interval '1 minute'
     FROM generate_series($1::int, $2::int) n CROSS JOIN generate_series(1, 3) seq`,
    options.newestAt,
  );
  await inChunks(
    client,
    part,
    `INSERT INTO member_mark (conversation_id, user_id, read_seq, delivered_seq, receipt_seq)
     SELECT ${conversation}, $3::uuid, read_seq, 3, read_seq
     FROM generate_series($1::int, $2::int) n CROSS JOIN LATERAL (SELECT CASE WHEN n % 10 = 0 THEN 1 ELSE 3 END) k(read_seq)`,
    userId,
  );
  await inChunks(
    client,
    part,
    `INSERT INTO mention (user_id, conversation_id, seq, message_id)
     SELECT $3::uuid, ${conversation}, 3, ${message("3")} FROM generate_series($1::int, $2::int) n WHERE n % 20 = 0`,
    userId,
  );
  await inChunks(
    client,
    part,
    `INSERT INTO member_setting (conversation_id, user_id, is_pinned, is_archived)
     SELECT ${conversation}, $3::uuid, n % 25 = 1, n % 25 = 2
     FROM generate_series($1::int, $2::int) n WHERE n % 25 IN (1, 2)`,
    userId,
  );
}
