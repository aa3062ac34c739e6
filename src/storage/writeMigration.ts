// The program behind `npm run migration -- NAME`: what prisma/schema.prisma has and the migrations have not, as SQL to review.

import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "./embeddedPostgres.ts";
import { type Migration, readMigrations } from "./migrate.ts";
import { diffMigrations } from "./schemaEngine.ts";

const prismaDir = join(import.meta.dirname, "../../prisma");
const migrationsDir = join(prismaDir, "migrations");

try {
  process.stdout.write(`${await writeMigration(process.argv[2] ?? "")}\n`);
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function writeMigration(name: string): Promise<string> {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new Error("Say what the migration does, in lower case: npm run migration -- add_reactions");
  }
  const sql = await diff(await readMigrations(migrationsDir));
  if (sql === null) return "The migrations make what prisma/schema.prisma says: nothing to write.";
  const path = join(migrationsDir, `${timestamp()}_${name}`, "migration.sql");
  await mkdir(join(path, ".."));
  await writeFile(path, sql);
  return `Wrote ${path}: read it before you commit it.`;
}

/** Played on a server of its own, which is thrown away. */
async function diff(migrations: readonly Migration[]): Promise<string | null> {
  const dataDir = await mkdtemp(join(tmpdir(), "parley-migration-"));
  try {
    await using postgres = await startEmbeddedPostgres({ dataDir, isDurable: false });
    const path = join(prismaDir, "schema.prisma");
    const schema = { path, content: await readFile(path, "utf8") };
    return await diffMigrations(postgres.databaseUrl, migrationsDir, migrations, schema);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** As Prisma's own names begin: 20261122093000. */
function timestamp(): string {
  return new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
}
