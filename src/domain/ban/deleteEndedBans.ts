/** Forgets bans that are over: that there was one is in the audit log. */
import { inChunks } from "../inChunks.ts";
import type { Db } from "../rows.ts";

/** So long whoever has placed one for a moment, and retries, is answered with it. */
export const BAN_KEPT_MS = 86_400_000;

/**
 * Deletes the bans that ended more than a day before `now`, until none is left or `signal` aborts; answers how many. One
 * that is placed anew meanwhile has another id, and stays.
 */
export async function deleteEndedBans(db: Pick<Db, "ban">, now: Date, signal: AbortSignal): Promise<number> {
  const where = { bannedUntil: { lt: new Date(now.getTime() - BAN_KEPT_MS) } };
  return inChunks((limit) => db.ban.deleteMany({ where, limit }), signal);
}
