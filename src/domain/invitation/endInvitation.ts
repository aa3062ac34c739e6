/** Ends a pending invitation: what declining and revoking have in common. */
import { recordAct } from "../audit/recordAct.ts";
import { NotFoundError } from "../errors.ts";
import type { ConversationWrite } from "../ports.ts";
import type { InvitationRow, InvitationState } from "../rows.ts";

/** One that has ended in this way already is answered as it is; one that ended otherwise is NotFound. */
export async function endInvitation(
  write: ConversationWrite,
  actorId: string,
  invitationId: string,
  state: Extract<InvitationState, "DECLINED" | "REVOKED">,
): Promise<InvitationRow> {
  const invitation = await write.tx.invitation.findUnique({ where: { id: invitationId } });
  if (invitation?.state === state) return invitation;
  if (invitation?.state !== "PENDING") throw new NotFoundError("Invitation");

  const ended = await write.tx.invitation.update({ where: { id: invitationId }, data: { state } });

  const { userId, conversationId } = ended;
  const { seq } = write.append(actorId, { kind: "INVITATION_ENDED", userId, invitationId });
  // Taking back what one has sent oneself is no act upon others.
  if (state === "REVOKED" && ended.invitedById !== actorId) {
    const act = { act: "INVITATION_REVOKED", actorId, subjectId: userId, invitationId } as const;
    await recordAct(write.tx, write.now, { ...act, conversationId, seq });
  }
  return ended;
}
