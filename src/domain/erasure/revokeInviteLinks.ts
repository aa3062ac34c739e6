/** Makes useless the invite links that somebody has made: who holds one was invited by nobody. */
import { inChunks } from "../inChunks.ts";
import type { Ports } from "../ports.ts";
import type { Tx } from "../rows.ts";

/** As many as a request revokes at once; the job begins with the others. A conversation has at most 50 that are not. */
const AT_ONCE_MAX = 500;

/** In the request's transaction. */
export async function revokeFirstInviteLinks(tx: Tx, userId: string, now: Date): Promise<void> {
  await revokeSome(tx, userId, now, AT_ONCE_MAX);
}

/** Those that are left, or were being made; false when `signal` has aborted before all were. */
export async function revokeInviteLinks(
  { db }: Ports,
  userId: string,
  signal: AbortSignal,
): Promise<boolean> {
  await inChunks((limit) => revokeSome(db, userId, new Date(), limit), signal);
  return !signal.aborted;
}

function revokeSome(db: Pick<Tx, "inviteLink">, userId: string, revokedAt: Date, limit: number) {
  return db.inviteLink.updateMany({
    where: { createdById: userId, revokedAt: null },
    data: { revokedAt },
    limit,
  });
}
