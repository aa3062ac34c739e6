/** Takes back an invitation that nobody has accepted. */
import { NotFoundError } from "../errors.ts";
import { loadMemberInside } from "../member/loadMemberInside.ts";
import type { Ports } from "../ports.ts";
import type { InvitationRow } from "../rows.ts";
import { endInvitation } from "./endInvitation.ts";
import { assertCanInvite, managedInvitations } from "./policy.ts";

/** By whoever may invite there; revoking again changes nothing. Errors: NotFound, NotAllowed. */
export async function revokeInvitation(
  ports: Ports,
  revokerId: string,
  invitationId: string,
): Promise<InvitationRow> {
  const hint = await ports.db.invitation.findUnique({
    where: { id: invitationId, ...managedInvitations(revokerId) },
  });
  if (hint === null) throw new NotFoundError("Invitation");

  return ports.log.change(hint.conversationId, async (write) => {
    assertCanInvite(await loadMemberInside(write, revokerId));
    return endInvitation(write, revokerId, invitationId, "REVOKED");
  });
}
