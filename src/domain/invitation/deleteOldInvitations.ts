/** Forgets invitations a month after their time: who was asked to come where is not kept for ever. */
import { inChunks } from "../inChunks.ts";
import type { Db } from "../rows.ts";

/** So long whoever comes back to one is told that it has expired, or that they have accepted it. */
export const INVITATION_KEPT_MS = 30 * 86_400_000;

/**
 * Deletes the invitations, whatever has become of them, that could be accepted until 30 days before `now` at most, until
 * none is left or `signal` aborts; answers how many. Nobody is told: a client knows when each expires.
 */
export async function deleteOldInvitations(
  db: Pick<Db, "invitation">,
  now: Date,
  signal: AbortSignal,
): Promise<number> {
  const where = { expiresAt: { lt: new Date(now.getTime() - INVITATION_KEPT_MS) } };
  return inChunks((limit) => db.invitation.deleteMany({ where, limit }), signal);
}
