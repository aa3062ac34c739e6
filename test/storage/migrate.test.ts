// Migrations are applied once, whole, in order, and by one process at a time.

import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, test } from "vitest";
import { migrate, readMigrations } from "../../src/storage/migrate.ts";
import { diffMigrations } from "../../src/storage/schemaEngine.ts";
import { createDatabase, createEmptyDatabase } from "../support/postgres.ts";

test("two processes that start at once apply everything once", async () => {
  await using database = await createEmptyDatabase();
  await using folder = await makeMigrations({
    "1_a": "CREATE TABLE a (n int);",
    "2_b": "CREATE TABLE b (n int);",
  });
  const options = { databaseUrl: database.databaseUrl, migrationsDir: folder.path };
  const [one, two] = await Promise.all([migrate(options), migrate(options)]);
  expect([...one.applied, ...two.applied]).toEqual(["1_a", "2_b"]);
  expect(await migrate(options)).toEqual({ applied: [] });
});

test("a function's body and a comment may hold semicolons", async () => {
  await using database = await createEmptyDatabase();
  await using folder = await makeMigrations({
    "1_f": `-- one; two\nCREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 7; END $$;`,
  });
  await migrate({ databaseUrl: database.databaseUrl, migrationsDir: folder.path });
  expect(await query(database.databaseUrl, "SELECT f()")).toEqual([{ f: 7 }]);
});

test("a migration that fails leaves nothing behind, says where, and is tried again once mended", async () => {
  await using database = await createEmptyDatabase();
  await using folder = await makeMigrations({ "1_a": "CREATE TABLE a (n int);\nCREATE TABEL b (n int);" });
  const options = { databaseUrl: database.databaseUrl, migrationsDir: folder.path };
  await expect(migrate(options)).rejects.toThrow(
    'Migration 1_a failed: syntax error at or near "TABEL" (line 2).',
  );
  await folder.write("1_a", "CREATE TABLE a (n int);\nCREATE TABLE b (n int);");
  expect(await migrate(options)).toEqual({ applied: ["1_a"] });
});

test("a migration changed after it was applied is refused; a database ahead of the folder is not", async () => {
  await using database = await createEmptyDatabase();
  await using folder = await makeMigrations({
    "1_a": "CREATE TABLE a (n int);",
    "2_b": "CREATE TABLE b (n int);",
  });
  const options = { databaseUrl: database.databaseUrl, migrationsDir: folder.path };
  await migrate(options);
  await rm(join(folder.path, "2_b"), { recursive: true });
  expect(await migrate(options)).toEqual({ applied: [] });
  await folder.write("1_a", "CREATE TABLE a (n bigint);");
  await expect(migrate(options)).rejects.toThrow(/^Migration 1_a was changed after it had been applied/);
});

test("the migrations of this project make what prisma/schema.prisma says", async () => {
  await using database = await createDatabase();
  const root = join(import.meta.dirname, "../..");
  const migrationsDir = join(root, "prisma/migrations");
  const path = join(root, "prisma/schema.prisma");
  const schema = { path, content: await readFile(path, "utf8") };
  const migrations = await readMigrations(migrationsDir);
  expect(await diffMigrations(database.databaseUrl, migrationsDir, migrations, schema)).toBeNull();
  const changed = { path, content: `${schema.content}\nmodel Probe {\n  id Int @id\n}\n` };
  expect(await diffMigrations(database.databaseUrl, migrationsDir, migrations, changed)).toContain(
    'CREATE TABLE "Probe"',
  );
});

async function makeMigrations(sqlByName: Record<string, string>) {
  const path = await mkdtemp(join(tmpdir(), "parley-migrations-"));
  const write = async (name: string, sql: string): Promise<void> => {
    await mkdir(join(path, name), { recursive: true });
    await writeFile(join(path, name, "migration.sql"), sql);
  };
  for (const [name, sql] of Object.entries(sqlByName)) await write(name, sql);
  return { path, write, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

async function query(databaseUrl: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
