/** Bans somebody from a group or a channel, a member or not. */
import { newId } from "../../lib/ids.ts";
import { recordAct } from "../audit/recordAct.ts";
import { assertExpiry, PENALTY_MAX_MS } from "../expiry.ts";
import { endInvitations } from "../invitation/endInvitations.ts";
import { assertUsersExist } from "../member/assertUsers.ts";
import { endMembership } from "../member/endMembership.ts";
import { findMemberInside, loadMemberInside } from "../member/loadMemberInside.ts";
import { assertMembersMayChange } from "../member/policy.ts";
import type { Ports } from "../ports.ts";
import type { BanRow } from "../rows.ts";
import { assertCanBan } from "./policy.ts";

export interface BanMemberInput {
  readonly conversationId: string;
  readonly userId: string;
  /** Null: for ever. */
  readonly until: Date | null;
}

/**
 * Ends the membership of `userId`, if there is one, and keeps them from coming back until the ban ends. Sets the end of a
 * ban that is there; the same end again changes nothing. Errors: InputValidation, NotFound, NotAllowed.
 */
export async function banMember(
  ports: Ports,
  bannerId: string,
  { conversationId, userId, until }: BanMemberInput,
): Promise<BanRow> {
  return ports.log.change(conversationId, async (write) => {
    const banner = await loadMemberInside(write, bannerId);
    assertMembersMayChange(write.conversation);
    const member = await findMemberInside(write, userId);
    assertCanBan(banner, userId, member);
    if (member === null) await assertUsersExist(write.tx, [userId]);

    const key = { conversationId_userId: { conversationId, userId } };
    const known = await write.tx.ban.findUnique({ where: key });
    const isSame = known !== null && known.bannedUntil?.getTime() === until?.getTime();
    if (isSame && member === null) return known;
    if (until !== null) assertExpiry("until", until, write.now, PENALTY_MAX_MS);

    const placed = { id: newId(), bannedById: bannerId, createdAt: write.now, bannedUntil: until };
    const ban = await write.tx.ban.upsert({
      where: key,
      create: { conversationId, userId, ...placed },
      update: placed,
    });

    await endInvitations(write, [userId], "REVOKED");

    // The ban first: the end of a membership is the last that its member is told.
    const { seq } = write.append(bannerId, { kind: "MEMBER_BANNED", userId, bannedUntil: until });
    if (member !== null) await endMembership(write, bannerId, member);
    await recordAct(write.tx, write.now, {
      act: "MEMBER_BANNED",
      actorId: bannerId,
      subjectId: userId,
      conversationId,
      seq,
      until,
      previousRole: member?.role ?? null,
    });
    return ban;
  });
}
