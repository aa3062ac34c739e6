/** Mutes a member: for a time they read and cannot send. */
import { recordAct } from "../audit/recordAct.ts";
import { assertExpiry, PENALTY_MAX_MS } from "../expiry.ts";
import type { Ports } from "../ports.ts";
import type { MemberRow } from "../rows.ts";
import { loadMemberInside, loadTargetInside } from "./loadMemberInside.ts";
import { assertCanMuteMember, assertMembersMayChange } from "./policy.ts";

export interface MuteMemberInput {
  readonly conversationId: string;
  readonly userId: string;
  readonly until: Date;
}

/**
 * Sets the end of the mute, later or sooner; the same end again changes nothing, also when it is over since. Leaving and
 * coming back does not end it. Errors: InputValidation, NotFound, NotAllowed.
 */
export async function muteMember(
  ports: Ports,
  muterId: string,
  { conversationId, userId, until }: MuteMemberInput,
): Promise<MemberRow> {
  return ports.log.change(conversationId, async (write) => {
    const muter = await loadMemberInside(write, muterId);
    assertMembersMayChange(write.conversation);
    const member = await loadTargetInside(write, userId);
    assertCanMuteMember(muter, member);

    if (member.silencedUntil?.getTime() === until.getTime()) return member;
    assertExpiry("until", until, write.now, PENALTY_MAX_MS);

    const muted = await write.tx.member.update({
      where: { id: member.id },
      data: { silencedUntil: until, changedSeq: write.nextSeq },
    });

    const { seq } = write.append(muterId, { kind: "MEMBER_MUTED", member: muted, silencedUntil: until });
    await recordAct(write.tx, write.now, {
      act: "MEMBER_MUTED",
      actorId: muterId,
      subjectId: userId,
      conversationId,
      seq,
      until,
    });
    return muted;
  });
}
