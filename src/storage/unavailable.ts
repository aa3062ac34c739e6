/** Tells a database that cannot answer now from a mistake of ours. */
import { RequestError, unavailable, UserError } from "../domain/errors.ts";

/** Prisma: pool time-out, server unreachable or gone, transaction conflict, transaction not begun or over time. */
const PRISMA_CODES = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "P2034"]);
/** PostgreSQL: lock or statement time-out, deadlock, serialisation, and the classes 08, 53 and 57P (connection, resources, shutdown). */
const SQL_STATES = /^(55P03|57014|40P01|40001|08...|53...|57P..|25P0[23])$/;
const SOCKET_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOENT",
  "ENOTFOUND",
  "EHOSTUNREACH",
]);
/** node-postgres has no codes for these. */
const POOL_MESSAGES =
  /timeout exceeded when trying to connect|Query read timeout|Connection terminated|Client has encountered a connection error|Can't reach database/;

/** A `RequestError` UNAVAILABLE in place of a passing fault of the database; every other error as it is. */
export function toUnavailable(error: unknown): unknown {
  if (error instanceof UserError || error instanceof RequestError) return error;
  return isPassing(error) ? unavailable("The database did not answer in time; try again.") : error;
}

export function isPassing(error: unknown): boolean {
  for (const code of codesOf(error)) {
    if (PRISMA_CODES.has(code) || SQL_STATES.test(code) || SOCKET_CODES.has(code)) return true;
  }
  return error instanceof Error && POOL_MESSAGES.test(error.message);
}

/** For the person who starts something: a database that is not there, in one sentence; every other error as it is. */
export function refuseDatabase(databaseUrl: string, error: unknown): never {
  if (!isPassing(error)) throw error;
  const { hostname, port, pathname } = new URL(databaseUrl);
  const reason = error instanceof Error ? error.message : String(error);
  throw new Error(
    `DATABASE_URL names ${hostname}:${port || 5432}${pathname}, which does not answer (${reason}).`,
    { cause: error },
  );
}

/** The error's own code, and those that Prisma's driver adapter wraps. */
function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  let current: unknown = error;
  for (let depth = 0; depth < 5 && typeof current === "object" && current !== null; depth += 1) {
    for (const name of ["code", "originalCode"]) {
      const code: unknown = Reflect.get(current, name);
      if (typeof code === "string") codes.push(code);
    }
    const meta: unknown = Reflect.get(current, "meta");
    current =
      Reflect.get(current, "cause") ??
      (typeof meta === "object" && meta !== null ? Reflect.get(meta, "driverAdapterError") : undefined);
  }
  return codes;
}
