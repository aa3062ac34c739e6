/** Ends sessions: their refresh tokens are void at once, their access tokens as soon as every process has heard. */
import type { Db, SessionRow, Tx } from "../rows.ts";

export interface SessionsToEnd {
  readonly userId: string;
  /** One session, or several; unset: all of the user's. */
  readonly id?: string | { readonly not: string } | { readonly in: string[] };
}

/**
 * Those that were live and have been ended now, newest first; no device of theirs is left. Tell `onSessionsRevoked` after
 * the commit.
 */
export async function endSessions(tx: Db | Tx, which: SessionsToEnd): Promise<SessionRow[]> {
  const ended = await tx.session.updateManyAndReturn({
    where: { ...which, revokedAt: null },
    data: { revokedAt: await readClock(tx) },
  });
  if (ended.length > 0) {
    await tx.device.deleteMany({ where: { sessionId: { in: ended.map(({ id }) => id) } } });
  }
  return ended.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
}

/** The database's: every process asks it what has ended lately, and their own clocks may differ. */
export async function readClock(tx: Db | Tx): Promise<Date> {
  const [row] = await tx.$queryRaw<[{ now: Date }]>`SELECT clock_timestamp() AS now`;
  return row.now;
}
