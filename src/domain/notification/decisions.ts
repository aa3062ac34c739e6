/** What was decided of a person's messages: theirs alone to read, and kept for a week. */
import { inChunks } from "../inChunks.ts";
import type { Db } from "../rows.ts";
import { SENDS_FOR_MS } from "./decide.ts";

/** For whoever asks why there was no push: longer ago nobody does. */
const DECISIONS_KEPT_MS = 7 * 86_400_000;
const DAY_MS = 86_400_000;
/** By then what waits has been sent or given up, unless its device has gone meanwhile. */
const WAITS_MAX_MS = 2 * SENDS_FOR_MS;

/** A decision is seen by the one it is about. */
export function ownDecisions(userId: string) {
  return { userId };
}

/**
 * Deletes decisions of more than a week ago and ends those that wait for a device that has gone, until none is left or
 * `signal` aborts; answers how many. To be called every hour or so: what waits is looked for in the last day alone.
 */
export async function deleteOldDecisions(
  db: Pick<Db, "notification">,
  now: Date,
  signal: AbortSignal,
): Promise<number> {
  const ago = (ms: number): Date => new Date(now.getTime() - ms);
  const waiting = { state: "WAITING", decidedAt: { gt: ago(DAY_MS), lt: ago(WAITS_MAX_MS) } } as const;
  const data = { state: "FAILED", reason: "NO_DEVICE" } as const;
  const ended = await inChunks(
    (limit) => db.notification.updateMany({ where: waiting, data, limit }),
    signal,
  );
  const where = { decidedAt: { lt: ago(DECISIONS_KEPT_MS) } };
  return ended + (await inChunks((limit) => db.notification.deleteMany({ where, limit }), signal));
}
