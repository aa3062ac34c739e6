/** Who may make, see and revoke invite links, and when one can be used. */
import {
  InvitationExpiredError,
  InviteLinkRevokedError,
  InviteLinkUsedUpError,
  NotAllowedError,
} from "../errors.ts";
import { may, rolesThatMay } from "../permissions.ts";
import type { InviteLinkRow, MemberRow } from "../rows.ts";

/** The links a person may see: of the conversations where they may make them. */
export function visibleInviteLinks(userId: string) {
  const role = { in: rolesThatMay("MANAGE_INVITE_LINKS") };
  return { conversation: { members: { some: { userId, role, removedSeq: null } } } };
}

export function assertCanManageInviteLinks(member: MemberRow): void {
  if (may(member, "MANAGE_INVITE_LINKS")) return;
  throw new NotAllowedError("Only owners and admins make and revoke invite links.");
}

export function canUse(link: InviteLinkRow, now: Date): boolean {
  const isOver = link.expiresAt !== null && link.expiresAt <= now;
  return link.revokedAt === null && !isOver && (link.usesMax === null || link.uses < link.usesMax);
}

/** Throws what is to be said of a link that cannot be used: InviteLinkRevoked, InvitationExpired, InviteLinkUsedUp. */
export function assertCanUse(link: InviteLinkRow, now: Date): void {
  if (canUse(link, now)) return;
  if (link.revokedAt !== null) throw new InviteLinkRevokedError();
  if (link.expiresAt !== null && link.expiresAt <= now) throw new InvitationExpiredError(link.expiresAt);
  throw new InviteLinkUsedUpError();
}
