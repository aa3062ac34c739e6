/** How many invitations may wait for an answer: to one conversation, and of one person by another. */
import { CannotAddUsersError, TooManyInvitationsError } from "../errors.ts";
import { lockUsers } from "../lockUsers.ts";
import type { ConversationWrite } from "../ports.ts";
import { pending } from "./policy.ts";

/** To one conversation. */
export const INVITATIONS_MAX = 1_000;

/**
 * Of one person by one inviter, to all conversations. By each inviter, and not in all: else a few strangers could fill
 * somebody's list, and keep their friends from inviting them.
 */
export const OF_ONE_INVITER_MAX = 20;

/**
 * Whether the inviter can invite these people to the locked conversation, or anew; those of others stay. Whom somebody has
 * invited as often as one may cannot be added by them; it is told as a block is. Errors: TooManyInvitations, CannotAddUsers.
 */
export async function assertRoomFor(
  write: ConversationWrite,
  inviterId: string,
  userIds: readonly string[],
): Promise<void> {
  if (userIds.length === 0) return;
  const { tx, now } = write;
  const conversationId = write.conversation.id;
  const waiting = pending(now);

  const others = await tx.invitation.count({
    where: { conversationId, userId: { notIn: [...userIds] }, ...waiting },
  });
  if (others + userIds.length > INVITATIONS_MAX) throw new TooManyInvitationsError(INVITATIONS_MAX);

  // What they send elsewhere at this moment waits, so that no two go beyond the bound together.
  await lockUsers(tx, [inviterId]);
  const full = await tx.invitation.groupBy({
    by: ["userId"],
    where: {
      userId: { in: [...userIds] },
      invitedById: inviterId,
      conversationId: { not: conversationId },
      ...waiting,
    },
    having: { userId: { _count: { gte: OF_ONE_INVITER_MAX } } },
  });
  if (full.length > 0) throw new CannotAddUsersError(full.map(({ userId }) => userId));
}
