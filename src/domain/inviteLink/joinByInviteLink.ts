/** Joins a group or a channel by an invite link. */
import { InviteLinkRevokedError, NotFoundError } from "../errors.ts";
import { beginMembership } from "../member/beginMemberships.ts";
import { findMemberInside } from "../member/loadMemberInside.ts";
import type { Ports } from "../ports.ts";
import type { MemberRow } from "../rows.ts";
import { findInviteLink } from "./findInviteLink.ts";
import { assertCanUse } from "./policy.ts";

/**
 * Makes the joiner a plain member, which is one use; who is a member already is answered as they are, and uses nothing.
 * Errors: NotFound, InviteLinkRevoked, InvitationExpired, InviteLinkUsedUp, MemberBanned.
 */
export async function joinByInviteLink(ports: Ports, joinerId: string, secret: string): Promise<MemberRow> {
  const hint = await findInviteLink(ports.db, secret);
  if (hint === null) throw new NotFoundError("InviteLink");

  return ports.log.change(hint.conversationId, async (write) => {
    const link = await findInviteLink(write.tx, secret);
    if (link === null) throw new NotFoundError("InviteLink");
    const known = await findMemberInside(write, joinerId);
    if (known !== null) return known;
    assertCanUse(link, write.now);

    const joined = await beginMembership(write, joinerId, joinerId);
    const { count } = await write.tx.inviteLink.updateMany({
      where: { id: link.id, revokedAt: null },
      data: { uses: { increment: 1 } },
    });
    // An erasure of its maker holds no conversation: it revokes at any moment.
    if (count === 0) throw new InviteLinkRevokedError();
    return joined;
  });
}
