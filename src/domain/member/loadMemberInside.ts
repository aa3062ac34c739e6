/** Loads a membership under the conversation's lock. */
import { NotFoundError } from "../errors.ts";
import type { ConversationWrite } from "../ports.ts";
import type { MemberRow } from "../rows.ts";

/** The present membership of `userId` in the locked conversation; NotFound("Conversation") for everybody else. */
export async function loadMemberInside(write: ConversationWrite, userId: string): Promise<MemberRow> {
  const member = await write.tx.member.findUnique({
    where: { conversationId_userId: { conversationId: write.conversation.id, userId }, removedSeq: null },
  });
  if (member === null) throw new NotFoundError("Conversation");
  return member;
}
