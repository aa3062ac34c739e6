/** Marks how far a person has read a thread. */
import type { Ports } from "../ports.ts";
import { assertSeq } from "../receipts/assertSeq.ts";
import type { MessageRow } from "../rows.ts";
import { loadThread } from "./loadThread.ts";

export interface MarkThreadReadInput {
  readonly rootId: string;
  /** From 1; what lies beyond the conversation's head is taken as the head. */
  readonly seq: number;
}

/** Never goes back: a smaller `seq` changes nothing. Errors: InputValidation, NotFound. */
export async function markThreadRead(
  { db }: Ports,
  userId: string,
  { rootId, seq }: MarkThreadReadInput,
): Promise<MessageRow> {
  assertSeq(seq);
  const { message, headSeq } = await loadThread(db, userId, rootId);
  const readSeq = Math.min(seq, headSeq);

  // One that would not move is left out, and nothing is written for it.
  const { count } = await db.threadMember.updateMany({
    where: { rootId, userId, readSeq: { lt: readSeq } },
    data: { readSeq },
  });
  // Of a thread that nobody has replied in there is nothing to read: its sender follows it with the first reply.
  if (count === 0 && message.replyCount > 0) {
    await db.threadMember.createMany({
      data: [{ rootId, userId, conversationId: message.conversationId, isFollowing: false, readSeq }],
      skipDuplicates: true,
    });
  }
  return message;
}
