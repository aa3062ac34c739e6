/** Who may see members, and who may change who is one. */
import { MemberSilencedError, NotAllowedError } from "../errors.ts";
import type { ConversationEvent } from "../events.ts";
import { may, mayTo } from "../permissions.ts";
import type { ConversationRow, MemberRole, MemberRow } from "../rows.ts";
import { visibleConversations } from "../conversation/policy.ts";

/** The memberships a person may see: the present ones of the conversations they are a member of. */
export function visibleMembers(userId: string) {
  return { removedSeq: null, conversation: visibleConversations(userId) };
}

export function canAddMembers(adder: MemberRow): boolean {
  return may(adder, "ADD_MEMBERS");
}

export function canRemoveMember(remover: MemberRow, member: MemberRow): boolean {
  return mayTo(remover, "REMOVE_MEMBERS", member);
}

/** Nobody mutes themselves. */
export function canMuteMember(muter: MemberRow, member: MemberRow): boolean {
  return muter.id !== member.id && mayTo(muter, "MUTE_MEMBERS", member);
}

/** The role that is given counts like the one that is taken: nobody makes others their equals, owners excepted. */
export function canChangeMemberRole(changer: MemberRow, member: MemberRow, role: MemberRole): boolean {
  return mayTo(changer, "CHANGE_ROLES", member) && mayTo(changer, "CHANGE_ROLES", { role });
}

/** Until then a silenced member reads and neither writes nor reacts. */
export function assertNotSilenced({ silencedUntil }: MemberRow, now: Date): void {
  if (silencedUntil !== null && silencedUntil > now) throw new MemberSilencedError(silencedUntil);
}

/** A direct conversation keeps its people, as they are. */
export function assertMembersMayChange(conversation: ConversationRow): void {
  if (conversation.kind !== "DIRECT") return;
  throw new NotAllowedError("A direct conversation keeps its people, and they have no roles.");
}

export function assertCanAddMembers(adder: MemberRow): void {
  if (!canAddMembers(adder)) throw new NotAllowedError("Only owners, admins and moderators may add members.");
}

export function assertCanRemoveMember(remover: MemberRow, member: MemberRow): void {
  if (!canRemoveMember(remover, member)) throw new NotAllowedError("You may not remove this member.");
}

export function assertCanMuteMember(muter: MemberRow, member: MemberRow): void {
  if (!canMuteMember(muter, member)) throw new NotAllowedError("You may not mute this member.");
}

export function assertCanChangeMemberRole(changer: MemberRow, member: MemberRow, role: MemberRole): void {
  if (canChangeMemberRole(changer, member, role)) return;
  throw new NotAllowedError("You may not give this member this role.");
}

export function assertCanTransferOwnership(owner: MemberRow): void {
  if (may(owner, "TRANSFER_OWNERSHIP")) return;
  throw new NotAllowedError("Only an owner may hand a conversation over.");
}

/** The member that an event is about. To one whose own membership ended at `toSeq`: what is newer, as the event left it. */
export function viewMemberOf(
  event: Extract<ConversationEvent, { member: MemberRow }>,
  toSeq: number | null,
): MemberRow {
  const { kind, member, seq } = event;
  if (toSeq === null || member.changedSeq <= toSeq) return member;
  return {
    ...member,
    role: kind === "MEMBER_ROLE_CHANGED" ? event.role : "MEMBER",
    removedSeq: kind === "MEMBER_LEFT" ? seq : null,
    silencedUntil: kind === "MEMBER_MUTED" ? event.silencedUntil : null,
    changedSeq: seq,
  };
}
