/** Ends a membership: what removing and leaving have in common. */
import type { ConversationWrite } from "../ports.ts";
import type { MemberRow } from "../rows.ts";

/** The row stays, so that what was shared stays readable as shared, and the removed can be told. */
export async function endMembership(
  write: ConversationWrite,
  actorId: string,
  member: MemberRow,
): Promise<MemberRow> {
  const seq = write.nextSeq;
  const ended = await write.tx.member.update({
    where: { id: member.id },
    data: { removedSeq: seq, changedSeq: seq },
  });
  await write.tx.conversation.update({
    where: { id: member.conversationId },
    data: { memberCount: { decrement: 1 } },
  });

  // Behind the member's row: whoever saves a draft holds it until that is there, and finds it ended after.
  await write.tx.draft.deleteMany({
    where: { conversationId: member.conversationId, userId: member.userId },
  });

  write.append(actorId, { kind: "MEMBER_LEFT", member: ended });
  return ended;
}
