/** How far an inbox's cursor reaches in a conversation is found however long the log is, and never too far. */
import type { Pool } from "pg";
import { expect, test } from "vitest";
import { openPlaces } from "./placesScene.ts";

const EVENTS = 20_000;
/** Transactions that wait for the lock commit in another order than they began, by less than this. */
const DISORDER = 40;
const FIRST_XID = 1_000;

/** A conversation whose events were written by these transactions, and its one member. */
async function makeLog(pool: Pool, xids: readonly number[]): Promise<{ userId: string }> {
  const { rows } = await pool.query<{ userId: string }>(
    `WITH c AS (
       INSERT INTO conversation (id, kind, head_seq, head_xid)
       VALUES (gen_random_uuid(), 'GROUP', $2, ($1::text[])[$2]::xid8) RETURNING id
     ), u AS (
       INSERT INTO "user" (id, username, display_name) VALUES (gen_random_uuid(), 'ana', 'Ana') RETURNING id
     ), m AS (
       INSERT INTO member (id, conversation_id, user_id, joined_seq, visible_from_seq, changed_seq)
       SELECT gen_random_uuid(), c.id, u.id, 1, 0, 1 FROM c, u
     ), e AS (
       INSERT INTO event (conversation_id, seq, kind, actor_id, payload, xid)
       SELECT c.id, written.seq, 'MEMBER_ROLE_CHANGED', u.id, '{}', written.xid::xid8
       FROM c, u, unnest($1::text[]) WITH ORDINALITY AS written (xid, seq)
     )
     SELECT id AS "userId" FROM u`,
    [xids.map(String), xids.length],
  );
  return { userId: rows[0]?.userId ?? "" };
}

test("what a cursor covers is an event of before it, and nothing of before it lies far above", async () => {
  await using database = await openPlaces();
  const xids = Array.from({ length: EVENTS }, (_, index) => FIRST_XID + index + ((index * 7_919) % DISORDER));
  const { userId } = await makeLog(database.pool, xids);
  const head = xids.at(-1) ?? 0;
  const horizons = [1, FIRST_XID, FIRST_XID + 1, FIRST_XID + 77, 9_000, 20_500, head - 100, head - 1, head];
  for (const horizon of horizons) {
    const { places } = await database.places.readInbox(userId, BigInt(horizon));
    const covered = places[0]?.coveredSeq ?? -1;
    const newest = xids.findLastIndex((xid) => xid < horizon) + 1;
    expect(covered).toBeLessThanOrEqual(newest);
    expect(covered).toBeGreaterThanOrEqual(newest - DISORDER);
    if (covered > 0) expect(xids[covered - 1]).toBeLessThan(horizon);
  }
});

test("a cursor from before everything costs as few reads as one of just now", async () => {
  await using database = await openPlaces();
  const { userId } = await makeLog(
    database.pool,
    Array.from({ length: EVENTS }, (_, index) => FIRST_XID + index),
  );
  await database.pool.query("ANALYZE");
  const blocksOf = async (horizon: number): Promise<number> => {
    const read = async (): Promise<number> => {
      const { rows } = await database.pool.query<{ blocks: string }>(
        `SELECT pg_stat_get_blocks_fetched('event'::regclass) + pg_stat_get_blocks_fetched('event_pkey'::regclass) AS blocks
         FROM (SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()) flushed`,
      );
      return Number(rows[0]?.blocks);
    };
    await read();
    const before = await read();
    await database.places.readInbox(userId, BigInt(horizon));
    await read();
    return (await read()) - before;
  };
  expect(await blocksOf(1)).toBeLessThan(400);
  expect(await blocksOf(FIRST_XID + EVENTS - 2)).toBeLessThan(100);
});
