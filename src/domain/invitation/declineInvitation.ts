/** Declines an invitation of one's own. */
import { NotFoundError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { InvitationRow } from "../rows.ts";
import { endInvitation } from "./endInvitation.ts";

/** Declining again changes nothing. Errors: NotFound. */
export async function declineInvitation(
  ports: Ports,
  userId: string,
  invitationId: string,
): Promise<InvitationRow> {
  const hint = await ports.db.invitation.findUnique({ where: { id: invitationId, userId } });
  if (hint === null) throw new NotFoundError("Invitation");

  return ports.log.change(hint.conversationId, (write) =>
    endInvitation(write, userId, invitationId, "DECLINED"),
  );
}
