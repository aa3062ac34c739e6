/** Forgets sessions that have been over for a month: who signed in from where is not kept for ever. */
import type { Db } from "../rows.ts";

/** So long a person could still be told what became of a session. */
export const SESSION_KEPT_MS = 30 * 86_400_000;
/** One statement's worth; the refresh tokens of a session go with it. */
const CHUNK_MAX = 500;

/**
 * Deletes the sessions that ended or expired more than 30 days before `now`, in chunks, until none is left or `signal`
 * aborts; returns how many. Two processes may do it at once.
 */
export async function deleteOldSessions(
  db: Pick<Db, "session">,
  now: Date,
  signal: AbortSignal,
): Promise<number> {
  const before = new Date(now.getTime() - SESSION_KEPT_MS);
  let total = 0;
  while (!signal.aborted) {
    const { count } = await db.session.deleteMany({
      where: { OR: [{ revokedAt: { lt: before } }, { expiresAt: { lt: before } }] },
      limit: CHUNK_MAX,
    });
    total += count;
    if (count < CHUNK_MAX) break;
  }
  return total;
}
