/** Leaves a group or a channel. */
import { NotFoundError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { MemberRow } from "../rows.ts";
import { assertAnotherOwner } from "./assertAnotherOwner.ts";
import { endMembership } from "./endMembership.ts";
import { assertMembersMayChange } from "./policy.ts";

export interface LeaveConversationInput {
  readonly conversationId: string;
}

/**
 * Ends the leaver's own membership; one that has ended already is answered as it is. The last owner cannot leave the
 * others alone, the last member may leave. Errors: NotFound, NotAllowed, LastOwner.
 */
export async function leaveConversation(
  ports: Ports,
  leaverId: string,
  { conversationId }: LeaveConversationInput,
): Promise<MemberRow> {
  return ports.log.change(conversationId, async (write) => {
    const member = await write.tx.member.findUnique({
      where: { conversationId_userId: { conversationId, userId: leaverId } },
    });
    if (member === null) throw new NotFoundError("Conversation");
    assertMembersMayChange(write.conversation);

    if (member.removedSeq !== null) return member;

    if (write.conversation.memberCount > 1) await assertAnotherOwner(write, member);
    return endMembership(write, leaverId, member);
  });
}
