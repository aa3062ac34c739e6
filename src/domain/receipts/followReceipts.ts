/** Follows the receipts of one conversation. */
import { NotFoundError, RequestError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { ReceiptsItem } from "./ports.ts";

/** Rejects with NOT_FOUND for who is no member now, before it holds anything. */
export async function followReceipts(
  ports: Ports,
  userId: string,
  conversationId: string,
): Promise<AsyncGenerator<ReceiptsItem>> {
  const member = await ports.db.member.findUnique({
    where: { conversationId_userId: { conversationId, userId }, removedSeq: null },
  });
  if (member === null) throw new RequestError("NOT_FOUND", new NotFoundError("Conversation").message);
  return ports.receipts.follow(userId, conversationId);
}
