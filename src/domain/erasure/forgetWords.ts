/** Blanks what somebody wrote as a reporter or a moderator: that they did it stays, and what they said of it goes. */
import { inChunks } from "../inChunks.ts";
import { findRelated } from "../message/findRelated.ts";
import type { ConversationWrite, Ports } from "../ports.ts";
import type { AuditEntryRow } from "../rows.ts";
import { unlessGone } from "./unlessGone.ts";

const ENTRIES_AT_ONCE = 100;

/**
 * Reports and notes stay for the moderators, without words. Of a reason that readers are shown of a deleted message they are
 * told by another MessageDeleted. False when `signal` has aborted before.
 */
export async function forgetWords(ports: Ports, userId: string, signal: AbortSignal): Promise<boolean> {
  const { db } = ports;
  const reports = { where: { reporterId: userId, words: { not: "" } }, data: { words: "" } };
  const notes = { where: { authorId: userId, body: { not: "" } }, data: { body: "" } };
  await inChunks((limit) => db.report.updateMany({ ...reports, limit }), signal);
  await inChunks((limit) => db.reportNote.updateMany({ ...notes, limit }), signal);
  while (!signal.aborted) {
    const entries = await db.auditEntry.findMany({
      where: { actorId: userId, reason: { not: null } },
      orderBy: { ordinal: "asc" },
      take: ENTRIES_AT_ONCE,
    });
    if (entries.length === 0) return true;
    for (const entry of entries) {
      if (signal.aborted) return false;
      await forgetReason(ports, userId, entry);
    }
  }
  return false;
}

async function forgetReason(
  ports: Ports,
  userId: string,
  { id, conversationId, messageId }: Pick<AuditEntryRow, "id" | "conversationId" | "messageId">,
): Promise<void> {
  if (conversationId !== null && messageId !== null) {
    const change = ports.log.change(conversationId, (write) => untell(write, userId, { id, messageId }));
    if ((await unlessGone(change)) !== null) return;
  }
  await ports.db.auditEntry.update({ where: { id }, data: { reason: null } });
}

/** With what the members are shown of it. */
async function untell(
  write: ConversationWrite,
  userId: string,
  { id, messageId }: { readonly id: string; readonly messageId: string },
): Promise<true> {
  const { tx } = write;
  await tx.auditEntry.update({ where: { id }, data: { reason: null } });
  const message = await tx.message.findUnique({
    where: { id: messageId },
    select: { deletionReason: true },
  });
  if (message === null || message.deletionReason === null) return true;
  const untold = await tx.message.update({
    where: { id: messageId },
    data: { deletionReason: null, changedSeq: write.nextSeq },
    omit: { inputHash: true },
  });
  const related = await findRelated(tx, untold);
  write.append(userId, { kind: "MESSAGE_DELETED", message: untold, related });
  return true;
}
