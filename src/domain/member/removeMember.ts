/** Removes somebody from a group or a channel. */
import { recordAct } from "../audit/recordAct.ts";
import { NotFoundError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { MemberRow } from "../rows.ts";
import { endMembership } from "./endMembership.ts";
import { leaveConversation } from "./leaveConversation.ts";
import { loadMemberInside } from "./loadMemberInside.ts";
import { assertCanRemoveMember, assertMembersMayChange } from "./policy.ts";

export interface RemoveMemberInput {
  readonly conversationId: string;
  readonly userId: string;
}

/**
 * Ends the membership of `userId`; removing oneself is leaving. One that has ended already is answered as it is.
 * Errors: NotFound (also for somebody who never was a member), NotAllowed, LastOwner.
 */
export async function removeMember(
  ports: Ports,
  removerId: string,
  { conversationId, userId }: RemoveMemberInput,
): Promise<MemberRow> {
  if (userId === removerId) return leaveConversation(ports, removerId, { conversationId });

  return ports.log.change(conversationId, async (write) => {
    const remover = await loadMemberInside(write, removerId);
    assertMembersMayChange(write.conversation);
    const member = await write.tx.member.findUnique({
      where: { conversationId_userId: { conversationId, userId } },
    });
    if (member === null) throw new NotFoundError("Member");
    assertCanRemoveMember(remover, member);

    if (member.removedSeq !== null) return member;

    const removed = await endMembership(write, removerId, member);

    await recordAct(write.tx, write.now, {
      act: "MEMBER_REMOVED",
      actorId: removerId,
      subjectId: userId,
      conversationId,
      seq: removed.changedSeq,
      previousRole: member.role,
    });
    return removed;
  });
}
