/** The one statement that every process asks every second: what it has not, of what it follows, and at what price. */
import type { Pool } from "pg";
import { expect, test, vi } from "vitest";
import { openPlaces } from "./placesScene.ts";

const FOLLOWED = 5_000;
const ABSENT = "00000000-0000-7000-8000-ffffffffffff";

/** Conversations at this head, their ids in the order they are named by. */
async function makeConversations(pool: Pool, count: number, headSeq: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO conversation (id, kind, head_seq)
     SELECT gen_random_uuid(), 'GROUP', $2::int FROM generate_series(1, $1::int) RETURNING id`,
    [count, headSeq],
  );
  return rows.map(({ id }) => id);
}

async function makeUser(pool: Pool, name: string, conversationIds: readonly string[]): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    `INSERT INTO "user" (id, username, display_name) VALUES (gen_random_uuid(), $1, $1) RETURNING id`,
    [name],
  );
  const id = rows[0]?.id ?? "";
  await pool.query(
    `INSERT INTO member (id, conversation_id, user_id, joined_seq, visible_from_seq, changed_seq)
     SELECT gen_random_uuid(), c, $2, 1, 0, 1 FROM unnest($1::uuid[]) c`,
    [conversationIds, id],
  );
  return id;
}

test("heads are told that differ from the caller's, above, below, and of what is not there", async () => {
  await using database = await openPlaces();
  const [same = "", above = "", below = "", unasked = ""] = await makeConversations(database.pool, 4, 5);
  const known = new Map([
    [same, 5],
    [above, 3],
    [below, 9],
    [ABSENT, 2],
  ]);
  const { heads } = await database.places.readPositions(0n, known, []);
  expect(heads).toEqual(
    new Map([
      [above, 5],
      [below, 5],
      [ABSENT, 0],
    ]),
  );
  expect(heads.has(unasked)).toBe(false);
  const { heads: none } = await database.places.readPositions(0n, new Map([[ABSENT, 0]]), []);
  expect(none).toEqual(new Map());
});

test("memberships are told that changed since, of those asked for", async () => {
  await using database = await openPlaces();
  const [one = "", two = ""] = await makeConversations(database.pool, 2, 5);
  const ana = await makeUser(database.pool, "ana", [one, two]);
  await makeUser(database.pool, "bo", [one]);
  // Whoever else writes on this server holds the horizon back until they have ended.
  const horizon = await vi.waitFor(async () => {
    const now = await database.places.readPositions(0n, new Map(), [ana]);
    const quiet = await database.places.readPositions(now.horizon, new Map(), [ana]);
    expect(quiet.memberships).toEqual([]);
    return now.horizon;
  });
  await database.pool.query("UPDATE member SET role = 'ADMIN' WHERE conversation_id = $1", [two]);
  await database.pool.query("UPDATE member SET role = 'ADMIN' WHERE user_id <> $1", [ana]);
  const { memberships } = await database.places.readPositions(horizon, new Map(), [ana]);
  expect(memberships).toEqual([{ userId: ana, conversationId: two }]);
});

test("an older copy, whose transactions have lower numbers, tells of all memberships", async () => {
  await using database = await openPlaces();
  const conversationIds = await makeConversations(database.pool, 3, 5);
  const ana = await makeUser(database.pool, "ana", conversationIds);
  const { horizon } = await database.places.readPositions(0n, new Map(), []);
  const later = horizon + 1_000_000n;
  const restored = await database.places.readPositions(later, new Map(), [ana]);
  expect(restored.horizon).toBeLessThan(later);
  expect(restored.memberships.map(({ conversationId }) => conversationId).toSorted()).toEqual(
    conversationIds.toSorted(),
  );
});

test("each of 5,000 heads is one look into an index, and memberships cost what has changed", async () => {
  await using database = await openPlaces();
  const { pool, places } = database;
  const conversationIds = await makeConversations(pool, 2 * FOLLOWED, 5);
  const ana = await makeUser(pool, "ana", conversationIds);
  await pool.query("ANALYZE");
  const { horizon } = await places.readPositions(0n, new Map(), []);

  const query = vi.spyOn(pool, "query");
  const known = new Map(conversationIds.slice(0, FOLLOWED).map((id) => [id, 5]));
  await places.readPositions(horizon, known, [ana]);
  const [statement] = query.mock.calls[0] ?? [];
  query.mockRestore();
  const { text, values } = statement as unknown as { text: string; values: unknown[] };

  const { rows } = await pool.query<{ "QUERY PLAN": string }>(
    `EXPLAIN (ANALYZE, TIMING OFF) ${text}`,
    values,
  );
  const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
  expect(plan).toMatch(new RegExp(`conversation_pkey on conversation .*rows=1[.0]* loops=${FOLLOWED}\\)`));
  expect(plan).toMatch(/member_user_id_changed_xid_idx.*actual rows=0/);
  expect(plan).not.toMatch(/Seq Scan on (conversation|member)/);
});
