/** Ends a member's mute before its time. */
import { recordAct } from "../audit/recordAct.ts";
import type { Ports } from "../ports.ts";
import type { MemberRow } from "../rows.ts";
import { loadMemberInside, loadTargetInside } from "./loadMemberInside.ts";
import { assertCanMuteMember, assertMembersMayChange } from "./policy.ts";

export interface UnmuteMemberInput {
  readonly conversationId: string;
  readonly userId: string;
}

/** Where there is no mute nothing happens. Errors: NotFound, NotAllowed. */
export async function unmuteMember(
  ports: Ports,
  unmuterId: string,
  { conversationId, userId }: UnmuteMemberInput,
): Promise<MemberRow> {
  return ports.log.change(conversationId, async (write) => {
    const unmuter = await loadMemberInside(write, unmuterId);
    assertMembersMayChange(write.conversation);
    const member = await loadTargetInside(write, userId);
    assertCanMuteMember(unmuter, member);

    if (member.silencedUntil === null) return member;

    const unmuted = await write.tx.member.update({
      where: { id: member.id },
      data: { silencedUntil: null, changedSeq: write.nextSeq },
    });

    const { seq } = write.append(unmuterId, { kind: "MEMBER_UNMUTED", member: unmuted });
    await recordAct(write.tx, write.now, {
      act: "MEMBER_UNMUTED",
      actorId: unmuterId,
      subjectId: userId,
      conversationId,
      seq,
    });
    return unmuted;
  });
}
