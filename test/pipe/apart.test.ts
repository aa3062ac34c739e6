/** What follows the log has connections of its own: requests never wait for one that it holds. */
import pg from "pg";
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";

test("sends are acknowledged while all that follows the log waits in the database", async () => {
  await using app = await startApp({ WORKER: "true", DATABASE_POOL_MAX: "2", PUSH_DELAY_MS: "0" });
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  const holder = new pg.Client({ connectionString: app.databaseUrl });
  await holder.connect();
  await using held = new AsyncDisposableStack();
  held.defer(() => holder.end());
  const readWaiting = async (): Promise<readonly string[]> => {
    const { rows } = await holder.query<{ waiting: string }>(
      `SELECT pid || ' since ' || query_start AS waiting FROM pg_stat_activity
       WHERE wait_event_type = 'Lock' AND datname = current_database() ORDER BY pid`,
    );
    return rows.map(({ waiting }) => waiting);
  };

  await holder.query("BEGIN");
  await holder.query("LOCK TABLE consumer_position, push IN ACCESS EXCLUSIVE MODE");
  await expect.poll(async () => (await readWaiting()).length, { timeout: 15_000 }).toBeGreaterThan(1);
  const before = await readWaiting();
  const sent = await ana.sends(conversation, "one", "two", "three");

  expect(sent).toHaveLength(3);
  expect(await readWaiting()).toEqual(expect.arrayContaining([...before]));
  await holder.query("ROLLBACK");
});
