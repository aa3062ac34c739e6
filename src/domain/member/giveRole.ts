/** Gives a member another role: what handing a conversation over is made of. */
import { recordAct } from "../audit/recordAct.ts";
import type { ConversationWrite } from "../ports.ts";
import type { MemberRole, MemberRow } from "../rows.ts";

/** One event and one entry of the audit log; whether the actor may is for the caller to know. */
export async function giveRole(
  write: ConversationWrite,
  actorId: string,
  member: MemberRow,
  role: MemberRole,
): Promise<MemberRow> {
  const changed = await write.tx.member.update({
    where: { id: member.id },
    data: { role, changedSeq: write.nextSeq },
  });

  const { seq } = write.append(actorId, { kind: "MEMBER_ROLE_CHANGED", member: changed, role });
  await recordAct(write.tx, write.now, {
    act: "MEMBER_ROLE_CHANGED",
    actorId,
    subjectId: member.userId,
    conversationId: member.conversationId,
    seq,
    role,
    previousRole: member.role,
  });
  return changed;
}
