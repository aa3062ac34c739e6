/** Ends invitations by what makes them needless: their people have joined, or are banned. */
import type { ConversationWrite } from "../ports.ts";
import type { InvitationState } from "../rows.ts";

/** Of these people, in the locked conversation. No event of its own: that of the joining, or the ban, tells it. */
export async function endInvitations(
  { tx, conversation }: ConversationWrite,
  userIds: readonly string[],
  state: Exclude<InvitationState, "PENDING">,
): Promise<void> {
  await tx.invitation.updateMany({
    where: { conversationId: conversation.id, userId: { in: [...userIds] }, state: "PENDING" },
    data: { state },
  });
}
