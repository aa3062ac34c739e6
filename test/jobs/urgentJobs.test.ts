/** What a person waits for goes before what nobody waits for; neither keeps the other from being done. */
import { expect, test } from "vitest";
import { addJob } from "../../src/domain/job/addJob.ts";
import { URGENT_JOBS } from "../../src/domain/job/ports.ts";
import type { JobName } from "../../src/domain/job/ports.ts";
import { connectDatabase } from "../../src/storage/database.ts";
import { createJobStore } from "../../src/storage/jobs.sql.ts";
import { createDatabase } from "../support/postgres.ts";
import { rowsOf } from "../support/rows.ts";

const NAMES: readonly JobName[] = ["removeExpiredMessages", "eraseAccount", "exportData"];
const LEASE_MS = 60_000;

async function openStore() {
  await using stack = new AsyncDisposableStack();
  const { databaseUrl } = stack.use(await createDatabase());
  // One connection, so that a plan that was kept would be used again.
  const database = stack.use(connectDatabase({ databaseUrl, poolMax: 1, onIdleError: () => undefined }));
  const kept = stack.move();
  const { prisma: db, pool } = database;
  return {
    db,
    store: createJobStore(pool),
    /** Jobs that have been due for long: retentions, or others. */
    fill: (count: number, name: JobName = "removeExpiredMessages") =>
      db.$executeRaw`
        INSERT INTO job (name, key, is_urgent, run_at)
        SELECT ${name}, n::text, ${URGENT_JOBS.has(name)}, now() - interval '1 day' + n * interval '1 millisecond'
        FROM generate_series(1, ${count}::int) AS n`,
    /** Rows of jobs, and entries of their indexes, that were read so far. */
    async reads(): Promise<number> {
      await pool.query("SELECT pg_stat_force_next_flush()");
      const [row] = await rowsOf<{ reads: string }>(
        { databaseUrl },
        `SELECT t.seq_tup_read + (SELECT sum(i.idx_tup_read) FROM pg_stat_user_indexes i WHERE i.relname = 'job') AS reads
         FROM pg_stat_user_tables t WHERE t.relname = 'job'`,
      );
      return Number(row?.reads);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

test("an erasure and an export go before retentions that have waited longer, and in their own order", async () => {
  await using scene = await openStore();
  await scene.fill(20);
  await addJob(scene.db, { name: "eraseAccount", key: "a" });
  await addJob(scene.db, { name: "exportData", key: "b" });
  const claimed = [];
  for (let n = 0; n < 4; n += 1) claimed.push(await scene.store.claim(NAMES, LEASE_MS, "URGENT"));
  expect(claimed.map((job) => job?.key)).toEqual(["a", "b", "1", "2"]);
});

test("where it is the turn of what nobody waits for, that goes first, and what is urgent behind it", async () => {
  await using scene = await openStore();
  await scene.fill(2);
  await addJob(scene.db, { name: "eraseAccount", key: "a" });
  const claimed = [];
  for (let n = 0; n < 4; n += 1) claimed.push(await scene.store.claim(NAMES, LEASE_MS, "ROUTINE"));
  expect(claimed.map((job) => job?.key)).toEqual(["1", "2", "a", undefined]);
});

test("a claim reads a few rows, however many jobs wait, and whatever there was when it was first planned", async () => {
  await using scene = await openStore();
  await scene.db.$executeRaw`VACUUM ANALYZE job`;
  for (let n = 0; n < 10; n += 1) expect(await scene.store.claim(NAMES, LEASE_MS, "URGENT")).toBeNull();
  await scene.fill(20_000);
  await addJob(scene.db, { name: "eraseAccount", key: "a" });
  const before = await scene.reads();
  // So few that what each leaves behind, which the next may meet until nobody else may see it, is within the bound.
  for (let n = 0; n < 10; n += 1) {
    expect(await scene.store.claim(NAMES, LEASE_MS, n % 2 === 0 ? "URGENT" : "ROUTINE")).not.toBeNull();
  }
  expect((await scene.reads()) - before).toBeLessThan(10 * 20);
});

test("a lane that has nothing to do reads a few rows, however many jobs wait for the other lanes", async () => {
  await using scene = await openStore();
  await scene.fill(20_000);
  await scene.fill(20_000, "exportData");
  const others: readonly JobName[] = ["processMedia"];
  const before = await scene.reads();
  for (let n = 0; n < 10; n += 1) {
    expect(await scene.store.claim(others, LEASE_MS, n % 2 === 0 ? "URGENT" : "ROUTINE")).toBeNull();
  }
  expect((await scene.reads()) - before).toBeLessThan(10 * 20);
});

test("files that wait for a scanner that is away are not read by who looks for other jobs", async () => {
  await using scene = await openStore();
  await scene.fill(20_000, "processMedia");
  await addJob(scene.db, { name: "eraseAccount", key: "a" });
  await scene.fill(5);
  const before = await scene.reads();
  const claimed = [];
  for (let n = 0; n < 4; n += 1) claimed.push(await scene.store.claim(NAMES, LEASE_MS, "URGENT"));
  expect(claimed.map((job) => job?.key)).toEqual(["a", "1", "2", "3"]);
  expect((await scene.reads()) - before).toBeLessThan(4 * 20);
});
