/** Leaves a conversation whose member is no person any more. */
import { endMembership } from "../member/endMembership.ts";
import { giveRole } from "../member/giveRole.ts";
import type { ConversationWrite, Ports } from "../ports.ts";
import type { MemberRow } from "../rows.ts";
import { unlessGone } from "./unlessGone.ts";

/**
 * Direct ones too: what the other one writes there reaches nobody. A group that would be left without an owner goes to the
 * member of the highest role, who has been one for longest. A membership that has ended stays as it is.
 */
export async function leaveForGood(ports: Ports, userId: string, conversationId: string): Promise<void> {
  const leaving = ports.log.change(conversationId, async (write) => {
    await write.tx.slowModeSend.deleteMany({ where: { conversationId, userId } });
    const member = await write.tx.member.findUnique({
      where: { conversationId_userId: { conversationId, userId }, removedSeq: null },
    });
    if (member === null) return;
    const heir = await findHeir(write, member);
    if (heir !== null) await giveRole(write, userId, heir, "OWNER");
    await endMembership(write, userId, member);
  });
  await unlessGone(leaving);
}

/** Null where nobody has to become an owner, or nobody is left who could. */
async function findHeir(
  { tx, conversation }: ConversationWrite,
  member: MemberRow,
): Promise<MemberRow | null> {
  if (conversation.kind === "DIRECT" || member.role !== "OWNER") return null;
  const heir = await tx.member.findFirst({
    where: { conversationId: conversation.id, removedSeq: null, id: { not: member.id } },
    // Roles are stored from the highest to the lowest.
    orderBy: [{ role: "asc" }, { joinedSeq: "asc" }, { id: "asc" }],
  });
  return heir?.role === "OWNER" ? null : heir;
}
