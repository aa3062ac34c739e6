/** Follows a thread no more. */
import type { Ports } from "../ports.ts";
import type { MessageRow } from "../rows.ts";
import { loadThread } from "./loadThread.ts";

/** Follows a thread no more; not following changes nothing. Whoever replies follows again. Errors: NotFound, InputValidation. */
export async function unfollowThread({ db }: Ports, userId: string, rootId: string): Promise<MessageRow> {
  const { message, headSeq } = await loadThread(db, userId, rootId);
  const key = { rootId, userId };

  const known = await db.threadMember.findUnique({
    where: { rootId_userId: key },
    select: { isFollowing: true },
  });
  if (known?.isFollowing !== true) return message;

  await db.threadMember.upsert({
    where: { rootId_userId: key },
    create: { ...key, conversationId: message.conversationId, isFollowing: false, readSeq: headSeq },
    update: { isFollowing: false },
  });
  return message;
}
