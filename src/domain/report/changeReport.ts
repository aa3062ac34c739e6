/** Changes a report under its lock: what everything that moderators do with one begins with. */
import { NotAllowedError, NotFoundError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { MemberRow, ReportRow, Tx } from "../rows.ts";
import { isForModerators, loadReportAccess } from "./policy.ts";
import type { ReportView } from "./policy.ts";

/** The report as it is under the lock, and what its moderator is. */
export interface LockedReport {
  readonly tx: Tx;
  readonly now: Date;
  readonly report: ReportView;
  /** The moderator's membership of the conversation that it is about. */
  readonly member: MemberRow | null;
}

/**
 * Answers the report as `change` leaves it. NotFound for who may not see it; NotAllowed for who made it and is no
 * moderator of it.
 */
export async function changeReport(
  ports: Ports,
  moderatorId: string,
  reportId: string,
  change: (locked: LockedReport) => Promise<ReportRow>,
): Promise<ReportView> {
  const found = await ports.db.report.findUnique({ where: { id: reportId } });
  if (found === null) throw new NotFoundError("Report");
  // Before any lock: whoever may not do this keeps nobody waiting.
  const { access } = await loadReportAccess(ports.db, moderatorId, found);
  assertIsModerator(access && { ...found, access });

  const run = async (tx: Tx, now: Date): Promise<ReportView> => {
    await tx.$queryRaw`SELECT id FROM report WHERE id = ${reportId}::uuid FOR UPDATE`;
    const row = await tx.report.findUniqueOrThrow({ where: { id: reportId } });
    const { access: accessNow, member } = await loadReportAccess(tx, moderatorId, row);
    const report = accessNow && { ...row, access: accessNow };
    assertIsModerator(report);
    const changed = await change({ tx, now, report, member });
    return { ...changed, access: report.access };
  };
  // A message's under its conversation's lock, as all that depends on a role: who loses it does not decide after that.
  if (found.kind === "MESSAGE" && found.conversationId !== null) {
    return ports.log.change(found.conversationId, ({ tx, now }) => run(tx, now));
  }
  return ports.db.$transaction((tx) => run(tx, new Date()));
}

function assertIsModerator(report: ReportView | null): asserts report is ReportView {
  if (report === null) throw new NotFoundError("Report");
  if (!isForModerators(report)) throw new NotAllowedError("Only moderators decide on reports.");
}
