/**
 * What the person who runs a server does from the command line: `npm run admin:grant -- USERNAME` makes an admin,
 * `npm run admin:new-epoch` tells every client that the database was restored from an older copy,
 * `npm run admin:dead-letters` shows the events that search or notifications could not take in, and with `-- replay` has
 * them tried again; `npm run search:reindex` makes the documents that messages are found by anew, and
 * `npm run search:verify` looks whether they are what the messages are.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { ConfigError, parseConfig } from "./config.ts";
import type { Config } from "./config.ts";
import { grantAdmin } from "./domain/account/grantAdmin.ts";
import { NotFoundError } from "./domain/errors.ts";
import { connectMeilisearch } from "./search/engine.meilisearch.ts";
import { reindex } from "./search/reindex.ts";
import type { OnProgress } from "./search/pages.ts";
import { verifyMeilisearch, verifyPostgres } from "./search/verify.ts";
import { createPostgresSearch } from "./storage/search.sql.ts";
import { createSearchOutbox } from "./storage/searchOutbox.sql.ts";
import { readDeadLetters, replayDeadLetters } from "./storage/consumers.sql.ts";
import { connectDatabase } from "./storage/database.ts";
import type { Database } from "./storage/database.ts";
import { startEmbeddedPostgres } from "./storage/embeddedPostgres.ts";
import { startEpoch } from "./storage/epoch.ts";
import { migrate } from "./storage/migrate.ts";
import { readLockFile } from "./storage/postgresDataDir.ts";
import { refuseDatabase } from "./storage/unavailable.ts";

const USAGE =
  "npm run admin:grant -- USERNAME, npm run admin:new-epoch, npm run admin:dead-letters [-- replay], npm run search:reindex and npm run search:verify";
/** PostgreSQL's for a table that is not there. */
const UNDEFINED_TABLE = "42P01";
const root = fileURLToPath(new URL("..", import.meta.url));

