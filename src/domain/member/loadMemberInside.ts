/** Loads memberships under the conversation's lock. */
import { NotFoundError } from "../errors.ts";
import type { ConversationWrite } from "../ports.ts";
import type { MemberRow } from "../rows.ts";

/** The present membership of `userId` in the locked conversation; NotFound("Conversation") for everybody else. */
export async function loadMemberInside(write: ConversationWrite, userId: string): Promise<MemberRow> {
  const member = await findMemberInside(write, userId);
  if (member === null) throw new NotFoundError("Conversation");
  return member;
}

/** The same for the one to whom a member does something; NotFound("Member") for who is none. */
export async function loadTargetInside(write: ConversationWrite, userId: string): Promise<MemberRow> {
  const member = await findMemberInside(write, userId);
  if (member === null) throw new NotFoundError("Member");
  return member;
}

/** Null for who is no member now. */
export function findMemberInside(write: ConversationWrite, userId: string): Promise<MemberRow | null> {
  return write.tx.member.findUnique({
    where: { conversationId_userId: { conversationId: write.conversation.id, userId }, removedSeq: null },
  });
}
