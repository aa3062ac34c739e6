/** Follows a thread from now on. */
import type { Ports } from "../ports.ts";
import type { MessageRow } from "../rows.ts";
import { loadThread } from "./loadThread.ts";

/** Follows a thread from now on: what others reply is unread for the follower. Following again changes nothing. Errors: NotFound, InputValidation. */
export async function followThread({ db }: Ports, userId: string, rootId: string): Promise<MessageRow> {
  const { message, headSeq } = await loadThread(db, userId, rootId);
  const key = { rootId, userId };

  const known = await db.threadMember.findUnique({
    where: { rootId_userId: key },
    select: { isFollowing: true },
  });
  if (known?.isFollowing === true) return message;

  await db.threadMember.upsert({
    where: { rootId_userId: key },
    create: { ...key, conversationId: message.conversationId, isFollowing: true, readSeq: headSeq },
    update: { isFollowing: true, readSeq: headSeq },
  });
  return message;
}
