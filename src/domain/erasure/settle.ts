/** When an erasure is over: nothing has been found for as long as something may have been under way. */
import type { Db } from "../rows.ts";

/** What was under way, on whichever process, is over by then: a send waits for 8 s at most, and each statement takes 6. */
export const SETTLED_MS = 30_000;

/** Whether it is over: nothing has been found since a pass that ended long enough ago. */
export async function settle(db: Db, userId: string, now: Date): Promise<boolean> {
  const { settlingSince } = await db.erasure.findUniqueOrThrow({ where: { userId } });
  if (settlingSince === null) {
    await db.erasure.updateMany({ where: { userId, settlingSince: null }, data: { settlingSince: now } });
    return false;
  }
  if (now.getTime() < settlingSince.getTime() + SETTLED_MS) return false;
  await db.erasure.updateMany({ where: { userId, finishedAt: null }, data: { finishedAt: now } });
  return true;
}

/** Something was found: what is under way now may be of it. */
export async function unsettle(db: Db, userId: string): Promise<void> {
  await db.erasure.updateMany({
    where: { userId, settlingSince: { not: null } },
    data: { settlingSince: null },
  });
}
