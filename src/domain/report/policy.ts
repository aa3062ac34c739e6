/** Who may see a report, and who decides on it. */
import { may } from "../permissions.ts";
import type { Db, MemberRow, ReportRow, ServerRole, Tx } from "../rows.ts";

/**
 * What somebody is to a report that they may see: a moderator of the server, of whatever conversation; a moderator of the
 * conversation whose message is reported; or who made it.
 */
export type ReportAccess = "SERVER" | "CONVERSATION" | "REPORTER";

/** A report as one person may see it. */
export interface ReportView extends ReportRow {
  readonly access: ReportAccess;
}

/** Those who moderate the whole server. */
export function isServerModerator({ serverRole }: { readonly serverRole: ServerRole }): boolean {
  return serverRole !== "USER";
}

/** Whether what is known of the report is for moderators alone. */
export function isForModerators({ access }: Pick<ReportView, "access">): boolean {
  return access !== "REPORTER";
}

/**
 * Null for everybody else. Nobody judges themselves: whoever is reported is no moderator of that report. Reports of people
 * and of conversations are the server's moderators' alone; those of a message are the present moderators' of its
 * conversation too, as far back as they may see.
 */
export function reportAccess(
  report: ReportRow,
  viewer: { readonly id: string; readonly serverRole: ServerRole },
  member: MemberRow | null,
): ReportAccess | null {
  const isReported = report.reportedUserId === viewer.id;
  if (isServerModerator(viewer) && !isReported) return "SERVER";
  if (report.kind === "MESSAGE" && member !== null && !isReported) {
    const isModerator = member.removedSeq === null && may(member, "MODERATE_REPORTS");
    if (isModerator && (report.messageSeq ?? 0) >= member.visibleFromSeq) return "CONVERSATION";
  }
  return report.reporterId === viewer.id ? "REPORTER" : null;
}

/** Whoever claimed it; and above the conversation's moderators everybody, so that a claim outlives nobody's interest. */
export function canReleaseReport(report: ReportView, viewerId: string, member: MemberRow | null): boolean {
  if (report.claimedById === viewerId || report.access === "SERVER") return true;
  return member !== null && may(member, "RELEASE_REPORTS");
}

/** What `viewerId` is to the report, and their membership of the conversation that it is about. */
export async function loadReportAccess(
  db: Db | Tx,
  viewerId: string,
  report: ReportRow,
): Promise<{ readonly access: ReportAccess | null; readonly member: MemberRow | null }> {
  const viewer = await db.user.findUnique({
    where: { id: viewerId },
    select: { id: true, serverRole: true },
  });
  const member =
    report.conversationId === null
      ? null
      : await db.member.findUnique({
          where: { conversationId_userId: { conversationId: report.conversationId, userId: viewerId } },
        });
  return { access: viewer && reportAccess(report, viewer, member), member };
}
