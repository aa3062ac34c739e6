/** Takes a report on, so that two moderators do not work at the same one. */
import { recordAct } from "../audit/recordAct.ts";
import { ReportClaimedError, ReportResolvedError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import { changeReport } from "./changeReport.ts";
import { placeOf } from "./placeOf.ts";
import type { ReportView } from "./policy.ts";

/** Claiming again changes nothing. Errors: NotFound, NotAllowed, ReportClaimed, ReportResolved. */
export async function claimReport(ports: Ports, moderatorId: string, reportId: string): Promise<ReportView> {
  return changeReport(ports, moderatorId, reportId, async ({ tx, now, report }) => {
    if (report.state === "RESOLVED") throw new ReportResolvedError();
    if (report.claimedById === moderatorId) return report;
    if (report.claimedById !== null) throw new ReportClaimedError();

    const claimed = await tx.report.update({
      where: { id: reportId },
      data: { state: "CLAIMED", claimedById: moderatorId, claimedAt: now },
    });

    await recordAct(tx, now, { act: "REPORT_CLAIMED", actorId: moderatorId, ...placeOf(report) });
    return claimed;
  });
}
