/** The connections to PostgreSQL: a pool for requests, shared by Prisma and the statements written as SQL, and one behind them. */
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "./generated/prisma/client.ts";

/** A statement waits this long for a row's lock; then it fails and nothing was written. */
const LOCK_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 5_000;
/** PostgreSQL ends a statement itself; this is for one that has fallen silent. */
const SILENCE_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 1_000;
/** A request waits this long for a free connection. */
const CONNECT_TIMEOUT_MS = 3_000;
/** An interactive transaction ends after this long, committed or not: long ones hold back the inbox's horizon. */
const TRANSACTION_TIMEOUT_MS = 4_000;

/** What follows the log works in turns: a few connections, however many events there are. */
const BACKGROUND_POOL_MAX = 4;

export interface Database extends AsyncDisposable {
  readonly pool: pg.Pool;
  /**
   * For what follows the log, so that requests never wait for it, neither for a connection nor for its commits on the disk.
   * It answers before a write is on the disk: only for what is done again when a crash takes it back.
   */
  readonly backgroundPool: pg.Pool;
  readonly prisma: PrismaClient;
}

export interface DatabaseOptions {
  readonly databaseUrl: string;
  readonly poolMax: number;
  /** Told of errors of idle connections; the pool replaces them. */
  readonly onIdleError: (error: Error) => void;
}

/** Connects lazily; the first statement tells whether PostgreSQL is there. */
export function connectDatabase(options: DatabaseOptions): Database {
  // An acknowledged write is on the disk, whatever the server's default is or the URL asks for.
  const pool = createPool(options, options.poolMax, "on");
  const backgroundPool = createPool(options, BACKGROUND_POOL_MAX, "off");
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool),
    transactionOptions: { maxWait: CONNECT_TIMEOUT_MS, timeout: TRANSACTION_TIMEOUT_MS },
  });
  return {
    pool,
    backgroundPool,
    prisma,
    async [Symbol.asyncDispose]() {
      await prisma.$disconnect();
      await Promise.all([pool.end(), backgroundPool.end()]);
    },
  };
}

function createPool(
  { databaseUrl, onIdleError }: DatabaseOptions,
  max: number,
  synchronousCommit: "on" | "off",
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: committing(databaseUrl, synchronousCommit),
    max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: SILENCE_TIMEOUT_MS,
    idle_in_transaction_session_timeout: TRANSACTION_TIMEOUT_MS + STATEMENT_TIMEOUT_MS,
    application_name: "parley",
  });
  pool.on("error", (error) => {
    // The pool hangs the whole connection on it, with every statement that it has prepared.
    Reflect.deleteProperty(error, "client");
    onIdleError(error);
  });
  return pool;
}

/** Behind the URL's own options, in the URL: pg takes what stands there and nothing else. */
function committing(databaseUrl: string, synchronousCommit: "on" | "off"): string {
  const url = new URL(databaseUrl);
  const own = url.searchParams.get("options");
  const wanted = `-c synchronous_commit=${synchronousCommit}`;
  url.searchParams.set("options", own === null ? wanted : `${own} ${wanted}`);
  return url.href;
}
