/** Accepts an invitation. */
import { InvitationExpiredError, NotFoundError } from "../errors.ts";
import { beginMembership } from "../member/beginMemberships.ts";
import { findMemberInside } from "../member/loadMemberInside.ts";
import type { Ports } from "../ports.ts";
import type { MemberRow } from "../rows.ts";

/**
 * Makes the invited person a member; who is one already, by whichever way, is answered as they are.
 * Errors: NotFound (also when it was declined or revoked, or used before a leaving), InvitationExpired, MemberBanned.
 */
export async function acceptInvitation(
  ports: Ports,
  userId: string,
  invitationId: string,
): Promise<MemberRow> {
  const where = { id: invitationId, userId };
  const hint = await ports.db.invitation.findUnique({ where });
  if (hint === null) throw new NotFoundError("Invitation");

  return ports.log.change(hint.conversationId, async (write) => {
    const invitation = await write.tx.invitation.findUnique({ where });
    const member = await findMemberInside(write, userId);
    if (invitation?.state === "ACCEPTED" && member !== null) return member;
    if (invitation?.state !== "PENDING") throw new NotFoundError("Invitation");
    if (invitation.expiresAt <= write.now) throw new InvitationExpiredError(invitation.expiresAt);

    return beginMembership(write, userId, userId);
  });
}
