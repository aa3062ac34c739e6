/** Who may ban whom, who sees that, and what a ban keeps people from. */
import { MemberBannedError, NotAllowedError } from "../errors.ts";
import { may, mayTo, rolesThatMay } from "../permissions.ts";
import type { ConversationWrite } from "../ports.ts";
import type { MemberRow } from "../rows.ts";

/** Bans that last at `now`. */
export function lasting(now: Date) {
  return { OR: [{ bannedUntil: null }, { bannedUntil: { gt: now } }] };
}

/** The bans a person may see: those that last, of the conversations where they may ban. */
export function visibleBans(userId: string, now: Date) {
  const role = { in: rolesThatMay("BAN_MEMBERS") };
  return { ...lasting(now), conversation: { members: { some: { userId, role, removedSeq: null } } } };
}

/** `member` is null for somebody who is none: a plain one they would be at most. Nobody bans themselves. */
export function canBan(banner: MemberRow, userId: string, member: MemberRow | null): boolean {
  return banner.userId !== userId && mayTo(banner, "BAN_MEMBERS", member ?? { role: "MEMBER" });
}

export function assertCanBan(banner: MemberRow, userId: string, member: MemberRow | null): void {
  if (!canBan(banner, userId, member)) throw new NotAllowedError("You may not ban this person.");
}

export function assertCanUnban(unbanner: MemberRow): void {
  if (!may(unbanner, "BAN_MEMBERS"))
    throw new NotAllowedError("Only owners, admins and moderators end bans.");
}

/** Throws MemberBanned when one of them is banned from the locked conversation now. */
export async function assertNoneBanned(write: ConversationWrite, userIds: readonly string[]): Promise<void> {
  const ban = await write.tx.ban.findFirst({
    where: { conversationId: write.conversation.id, userId: { in: [...userIds] }, ...lasting(write.now) },
  });
  if (ban !== null) throw new MemberBannedError(ban.userId, ban.bannedUntil);
}
