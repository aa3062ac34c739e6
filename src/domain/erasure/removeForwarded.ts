/** Removes what others have forwarded of somebody's, wherever it is. */
import type { Ports } from "../ports.ts";
import { REMOVED_MAX } from "../removal/rule.ts";
import { removePlaces } from "./removePlaces.ts";
import { unsettle } from "./settle.ts";

/**
 * What the walk had passed when it came: all that is left behind it, since no membership has begun (see `holdUsers`). In
 * chunks of one short transaction each; false when `signal` has aborted before all were gone.
 */
export async function removeForwarded(ports: Ports, userId: string, signal: AbortSignal): Promise<boolean> {
  const { db } = ports;
  while (!signal.aborted) {
    const first = await db.message.findFirst({
      where: { forwardedSenderId: userId },
      select: { conversationId: true },
    });
    if (first === null) return true;
    await unsettle(db, userId);
    const { conversationId } = first;
    const found = await db.message.findMany({
      where: { forwardedSenderId: userId, conversationId },
      orderBy: { seq: "asc" },
      take: REMOVED_MAX,
      select: { seq: true },
    });
    const seqs = found.map(({ seq }) => seq);
    if (seqs.length > 0) await removePlaces(ports, userId, conversationId, seqs);
  }
  return false;
}
