/** Forgets sessions that have been over for a month: who signed in from where is not kept for ever. */
import { inChunks } from "../inChunks.ts";
import type { Db } from "../rows.ts";

/** So long a person could still be told what became of a session. */
export const SESSION_KEPT_MS = 30 * 86_400_000;

/**
 * Deletes the sessions that ended or expired more than 30 days before `now`, with their refresh tokens, until none is
 * left or `signal` aborts; answers how many.
 */
export async function deleteOldSessions(
  db: Pick<Db, "session">,
  now: Date,
  signal: AbortSignal,
): Promise<number> {
  const before = new Date(now.getTime() - SESSION_KEPT_MS);
  const where = { OR: [{ revokedAt: { lt: before } }, { expiresAt: { lt: before } }] };
  return inChunks((limit) => db.session.deleteMany({ where, limit }), signal);
}
