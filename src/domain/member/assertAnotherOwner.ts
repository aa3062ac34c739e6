/** A group is never left without an owner. */
import { LastOwnerError } from "../errors.ts";
import type { ConversationWrite } from "../ports.ts";
import type { MemberRow } from "../rows.ts";

/** Throws LastOwner when `member` is the only owner there is. */
export async function assertAnotherOwner(write: ConversationWrite, member: MemberRow): Promise<void> {
  if (member.role !== "OWNER") return;
  const other = await write.tx.member.findFirst({
    where: { conversationId: member.conversationId, role: "OWNER", removedSeq: null, id: { not: member.id } },
    select: { id: true },
  });
  if (other === null) throw new LastOwnerError();
}
