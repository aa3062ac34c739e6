// The embedded PostgreSQL keeps its data, and neither clashes with nor outlives anything.

import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { expect, test, vi } from "vitest";
import { startEmbeddedPostgres } from "../../src/storage/embeddedPostgres.ts";
import { findQuickFolder } from "../support/quickFolder.ts";

// Each makes a cluster or two: a second on an idle machine, many on a busy one.
vi.setConfig({ testTimeout: 120_000 });

test("what was written is there after a restart, on another port", async () => {
  await using folder = await makeFolder();
  const steps: string[] = [];
  const onProgress = (step: string): void => void steps.push(step);
  {
    await using postgres = await startEmbeddedPostgres({ dataDir: folder.path, onProgress });
    await query(postgres.databaseUrl, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)");
  }
  await using again = await startEmbeddedPostgres({ dataDir: folder.path, onProgress });
  expect(await query(again.databaseUrl, "SELECT n FROM kept")).toEqual([{ n: 7 }]);
  expect(await query(again.databaseUrl, "SHOW fsync")).toEqual([{ fsync: "on" }]);
  expect(await query(again.databaseUrl, "SHOW synchronous_commit")).toEqual([{ synchronous_commit: "on" }]);
  expect(steps).toEqual(["Setting up PostgreSQL", "Starting PostgreSQL", "Starting PostgreSQL"]);
});

test("the password is random, readable by its owner alone, and needed", async () => {
  await using folder = await makeFolder();
  await using postgres = await startEmbeddedPostgres({ dataDir: folder.path });
  expect((await stat(join(folder.path, "postgres.password"))).mode & 0o777).toBe(0o600);
  const url = new URL(postgres.databaseUrl);
  expect(url.hostname).toBe("127.0.0.1");
  url.password = "guessed";
  await expect(query(url.href, "SELECT 1")).rejects.toThrow("password authentication failed");
});

test("two folders run side by side; one folder serves one instance", async () => {
  await using folder = await makeFolder();
  await using other = await makeFolder();
  await using first = await startEmbeddedPostgres({ dataDir: folder.path });
  await using beside = await startEmbeddedPostgres({ dataDir: other.path });
  expect(first.databaseUrl).not.toBe(beside.databaseUrl);
  await expect(startEmbeddedPostgres({ dataDir: folder.path })).rejects.toThrow(
    /^DATA_DIR .* is in use by another running instance \(PostgreSQL is process \d+\): stop that one, or give this one a DATA_DIR of its own\.$/,
  );
  expect(await query(first.databaseUrl, "SELECT 1 AS n")).toEqual([{ n: 1 }]);
});

test("a killed owner takes its PostgreSQL with it and loses nothing that was committed", async () => {
  await using folder = await makeFolder();
  const owner = fork(join(import.meta.dirname, "../support/postgresOwner.ts"), [folder.path]);
  const [databaseUrl]: unknown[] = await once(owner, "message");
  await query(String(databaseUrl), "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)");
  const pid = Number((await readFile(join(folder.path, "postgres/postmaster.pid"), "utf8")).split("\n")[0]);
  owner.kill("SIGKILL");
  await using again = await startEmbeddedPostgres({ dataDir: folder.path });
  expect(isAlive(pid)).toBe(false);
  expect(await query(again.databaseUrl, "SELECT n FROM kept")).toEqual([{ n: 7 }]);
});

test("a lock file that a killed PostgreSQL left, its number now another process's, is no hindrance", async () => {
  await using folder = await makeFolder();
  const first = await startEmbeddedPostgres({ dataDir: folder.path });
  const lockPath = join(folder.path, "postgres/postmaster.pid");
  const lock = await readFile(lockPath, "utf8");
  process.kill(Number(lock.split("\n")[0]), "SIGKILL");
  await first[Symbol.asyncDispose]();
  await writeFile(lockPath, lock.replace(/^\d+/, String(process.pid)));
  await using again = await startEmbeddedPostgres({ dataDir: folder.path });
  expect(await query(again.databaseUrl, "SELECT 1 AS n")).toEqual([{ n: 1 }]);
});

test("disposing ends it, also with a connection open, and is quick", async () => {
  await using folder = await makeFolder();
  const postgres = await startEmbeddedPostgres({ dataDir: folder.path });
  const client = new pg.Client({ connectionString: postgres.databaseUrl });
  client.on("error", () => undefined);
  await client.connect();
  const pid = Number((await readFile(join(folder.path, "postgres/postmaster.pid"), "utf8")).split("\n")[0]);
  const startedAt = Date.now();
  await postgres[Symbol.asyncDispose]();
  expect(Date.now() - startedAt).toBeLessThan(5_000);
  expect(isAlive(pid)).toBe(false);
  await client.end().catch(() => undefined);
});

test("a port that is taken, and a lost password, each get one sentence", async () => {
  await using folder = await makeFolder();
  await using other = await makeFolder();
  const first = await startEmbeddedPostgres({ dataDir: folder.path });
  const port = Number(new URL(first.databaseUrl).port);
  await expect(startEmbeddedPostgres({ dataDir: other.path, port })).rejects.toThrow(
    `Port ${port} on 127.0.0.1, which the embedded PostgreSQL was given, is in use.`,
  );
  await first[Symbol.asyncDispose]();
  await rm(join(folder.path, "postgres.password"));
  await expect(startEmbeddedPostgres({ dataDir: folder.path })).rejects.toThrow(
    /postgres\.password is missing/,
  );
});

async function makeFolder(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(await findQuickFolder(), "parley-embedded-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

async function query(databaseUrl: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows ?? [];
  } finally {
    await client.end();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
