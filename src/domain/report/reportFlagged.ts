/** Tells the moderators of a message that a content rule flags, in the transaction that writes it. */
import { newId, NO_ID } from "../../lib/ids.ts";
import type { ConversationWrite } from "../ports.ts";
import type { MessageRow } from "../rows.ts";

/**
 * Once for each message, until a moderator has decided: it is the same message, whichever rule it was. It joins the report
 * that waits for a moderator of the same rule, sender and conversation: the table sees to that (`gather_flagged`), also for
 * what is sent, which the function send_messages reports. Its reporter is `NO_ID`.
 */
export async function reportFlagged(
  { tx, now }: Pick<ConversationWrite, "tx" | "now">,
  message: MessageRow,
  { id: contentRuleId }: { readonly id: string },
): Promise<void> {
  const target = { reporterId: NO_ID, targetId: message.id };
  const waiting = await tx.report.findFirst({ where: { ...target, state: { not: "RESOLVED" } } });
  if (waiting !== null) return;
  await tx.report.create({
    data: {
      ...target,
      id: newId(),
      kind: "MESSAGE",
      conversationId: message.conversationId,
      messageSeq: message.seq,
      messageChangedSeq: message.changedSeq,
      reportedUserId: message.senderId,
      reason: "OTHER",
      words: "",
      createdAt: now,
      contentRuleId,
    },
  });
}
