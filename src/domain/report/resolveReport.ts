/** Says what a report has led to, and takes it out of the queue. */
import { recordAct } from "../audit/recordAct.ts";
import { ReportClaimedError, ReportResolvedError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { ReportOutcome } from "../rows.ts";
import { assertText, REASON } from "../text.ts";
import { changeReport } from "./changeReport.ts";
import { ReportNotClaimedError } from "./errors.ts";
import { placeOf } from "./placeOf.ts";
import type { ReportView } from "./policy.ts";

export interface ResolveReportInput {
  readonly reportId: string;
  readonly outcome: ReportOutcome;
  /** Why, for the audit log. */
  readonly reason?: string | null | undefined;
}

/**
 * For ever. One that somebody else has claimed is theirs to resolve; one of several messages, which grows until it is
 * claimed, is resolved by whoever has claimed it alone. The same moderator's same outcome again changes nothing. It says what
 * was done and does nothing of it. Errors: InputValidation, NotFound, NotAllowed, ReportClaimed, ReportNotClaimed,
 * ReportResolved.
 */
export async function resolveReport(
  ports: Ports,
  moderatorId: string,
  { reportId, outcome, ...input }: ResolveReportInput,
): Promise<ReportView> {
  const reason = assertText("reason", input.reason ?? "", REASON);

  return changeReport(ports, moderatorId, reportId, async ({ tx, now, report }) => {
    if (report.state === "RESOLVED") {
      if (report.resolvedById === moderatorId && report.outcome === outcome) return report;
      throw new ReportResolvedError();
    }
    if (report.claimedById !== null && report.claimedById !== moderatorId) throw new ReportClaimedError();
    if (report.claimedById === null && report.messageCount > 1) throw new ReportNotClaimedError();

    const resolved = await tx.report.update({
      where: { id: reportId },
      data: { state: "RESOLVED", outcome, resolvedById: moderatorId, resolvedAt: now },
    });

    await recordAct(tx, now, {
      act: "REPORT_RESOLVED",
      actorId: moderatorId,
      ...placeOf(report),
      outcome,
      reason: reason === "" ? null : reason,
    });
    return resolved;
  });
}
