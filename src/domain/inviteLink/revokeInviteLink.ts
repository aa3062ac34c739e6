/** Makes an invite link useless; who has joined by it stays. */
import { recordAct } from "../audit/recordAct.ts";
import { NotFoundError } from "../errors.ts";
import { loadMemberInside } from "../member/loadMemberInside.ts";
import type { Ports } from "../ports.ts";
import type { InviteLinkRow } from "../rows.ts";
import { assertCanManageInviteLinks, visibleInviteLinks } from "./policy.ts";

/** Nobody joins by it once this has resolved; revoking again changes nothing. Errors: NotFound, NotAllowed. */
export async function revokeInviteLink(
  ports: Ports,
  revokerId: string,
  inviteLinkId: string,
): Promise<InviteLinkRow> {
  const hint = await ports.db.inviteLink.findUnique({
    where: { id: inviteLinkId, ...visibleInviteLinks(revokerId) },
    select: { conversationId: true },
  });
  if (hint === null) throw new NotFoundError("InviteLink");

  return ports.log.change(hint.conversationId, async (write) => {
    assertCanManageInviteLinks(await loadMemberInside(write, revokerId));
    const where = { id: inviteLinkId };
    const omit = { secretHash: true } as const;
    const link = await write.tx.inviteLink.findUniqueOrThrow({ where, omit });

    if (link.revokedAt !== null) return link;

    const revoked = await write.tx.inviteLink.update({ where, data: { revokedAt: write.now }, omit });

    // Revoking one's own is no act upon another.
    if (link.createdById !== revokerId) {
      await recordAct(write.tx, write.now, {
        act: "INVITE_LINK_REVOKED",
        actorId: revokerId,
        subjectId: link.createdById,
        conversationId: link.conversationId,
        inviteLinkId,
      });
    }
    return revoked;
  });
}
