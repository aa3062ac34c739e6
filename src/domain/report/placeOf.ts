/** Where an act on a report stands in the audit log. */
import type { AuditEntryRow, ReportRow } from "../rows.ts";

type Place = Pick<AuditEntryRow, "conversationId" | "isServerOnly" | "subjectId" | "messageId" | "reportId">;

/** A report of a conversation as such is about those who read its audit log: nothing there tells of it. */
export function placeOf({ id, kind, targetId, conversationId, reportedUserId }: ReportRow): Place {
  return {
    conversationId,
    isServerOnly: kind !== "MESSAGE",
    subjectId: reportedUserId,
    messageId: kind === "MESSAGE" ? targetId : null,
    reportId: id,
  };
}
