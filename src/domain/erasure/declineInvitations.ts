/** Declines what somebody was invited to who cannot accept any more. */
import { endInvitation } from "../invitation/endInvitation.ts";
import type { Ports } from "../ports.ts";
import { unlessGone } from "./unlessGone.ts";

const INVITATIONS_AT_ONCE = 100;

/** Those that are pending, expired ones included; false when `signal` has aborted before all were. */
export async function declineInvitations(
  ports: Ports,
  userId: string,
  signal: AbortSignal,
): Promise<boolean> {
  for (;;) {
    const pending = await ports.db.invitation.findMany({
      where: { userId, state: "PENDING" },
      take: INVITATIONS_AT_ONCE,
      select: { id: true, conversationId: true },
    });
    if (pending.length === 0) return true;
    for (const { id, conversationId } of pending) {
      if (signal.aborted) return false;
      // Or somebody was faster.
      await unlessGone(
        ports.log.change(conversationId, (write) => endInvitation(write, userId, id, "DECLINED")),
      );
    }
  }
}
