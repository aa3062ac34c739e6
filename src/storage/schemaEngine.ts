// Prisma's own migration engine, as WebAssembly: the only file that knows its calls.

import { randomUUID } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, type SqlDriverAdapter } from "@prisma/driver-adapter-utils";
import { SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";
import type { Migration } from "./migrate.ts";

const everything = { externalTables: [], externalEnums: [] };

/**
 * Applies what the database lacks, each migration as one transaction, and returns the names. One that fails leaves
 * nothing behind and is tried again the next time. Rejects with an Error of one sentence.
 */
export async function applyMigrations(
  databaseUrl: string,
  migrationsDir: string,
  migrations: readonly Migration[],
): Promise<string[]> {
  let failed: { name: string; reason: string } | undefined;
  const onScriptError = (script: string, error: unknown): void => {
    const name = migrations.find(({ sql }) => sql === script)?.name;
    if (name !== undefined) failed = { name, reason: describe(script, error) };
  };
  return withEngine(databaseUrl, onScriptError, async (engine) => {
    try {
      const output = await engine.applyMigrations({
        migrationsList: listMigrations(migrationsDir, migrations),
        filters: everything,
      });
      return output.appliedMigrationNames;
    } catch (error) {
      if (failed === undefined)
        throw new Error(`The migrations failed: ${firstLines(error)}`, { cause: error });
      await engine.markMigrationRolledBack({ migrationName: failed.name });
      throw new Error(`Migration ${failed.name} failed: ${failed.reason}.`, { cause: error });
    }
  });
}

/**
 * The SQL that leads from what the migrations make to what the schema says, or null when they agree. The migrations
 * are played in a database made for it on the same server.
 */
export async function diffMigrations(
  databaseUrl: string,
  migrationsDir: string,
  migrations: readonly Migration[],
  schema: { path: string; content: string },
): Promise<string | null> {
  return withEngine(
    databaseUrl,
    () => undefined,
    async (engine) => {
      const { stdout, exitCode } = await engine.diff({
        from: { tag: "migrations", ...listMigrations(migrationsDir, migrations) },
        to: { tag: "schemaDatamodel", files: [schema] },
        script: true,
        // Asks for 2 as the answer when there is a difference.
        exitCode: true,
        filters: everything,
      });
      return exitCode === 0 ? null : stdout;
    },
  );
}

function listMigrations(baseDir: string, migrations: readonly Migration[]) {
  return {
    baseDir,
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value: sql } },
    })),
  };
}

async function withEngine<T>(
  databaseUrl: string,
  onScriptError: (script: string, error: unknown) => void,
  use: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  // The engine never closes what it opens.
  const opened: SqlDriverAdapter[] = [];
  const connect = async (url: string): Promise<SqlDriverAdapter> => {
    const adapter = await new PrismaPg({ connectionString: url }).connect();
    opened.push(adapter);
    // The adapter's own way cuts the text at every semicolon, also inside a function's body or a comment, and sends the
    // pieces over any connection of its pool. Sent whole, the server cuts it, and all of it is one transaction.
    adapter.executeScript = async (script) => {
      await adapter
        .underlyingDriver()
        .query(script)
        .catch((error: unknown) => {
          onScriptError(script, error);
          throw error;
        });
    };
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = (query) => queryRaw({ ...query, sql: forAdapter(query.sql) });
    return adapter;
  };
  let shadowDatabase: string | undefined;
  const adapterFactory = bindMigrationAwareSqlAdapterFactory({
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: () => connect(databaseUrl),
    async connectToShadowDb() {
      shadowDatabase = `parley_shadow_${randomUUID()}`;
      await execute(databaseUrl, `CREATE DATABASE "${shadowDatabase}"`);
      const url = new URL(databaseUrl);
      url.pathname = `/${shadowDatabase}`;
      return connect(url.href);
    },
  });
  try {
    using engine = await SchemaEngine.new({ datamodels: undefined }, () => undefined, adapterFactory);
    return await use(engine);
  } finally {
    await Promise.allSettled(opened.map((adapter) => adapter.dispose()));
    if (shadowDatabase !== undefined) await execute(databaseUrl, `DROP DATABASE "${shadowDatabase}"`);
  }
}

/**
 * The engine reads columns of the type "char" that the adapter cannot hand over, and PostgreSQL 18 lists NOT NULL among
 * a table's constraints, which the engine does not know.
 */
function forAdapter(sql: string): string {
  return sql
    .replace("constr.contype AS constraint_type", "constr.contype::text AS constraint_type")
    .replace("contype NOT IN ('p', 'u', 'f')", "contype NOT IN ('p', 'u', 'f', 'n')")
    .replaceAll(/\bcon\.(confdeltype|confupdtype),/g, "con.$1::text AS $1,");
}

async function execute(databaseUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** What the server said, and on which line. */
function describe(script: string, error: unknown): string {
  if (!(error instanceof pg.DatabaseError)) return firstLines(error);
  if (error.position === undefined) return error.message;
  const line = script.slice(0, Number(error.position)).split("\n").length;
  return `${error.message} (line ${line})`;
}

/** The engine's errors end in a trace of its own functions. */
function firstLines(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split(/\n\s*0: /)[0]?.trim() ?? text;
}
