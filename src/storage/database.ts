/** The connection to PostgreSQL: one pool, shared by Prisma and by the statements written as SQL. */
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

export interface Database extends AsyncDisposable {
  readonly pool: pg.Pool;
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
  const pool = new pg.Pool({
    connectionString: durably(options.databaseUrl),
    max: options.poolMax,
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
    options.onIdleError(error);
  });
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool),
    transactionOptions: { maxWait: CONNECT_TIMEOUT_MS, timeout: TRANSACTION_TIMEOUT_MS },
  });
  return {
    pool,
    prisma,
    async [Symbol.asyncDispose]() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/**
 * An acknowledged write is on the disk, whatever the server's default is or the URL asks for. Behind the URL's own
 * options, in the URL: pg takes what stands there and nothing else.
 */
function durably(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  const own = url.searchParams.get("options");
  url.searchParams.set("options", `${own === null ? "" : `${own} `}-c synchronous_commit=on`);
  return url.href;
}
