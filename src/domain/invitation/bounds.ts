/** How many invitations may wait for an answer: to one conversation, and of one person. */
import { CannotAddUsersError, TooManyInvitationsError } from "../errors.ts";
import { lockUsers } from "../lockUsers.ts";
import type { ConversationWrite } from "../ports.ts";
import { pending } from "./policy.ts";

/** To one conversation. */
export const INVITATIONS_MAX = 1_000;

/** Of one person, to all conversations: a list that people still read. */
export const OWN_INVITATIONS_MAX = 100;

/**
 * Whether these people can be invited to the locked conversation, or anew; those of others stay. Who invites somebody with
 * as many invitations as one may have learns that they cannot be added, as of a block, and not what others sent them.
 * Errors: TooManyInvitations, CannotAddUsers.
 */
export async function assertRoomFor(write: ConversationWrite, userIds: readonly string[]): Promise<void> {
  if (userIds.length === 0) return;
  const { tx, now } = write;
  const conversationId = write.conversation.id;
  const waiting = pending(now);

  const others = await tx.invitation.count({
    where: { conversationId, userId: { notIn: [...userIds] }, ...waiting },
  });
  if (others + userIds.length > INVITATIONS_MAX) throw new TooManyInvitationsError(INVITATIONS_MAX);

  // Those who invite the same people elsewhere wait, so that no two go beyond the bound together.
  await lockUsers(tx, userIds);
  const full = await tx.invitation.groupBy({
    by: ["userId"],
    where: { userId: { in: [...userIds] }, conversationId: { not: conversationId }, ...waiting },
    having: { userId: { _count: { gte: OWN_INVITATIONS_MAX } } },
  });
  if (full.length > 0) throw new CannotAddUsersError(full.map(({ userId }) => userId));
}
