/** Gives a claimed report back to the queue. */
import { ReportClaimedError, ReportResolvedError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import { changeReport } from "./changeReport.ts";
import { canReleaseReport } from "./policy.ts";
import type { ReportView } from "./policy.ts";

/** One that nobody has claimed is answered as it is. Errors: NotFound, NotAllowed, ReportClaimed, ReportResolved. */
export async function releaseReport(
  ports: Ports,
  moderatorId: string,
  reportId: string,
): Promise<ReportView> {
  return changeReport(ports, moderatorId, reportId, async ({ tx, report, member }) => {
    if (report.state === "RESOLVED") throw new ReportResolvedError();
    if (report.claimedById === null) return report;
    if (!canReleaseReport(report, moderatorId, member)) throw new ReportClaimedError();

    return tx.report.update({
      where: { id: reportId },
      data: { state: "OPEN", claimedById: null, claimedAt: null },
    });
  });
}
