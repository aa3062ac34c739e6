// Brings a database to the stored shape that prisma/migrations describes, at every start and from any number of processes.

import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";

/** Distinct from the key of Prisma's engine, which takes its own lock while we hold ours. */
const lockKey = 5_217_701_544;
/** What another process may need for its migrations before we give up. */
const lockWaitMs = 120_000;

export interface Migration {
  /** The folder's name; the order of names is the order of application. */
  name: string;
  sql: string;
}

export interface MigrateOptions {
  databaseUrl: string;
  /** prisma/migrations of this project when not given. */
  migrationsDir?: string;
}

/**
 * Applies what is missing, in order, and returns the names; when nothing is, that costs one query. Processes that
 * start at once take turns. A database that is ahead of the folder (the newer version of a rolling update) is left as
 * it is. Rejects with an Error of one sentence when a migration fails, failed before, or was changed after it had been
 * applied.
 */
export async function migrate(options: MigrateOptions): Promise<{ applied: string[] }> {
  const migrationsDir =
    options.migrationsDir ?? fileURLToPath(new URL("../../prisma/migrations", import.meta.url));
  const migrations = await readMigrations(migrationsDir);
  const client = new pg.Client({ connectionString: options.databaseUrl });
  // A lost connection also fails the query under way, which tells it.
  client.on("error", () => undefined);
  await client.connect();
  try {
    if (!(await isMissingAny(client, migrations))) return { applied: [] };
    await client.query(`SET lock_timeout = ${lockWaitMs}`);
    await client.query("SELECT pg_advisory_lock($1)", [lockKey]);
    if (!(await isMissingAny(client, migrations))) return { applied: [] };
    // Loaded only now: compiling the engine takes longer than all the rest of a start.
    const { applyMigrations } = await import("./schemaEngine.ts");
    return { applied: await applyMigrations(options.databaseUrl, migrationsDir, migrations) };
  } finally {
    // Ends the lock as well.
    await client.end();
  }
}

/** The migrations of a folder in their order. */
export async function readMigrations(migrationsDir: string): Promise<Migration[]> {
  const entries = await readdir(migrationsDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => ({
      name,
      sql: await readFile(join(migrationsDir, name, "migration.sql"), "utf8"),
    })),
  );
}

interface AppliedRow {
  name: string;
  checksum: string;
  finished: boolean;
}

async function isMissingAny(client: pg.Client, migrations: readonly Migration[]): Promise<boolean> {
  const found = await client.query<{ exists: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`,
  );
  if (found.rows[0]?.exists !== true) return true;
  const { rows } = await client.query<AppliedRow>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  );
  const appliedByName = new Map(rows.map((row) => [row.name, row]));
  let isMissing = false;
  for (const migration of migrations) {
    const row = appliedByName.get(migration.name);
    if (row === undefined) isMissing = true;
    // Another process may be in the middle of it: the lock, and the engine, decide.
    else if (!row.finished) isMissing = true;
    else if (row.checksum !== createHash("sha256").update(migration.sql).digest("hex")) {
      throw new Error(
        `Migration ${migration.name} was changed after it had been applied to this database: restore the file and write a new migration, or start with an empty database.`,
      );
    }
  }
  return isMissing;
}