try {
  process.stdout.write(`${await run(process.argv.slice(2))}\n`);
} catch (error) {
  // Prisma's messages tell the cause in their last line.
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${message.trim().split("\n").at(-1) ?? ""}\n`);
  process.exitCode = 1;
}

async function run([command, ...args]: string[]): Promise<string> {
  const [username] = args;
  if (command === "grant" && username !== undefined && args.length === 1)
    return withDatabase((database) => grant(database, username));
  if (command === "grant") throw new ConfigError("Say who: npm run admin:grant -- USERNAME");
  if (command === "new-epoch" && args.length === 0) return newEpoch();
  if (command === "dead-letters" && args.length === 0) return withDatabase(showDeadLetters);
  if (command === "dead-letters" && args.join() === "replay") return withDatabase(replay);
  if (command === "search-reindex" && args.length === 0) return withDatabase(reindexSearch);
  if (command === "search-verify" && args.length === 0) return withDatabase(verifySearch);
  throw new ConfigError(`There are five commands: ${USAGE}.`);
}

/** Asks nothing and waits for nobody: after a restore every minute counts, and once more does no harm. */
async function newEpoch(): Promise<string> {
  const { DATABASE_URL: databaseUrl } = parseConfig(process.env, root);
  if (databaseUrl === null) {
    throw new ConfigError("DATABASE_URL is unset, but must name the database that was restored.");
  }
  await using database = connectDatabase({ databaseUrl, poolMax: 1, onIdleError });
  const epoch = await startEpoch(database.pool).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === UNDEFINED_TABLE) {
      throw new Error("DATABASE_URL names a database without a history of Parley.", { cause: error });
    }
    return refuseDatabase(databaseUrl, error);
  });
  return [
    `A new epoch has begun: ${epoch}`,
    "Running processes see it within two seconds. Every client is told that this is another history (StreamReset),",
    "and starts anew from what the database has. Nothing else was changed.",
  ].join("\n");
}

async function withDatabase(act: (database: Database) => Promise<string>): Promise<string> {
  await using stack = new AsyncDisposableStack();
  const databaseUrl = await reachDatabase(parseConfig(process.env, root), stack);
  return await act(stack.use(connectDatabase({ databaseUrl, poolMax: 1, onIdleError })));
}

async function grant({ prisma }: Database, username: string): Promise<string> {
  try {
    const user = await grantAdmin(prisma, username);
    return `${user.username} is an admin.`;
  } catch (error) {
    if (error instanceof NotFoundError) throw new Error(`Nobody is called ${username}.`, { cause: error });
    throw error;
  }
}

/** Stopped by Ctrl-C, it goes on where it was when it is begun again. */
async function reindexSearch({ pool }: Database): Promise<string> {
  const { config, outbox, signal } = searchOf(pool);
  const refused = new Set<string>();
  const client = clientOf(config);
  await reindex({
    index: createPostgresSearch(pool, config.SEARCH_LANGUAGES),
    outbox,
    languages: config.SEARCH_LANGUAGES,
    client,
    signal,
    progressOf: bar,
    onRefused: (ids) => ids.forEach((id) => refused.add(id)),
  });
  return [
    `About ${await outbox.countMessages()} messages can be found${client === null ? "" : ", by Meilisearch as well"}.`,
    ...(refused.size > 0 ? [`Meilisearch refuses ${refused.size} of them: ${[...refused].join(", ")}`] : []),
  ].join("\n");
}

async function verifySearch({ pool }: Database): Promise<string> {
  const { config, outbox, signal } = searchOf(pool);
  const found = [{ name: "PostgreSQL", ...(await verifyPostgres(outbox, signal, bar("PostgreSQL"))) }];
  const meilisearch = clientOf(config);
  if (meilisearch !== null)
    found.push({
      name: "Meilisearch",
      ...(await verifyMeilisearch(meilisearch, outbox, signal, bar("Meilisearch"))),
    });
  const isWhole = found.every(({ missing, stale, surplus }) => missing + stale + surplus === 0);
  if (!isWhole) process.exitCode = 1;
  return [
    ...found.map(
      ({ name, messages, missing, stale, surplus }) =>
        `${name}: ${messages} messages, ${missing} without a document, ${stale} with a stale one, ${surplus} documents too many.`,
    ),
    isWhole
      ? "Everything is found as it is."
      : "What changed within the last seconds may be on its way. Else: npm run search:reindex",
  ].join("\n");
}

function searchOf(pool: pg.Pool) {
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort(new Error("Stopped: begin it again, and it goes on.")));
  return {
    config: parseConfig(process.env, root),
    outbox: createSearchOutbox(pool),
    signal: stopping.signal,
  };
}

function clientOf(config: Config) {
  if (config.MEILISEARCH_URL === null) return null;
  return connectMeilisearch({ host: config.MEILISEARCH_URL, apiKey: config.MEILISEARCH_KEY }, "WRITE");
}

/** On standard error, one line that is written over. */
function bar(name: string): OnProgress {
  return (done, all) => {
    const share = Math.min(1, done / Math.max(all, 1));
    const cells = Math.round(share * 30);
    const line = `${name} [${"#".repeat(cells)}${".".repeat(30 - cells)}] ${Math.floor(share * 100)} %, ${done} of about ${all}`;
    process.stderr.write(process.stderr.isTTY ? `\r${line}${done >= all ? "\n" : ""}` : `${line}\n`);
  };
}

async function showDeadLetters({ pool }: Database): Promise<string> {
  const { count, rows } = await readDeadLetters(pool);
  if (count === 0) return "There are no dead letters.";
  const lines = rows.map(
    (row) =>
      `${row.failedAt.toISOString()}  ${row.consumer}  ${row.conversationId}:${row.seq}  ${row.error}` +
      `  (${row.attempts === 1 ? "once" : `${row.attempts} times`}${row.isDue ? ", is tried again" : ""})`,
  );
  const shown = count > rows.length ? `, the oldest ${rows.length} of them here` : "";
  return [
    `${count} events could not be taken in${shown}:`,
    ...lines,
    "npm run admin:dead-letters -- replay has them tried again.",
  ].join("\n");
}

async function replay({ pool }: Database): Promise<string> {
  const count = await replayDeadLetters(pool);
  return count === 0
    ? "There are no dead letters."
    : `${count} events are tried again within seconds, by the process that works (WORKER). Look again for what is left.`;
}

function onIdleError(): void {
  // What comes next says so itself.
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
