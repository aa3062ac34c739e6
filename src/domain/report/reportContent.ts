/** Tells the moderators of a message, a person or a conversation. */
import { hashInput } from "../../lib/hash.ts";
import { newId } from "../../lib/ids.ts";
import { visibleConversations } from "../conversation/policy.ts";
import { findCreation } from "../creation.ts";
import { MessageDeletedError, NotAllowedError, NotFoundError, TooManyReportsError } from "../errors.ts";
import { lockUsers } from "../lockUsers.ts";
import { loadVisibleMessage } from "../message/loadVisibleMessage.ts";
import type { Ports } from "../ports.ts";
import type { Db, ReportKind, ReportReason, ReportRow } from "../rows.ts";
import { assertText, CLIENT_KEY, REPORT_WORDS } from "../text.ts";

/** Reports of one person that wait for a moderator: more would be a flood, and no help. */
export const OPEN_REPORTS_MAX = 50;

export interface ReportContentInput {
  readonly kind: ReportKind;
  /** The message, the person or the conversation. */
  readonly targetId: string;
  readonly reason: ReportReason;
  readonly words?: string | null | undefined;
  readonly clientKey: string;
}

/** What is stored of the thing beside its id. */
type Target = Pick<ReportRow, "conversationId" | "messageSeq" | "messageChangedSeq" | "reportedUserId">;

/**
 * Stores where the thing is, and nothing that it says. A thing that the reporter has reported already, and that no
 * moderator has decided on, is answered with that report. The same clientKey answers the same report for ever.
 * Errors: InputValidation, NotFound, NotAllowed, MessageDeleted, TooManyReports, IdempotencyConflict.
 */
export async function reportContent(
  ports: Ports,
  reporterId: string,
  { kind, targetId, reason, ...input }: ReportContentInput,
): Promise<ReportRow> {
  const words = assertText("words", input.words ?? "", REPORT_WORDS);
  const clientKey = assertText("clientKey", input.clientKey, CLIENT_KEY);

  // Before the thing is looked up: a retry is answered also when it is gone since.
  const key = { creatorId: reporterId, mutation: "reportContent", clientKey };
  const inputHash = hashInput([kind, targetId, reason, words]);
  const knownId = await findCreation(ports.db, key, inputHash);
  if (knownId !== null) return ports.db.report.findUniqueOrThrow({ where: { id: knownId } });
  const target = await loadTarget(ports.db, reporterId, kind, targetId);

  return ports.db.$transaction(async (tx) => {
    const now = await lockUsers(tx, [reporterId]);
    const winnerId = await findCreation(tx, key, inputHash);
    if (winnerId !== null) return tx.report.findUniqueOrThrow({ where: { id: winnerId } });

    const waiting = { reporterId, state: { not: "RESOLVED" as const } };
    const same = await tx.report.findFirst({ where: { ...waiting, targetId } });
    if (same === null && (await tx.report.count({ where: waiting })) >= OPEN_REPORTS_MAX) {
      throw new TooManyReportsError(OPEN_REPORTS_MAX);
    }

    const fresh = { id: newId(), reporterId, kind, targetId, ...target, reason, words, createdAt: now };
    const report = same ?? (await tx.report.create({ data: fresh }));
    await tx.creation.create({ data: { ...key, inputHash, nodeId: report.id } });
    return report;
  });
}

/** Where the thing is; NotFound for what the reporter may not see. */
async function loadTarget(db: Db, reporterId: string, kind: ReportKind, id: string): Promise<Target> {
  switch (kind) {
    case "MESSAGE": {
      const { message } = await loadVisibleMessage(db, reporterId, id);
      assertOther(reporterId, message.senderId);
      if (message.deletedAt !== null) throw new MessageDeletedError();
      const { conversationId, seq, changedSeq, senderId } = message;
      return { conversationId, messageSeq: seq, messageChangedSeq: changedSeq, reportedUserId: senderId };
    }
    case "USER": {
      assertOther(reporterId, id);
      const user = await db.user.findUnique({ where: { id }, select: { id: true } });
      if (user === null) throw new NotFoundError("User");
      return { ...NOWHERE, reportedUserId: id };
    }
    case "CONVERSATION": {
      const where = { id, ...visibleConversations(reporterId) };
      const conversation = await db.conversation.findUnique({ where, select: { id: true } });
      if (conversation === null) throw new NotFoundError("Conversation");
      return { ...NOWHERE, conversationId: id };
    }
  }
}

const NOWHERE: Target = {
  conversationId: null,
  messageSeq: null,
  messageChangedSeq: null,
  reportedUserId: null,
};

function assertOther(reporterId: string, reportedUserId: string): void {
  if (reportedUserId === reporterId) throw new NotAllowedError("Nobody reports themselves.");
}
