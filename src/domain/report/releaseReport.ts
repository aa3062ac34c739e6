/** Gives a claimed report back to the queue. */
import { recordAct } from "../audit/recordAct.ts";
import { ReportClaimedError, ReportResolvedError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import { changeReport } from "./changeReport.ts";
import { placeOf } from "./placeOf.ts";
import { canReleaseReport } from "./policy.ts";
import type { ReportView } from "./policy.ts";

/** One that nobody has claimed is answered as it is. Errors: NotFound, NotAllowed, ReportClaimed, ReportResolved. */
export async function releaseReport(
  ports: Ports,
  moderatorId: string,
  reportId: string,
): Promise<ReportView> {
  return changeReport(ports, moderatorId, reportId, async ({ tx, now, report, member }) => {
    if (report.state === "RESOLVED") throw new ReportResolvedError();
    if (report.claimedById === null) return report;
    if (!canReleaseReport(report, moderatorId, member)) throw new ReportClaimedError();

    const released = await tx.report.update({
      where: { id: reportId },
      data: { state: "OPEN", claimedById: null, claimedAt: null },
    });

    await recordAct(tx, now, { act: "REPORT_RELEASED", actorId: moderatorId, ...placeOf(report) });
    return released;
  });
}
