/** Invites people to a group or a channel: each becomes a member if they accept. */
import { newId } from "../../lib/ids.ts";
import { assertNoneBanned } from "../ban/policy.ts";
import { assertExpiry, INVITATION_DEFAULT_MS, INVITATION_MAX_MS } from "../expiry.ts";
import { assertUserIds, assertUsersExist } from "../member/assertUsers.ts";
import { loadMemberInside } from "../member/loadMemberInside.ts";
import { assertMembersMayChange } from "../member/policy.ts";
import type { Ports } from "../ports.ts";
import { assertNoneBlocked } from "../privacy/policy.ts";
import type { InvitationRow } from "../rows.ts";
import { assertRoomFor } from "./bounds.ts";
import { assertCanInvite, pending } from "./policy.ts";

export interface InviteMembersInput {
  readonly conversationId: string;
  /** At most 100. */
  readonly userIds: readonly string[];
  /** At most 30 days away; null: a week from now, and what is pending stays as it is. */
  readonly expiresAt: Date | null;
}

/**
 * The pending invitations of all of them who are no members, in the order asked. Sets their end; one that is pending with
 * the same end stays. A bounded number of statements, however many.
 * Errors: InputValidation, NotFound, NotAllowed, MemberBanned, CannotAddUsers, TooManyInvitations.
 */
export async function inviteMembers(
  ports: Ports,
  inviterId: string,
  input: InviteMembersInput,
): Promise<InvitationRow[]> {
  const userIds = assertUserIds("userIds", input.userIds);

  return ports.log.change(input.conversationId, async (write) => {
    const conversationId = write.conversation.id;
    const inviter = await loadMemberInside(write, inviterId);
    assertMembersMayChange(write.conversation);
    assertCanInvite(inviter);
    await assertUsersExist(write.tx, userIds);
    const members = await write.tx.member.findMany({
      where: { conversationId, userId: { in: userIds }, removedSeq: null },
      select: { userId: true },
    });
    const present = new Set(members.map(({ userId }) => userId));
    const outside = userIds.filter((userId) => !present.has(userId));
    await assertNoneBanned(write, outside);
    await assertNoneBlocked(write.tx, inviterId, outside);

    const expiresAt = input.expiresAt ?? new Date(write.now.getTime() + INVITATION_DEFAULT_MS);
    const where = { conversationId, userId: { in: outside } };
    const known = await write.tx.invitation.findMany({ where: { ...where, ...pending(write.now) } });
    const stands = (invitation: InvitationRow): boolean =>
      input.expiresAt === null || invitation.expiresAt.getTime() === expiresAt.getTime();
    const invitations = new Map(known.filter(stands).map((invitation) => [invitation.userId, invitation]));
    const wanted = outside.filter((userId) => !invitations.has(userId));
    if (wanted.length > 0) assertExpiry("expiresAt", expiresAt, write.now, INVITATION_MAX_MS);
    await assertRoomFor(write, inviterId, wanted);

    await write.tx.invitation.deleteMany({ where: { conversationId, userId: { in: wanted } } });
    const sent = await write.tx.invitation.createManyAndReturn({
      // Ids in the order asked, which is the order of the list.
      data: wanted.map((userId) => ({
        id: newId(),
        conversationId,
        userId,
        invitedById: inviterId,
        createdAt: write.now,
        expiresAt,
      })),
    });
    for (const invitation of sent) invitations.set(invitation.userId, invitation);

    for (const userId of wanted) {
      const invitation = invitations.get(userId);
      if (invitation === undefined) continue;
      const { id: invitationId } = invitation;
      write.append(inviterId, { kind: "MEMBER_INVITED", userId, invitationId, expiresAt });
    }
    return outside.flatMap((userId) => invitations.get(userId) ?? []);
  });
}
