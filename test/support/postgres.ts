// A real PostgreSQL for the tests, and fresh databases in it in a few milliseconds.

import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { inject } from "vitest";
import { startEmbeddedPostgres } from "../../src/storage/embeddedPostgres.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { findQuickFolder } from "./quickFolder.ts";

export interface TestPostgres extends AsyncDisposable {
  /** An account that may create databases. */
  readonly adminUrl: string;
  /** The migrated database that the others are copies of. */
  readonly template: string;
}

/** For the whole run: TEST_DATABASE_URL (of an account that may create databases), else an embedded one. */
export async function startPostgres(): Promise<TestPostgres> {
  await using started = new AsyncDisposableStack();
  const adminUrl = process.env["TEST_DATABASE_URL"] ?? (await startEmbedded(started));
  const template = "parley_template";
  await onServer(adminUrl, `DROP DATABASE IF EXISTS ${template}`);
  await onServer(adminUrl, `CREATE DATABASE ${template}`);
  await migrate({ databaseUrl: withDatabase(adminUrl, template) });
  const kept = started.move();
  return { adminUrl, template, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** A migrated database with nothing in it, dropped when disposed of, whoever is still connected. */
export async function createDatabase(): Promise<{ databaseUrl: string } & AsyncDisposable> {
  const adminUrl = inject("postgresAdminUrl");
  const name = `parley_test_${randomBytes(6).toString("hex")}`;
  await onServer(adminUrl, `CREATE DATABASE ${name} TEMPLATE ${inject("postgresTemplate")}`);
  return {
    databaseUrl: withDatabase(adminUrl, name),
    [Symbol.asyncDispose]: () => onServer(adminUrl, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

/** A database without a single table, for tests of the migrations themselves. */
export async function createEmptyDatabase(): Promise<{ databaseUrl: string } & AsyncDisposable> {
  const adminUrl = inject("postgresAdminUrl");
  const name = `parley_empty_${randomBytes(6).toString("hex")}`;
  await onServer(adminUrl, `CREATE DATABASE ${name}`);
  return {
    databaseUrl: withDatabase(adminUrl, name),
    [Symbol.asyncDispose]: () => onServer(adminUrl, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function startEmbedded(started: AsyncDisposableStack): Promise<string> {
  const dataDir = await mkdtemp(join(await findQuickFolder(), "parley-test-"));
  started.defer(() => rm(dataDir, { recursive: true, force: true }));
  const postgres = started.use(await startEmbeddedPostgres({ dataDir, isDurable: false }));
  return postgres.databaseUrl;
}

async function onServer(adminUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function withDatabase(databaseUrl: string, name: string): string {
  const url = new URL(databaseUrl);
  url.pathname = `/${name}`;
  return url.href;
}
