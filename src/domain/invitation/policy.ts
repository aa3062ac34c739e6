/** Who may invite, and who sees which invitation. */
import { NotAllowedError } from "../errors.ts";
import { may, rolesThatMay } from "../permissions.ts";
import type { MemberRow } from "../rows.ts";

/** Invitations that can be accepted at `now`. */
export function pending(now: Date) {
  return { state: "PENDING" as const, expiresAt: { gt: now } };
}

/** Those of the conversations where a person may invite, whatever has become of them. */
export function managedInvitations(userId: string) {
  const role = { in: rolesThatMay("INVITE_MEMBERS") };
  return { conversation: { members: { some: { userId, role, removedSeq: null } } } };
}

/** The invitations a person may see: pending ones, their own and those of the conversations where they may invite. */
export function visibleInvitations(userId: string, now: Date) {
  return { ...pending(now), OR: [{ userId }, managedInvitations(userId)] };
}

export function assertCanInvite(inviter: MemberRow): void {
  if (may(inviter, "INVITE_MEMBERS")) return;
  throw new NotAllowedError("Only owners, admins and moderators may invite people.");
}
