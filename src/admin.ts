/** What the person who runs a server does from the command line: `npm run admin:grant -- USERNAME`. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { ConfigError, parseConfig } from "./config.ts";
import type { Config } from "./config.ts";
import { grantAdmin } from "./domain/account/grantAdmin.ts";
import { NotFoundError } from "./domain/errors.ts";
import { connectDatabase } from "./storage/database.ts";
import { startEmbeddedPostgres } from "./storage/embeddedPostgres.ts";
import { migrate } from "./storage/migrate.ts";
import { readLockFile } from "./storage/postgresDataDir.ts";

const USAGE = "Say who: npm run admin:grant -- USERNAME";
const root = fileURLToPath(new URL("..", import.meta.url));

try {
  process.stdout.write(`${await run(process.argv.slice(2))}\n`);
} catch (error) {
  // Prisma's messages tell the cause in their last line.
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message.trim().split("\n").at(-1) ?? ""}\n`);
  process.exitCode = 1;
}

async function run([command, username, ...rest]: string[]): Promise<string> {
  if (command !== "grant" || username === undefined || rest.length > 0) throw new ConfigError(USAGE);
  await using stack = new AsyncDisposableStack();
  const databaseUrl = await reachDatabase(parseConfig(process.env, root), stack);
  const onIdleError = (): void => undefined;
  const { prisma } = stack.use(connectDatabase({ databaseUrl, poolMax: 1, onIdleError }));
  try {
    const user = await grantAdmin(prisma, username);
    return `${user.username} is an admin.`;
  } catch (error) {
    if (error instanceof NotFoundError) throw new Error(`Nobody is called ${username}.`, { cause: error });
    throw error;
  }
}

/** The given database, else the embedded one: that of the running server, or started for as long as this takes. */
async function reachDatabase(config: Config, stack: AsyncDisposableStack): Promise<string> {
  if (config.DATABASE_URL !== null) return config.DATABASE_URL;
  const running = await findRunning(config.dataDir);
  if (running !== null) return running;
  const { databaseUrl } = stack.use(await startEmbeddedPostgres({ dataDir: config.dataDir }));
  await migrate({ databaseUrl });
  return databaseUrl;
}

/** What the running server left in DATA_DIR for whoever may read it. */
async function findRunning(dataDir: string): Promise<string | null> {
  const lock = await readLockFile(path.join(dataDir, "postgres"));
  if (lock?.status !== "ready") return null;
  const password = (await readFile(path.join(dataDir, "postgres.password"), "utf8")).trim();
  const databaseUrl = `postgresql://parley:${password}@127.0.0.1:${lock.port}/postgres`;
  const client = new pg.Client({ connectionString: databaseUrl });
  try {
    await client.connect();
    return databaseUrl;
  } catch {
    // A server that was killed leaves its lock file behind; the next start removes it.
    return null;
  } finally {
    await client.end().catch(() => undefined);
  }
}
