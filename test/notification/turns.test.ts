/** Turns: who is sent first what is due, where more is due than can be sent at once. */
import { Pool } from "pg";
import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { createPushStore } from "../../src/storage/pushes.sql.ts";
import { uuidOf } from "../receipts/scene.ts";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { becomes } from "../transports/support.ts";
import { registers } from "./scene.ts";
import { startWorker } from "./worker.ts";

/** What is due: in a direct conversation, and in two groups. */
async function withDuePushes(app: TestApp) {
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const late = await ana.makesGroup("Late", bo);
  const direct = await ana.opensConversationWith(bo);
  await registers(bo, "phone");
  {
    await using _worker = startWorker(app, { providers: [], delayMs: 60_000 });
    await becomes(async () => (await rowsOf(app, "SELECT FROM consumer_position")).length, 1);
    for (const conversation of [group, late, direct]) await ana.sends(conversation, "hello");
    await becomes(async () => (await rowsOf(app, "SELECT FROM push WHERE due_at IS NOT NULL")).length, 3);
  }
  const isDueSince = (conversation: string, seconds: number) =>
    rowsOf(app, "UPDATE push SET due_at = now() - $2::int * interval '1 second' WHERE conversation_id = $1", [
      uuidOf(conversation),
      seconds,
    ]);
  return { group, late, direct, isDueSince };
}

function openStore(app: TestApp, opened: AsyncDisposableStack) {
  const pool = opened.adopt(new Pool({ connectionString: app.databaseUrl, max: 1 }), (it) => it.end());
  const store = createPushStore(pool);
  const takes = async (max: number) =>
    (await store.claim(newId(), max, 60_000)).map((claim) => claim.conversationId);
  return { pool, takes };
}

test("what is urgent goes before what is not, unless that has been due for a minute longer", async () => {
  await using app = await startApp();
  await using opened = new AsyncDisposableStack();
  const { group, late, direct, isDueSince } = await withDuePushes(app);
  const { takes } = openStore(app, opened);
  await Promise.all([isDueSince(group, 50), isDueSince(late, 70), isDueSince(direct, 0)]);
  expect([...(await takes(1)), ...(await takes(1)), ...(await takes(1))]).toEqual(
    [late, direct, group].map(uuidOf),
  );
  expect(await takes(1)).toEqual([]);
});

test("whoever claims leaves what they do not take to others who claim just then", async () => {
  await using app = await startApp();
  await using opened = new AsyncDisposableStack();
  const { group, late, direct, isDueSince } = await withDuePushes(app);
  await Promise.all([isDueSince(group, 50), isDueSince(late, 70), isDueSince(direct, 0)]);
  const [one, two, three] = [openStore(app, opened), openStore(app, opened), openStore(app, opened)];
  // None has ended its claim when the next one begins.
  for (const { pool } of [one, two, three]) await pool.query("BEGIN");
  expect(await one.takes(1)).toEqual([uuidOf(late)]);
  const rest = [await two.takes(1), await three.takes(10)];
  expect(rest.map(({ length }) => length)).toEqual([1, 1]);
  expect(rest.flat().toSorted()).toEqual([group, direct].map(uuidOf).toSorted());
  for (const { pool } of [one, two, three]) await pool.query("COMMIT");
});

test("a claim costs as little behind a backlog as without one", async () => {
  await using app = await startApp();
  await using opened = new AsyncDisposableStack();
  await withDuePushes(app);
  const { pool, takes } = openStore(app, opened);
  // Planned for the few that there are, by a worker that goes on.
  for (let at = 0; at < 7; at += 1) await takes(10);
  await rowsOf(
    app,
    `INSERT INTO push (device_id, conversation_id, user_id, due_at, is_urgent)
     SELECT device_id, gen_random_uuid(), user_id, now() - n * interval '1 second', n % 2 = 0
     FROM (SELECT device_id, user_id FROM push LIMIT 1) it, generate_series(1, 20000) AS n`,
  );
  const reads = async () => {
    await pool.query("SELECT pg_stat_force_next_flush()");
    const { rows } = await pool.query<{ count: number }>(
      `SELECT (seq_tup_read + idx_tup_fetch)::int AS count FROM pg_stat_user_tables WHERE relname = 'push'`,
    );
    return rows[0]?.count ?? 0;
  };
  const before = await reads();
  expect(await takes(10)).toHaveLength(10);
  expect((await reads()) - before).toBeLessThan(200);
});
