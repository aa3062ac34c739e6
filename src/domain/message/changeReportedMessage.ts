/** Changes a message that was reported, under its conversation's lock: for the server's moderators, members or not. */
import { NotFoundError } from "../errors.ts";
import type { ConversationWrite, Ports } from "../ports.ts";
import { isServerModerator } from "../report/policy.ts";
import type { Db, MessageRow, Tx } from "../rows.ts";

/** Whether somebody moderates the server, and the message is another one's and was reported, be it resolved or not. */
export async function mayChangeReported(db: Db | Tx, userId: string, messageId: string): Promise<boolean> {
  const user = await db.user.findUnique({ where: { id: userId }, select: { serverRole: true } });
  if (user === null || !isServerModerator(user)) return false;
  const ofAnother = { kind: "MESSAGE", reportedUserId: { not: userId } } as const;
  const report = await db.report.findFirst({
    where: { targetId: messageId, ...ofAnother },
    select: { id: true },
  });
  if (report !== null) return true;
  const flagged = await db.flaggedMessage.findFirst({
    where: { messageId, report: ofAnother },
    select: { messageId: true },
  });
  return flagged !== null;
}

/** Answers what `change` answers; NotFound("Message") for who may not. */
export async function changeReportedMessage<T>(
  ports: Ports,
  moderatorId: string,
  messageId: string,
  change: (write: ConversationWrite, message: MessageRow) => Promise<T>,
): Promise<T> {
  const place = await ports.db.message.findUnique({
    where: { id: messageId },
    select: { conversationId: true },
  });
  if (place === null) throw new NotFoundError("Message");
  return ports.log.change(place.conversationId, async (write) => {
    const message = await write.tx.message.findUnique({
      where: { id: messageId },
      omit: { inputHash: true },
    });
    if (message === null || !(await mayChangeReported(write.tx, moderatorId, messageId))) {
      throw new NotFoundError("Message");
    }
    return change(write, message);
  });
}
