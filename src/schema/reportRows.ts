/**
 * Reports, each in one snapshot with what its reader is to it: whoever stops being a moderator between two statements would
 * else be shown, by the second, what is for moderators. Says in SQL what `reportAccess` says.
 */
import { SEQ_MAX } from "../domain/cursor.ts";
import { rolesThatMay } from "../domain/permissions.ts";
import type { ReportView } from "../domain/report/policy.ts";
import type { Db, MessageRow, ReportKind, ReportReason, ReportRow, ReportState } from "../domain/rows.ts";
import { Prisma } from "../storage/generated/prisma/client.ts";
import type { TimePosition } from "./timeOrder.ts";

const REPORT = Prisma.sql`
  r.id, r.reporter_id AS "reporterId", r.kind::text AS kind, r.target_id AS "targetId",
  r.conversation_id AS "conversationId", r.message_seq AS "messageSeq", r.message_changed_seq AS "messageChangedSeq",
  r.reported_user_id AS "reportedUserId", r.reason::text AS reason, r.words, r.state::text AS state,
  r.created_at AS "createdAt", r.claimed_by_id AS "claimedById", r.claimed_at AS "claimedAt",
  r.resolved_by_id AS "resolvedById", r.resolved_at AS "resolvedAt", r.outcome::text AS outcome,
  r.content_rule_id AS "contentRuleId", r.message_count AS "messageCount"`;

const MODERATORS = rolesThatMay("MODERATE_REPORTS");

/** `r` is the report, `me` its reader; `moderator` is there where they moderate the conversation of what is reported. */
export const READER = (viewerId: string): Prisma.Sql => Prisma.sql`
  JOIN "user" me ON me.id = ${viewerId}::uuid
  LEFT JOIN member moderator ON r.kind = 'MESSAGE' AND moderator.conversation_id = r.conversation_id
    AND moderator.user_id = me.id AND moderator.removed_seq IS NULL AND moderator.role = ANY(${MODERATORS}::member_role[])
    AND moderator.visible_from_seq <= r.message_seq`;

export const ACCESS = Prisma.sql`
  CASE WHEN me.server_role <> 'USER' AND r.reported_user_id IS DISTINCT FROM me.id THEN 'SERVER'
       WHEN moderator.id IS NOT NULL AND r.reported_user_id IS DISTINCT FROM me.id THEN 'CONVERSATION'
       WHEN r.reporter_id = me.id THEN 'REPORTER' END`;

/** Those that the viewer may see. */
export async function findReports(db: Db, viewerId: string, ids: readonly string[]): Promise<ReportView[]> {
  return db.$queryRaw<ReportView[]>`
    SELECT ${REPORT}, ${ACCESS} AS access
    FROM report r ${READER(viewerId)}
    WHERE r.id = ANY(${ids}::uuid[]) AND ${ACCESS} IS NOT NULL`;
}

export interface ReportsPage {
  readonly state: ReportState | null;
  readonly kind: ReportKind | null;
  readonly reason: ReportReason | null;
  readonly after: TimePosition | null;
  readonly limit: number;
}

/** Written out only where it is asked, so that each question has its index. */
function isWanted({ state, kind, reason, after }: ReportsPage): Prisma.Sql {
  const conditions = [Prisma.sql`true`];
  if (state !== null) conditions.push(Prisma.sql`report.state = ${state}::report_state`);
  if (kind !== null) conditions.push(Prisma.sql`report.kind = ${kind}::report_kind`);
  if (reason !== null) conditions.push(Prisma.sql`report.reason = ${reason}::report_reason`);
  if (after !== null)
    conditions.push(
      Prisma.sql`(report.created_at, report.id) > (${after.at}::timestamptz, ${after.id}::uuid)`,
    );
  return Prisma.join(conditions, " AND ");
}

/** Of the whole server, the oldest first; none for who does not moderate it. */
export async function findServerReports(db: Db, viewerId: string, page: ReportsPage): Promise<ReportView[]> {
  return db.$queryRaw<ReportView[]>`
    SELECT ${REPORT}, 'SERVER' AS access
    FROM "user" me
    CROSS JOIN LATERAL (
      SELECT * FROM report
      WHERE ${isWanted(page)} AND report.reported_user_id IS DISTINCT FROM me.id
      ORDER BY report.created_at, report.id
      LIMIT ${page.limit}
    ) r
    WHERE me.id = ${viewerId}::uuid AND me.server_role <> 'USER'
    ORDER BY r.created_at, r.id`;
}

/** Of each of these conversations at most `limit`, the oldest first; none for who moderates neither it nor the server. */
export async function findConversationReports(
  db: Db,
  viewerId: string,
  conversationIds: readonly string[],
  page: ReportsPage,
): Promise<ReportView[]> {
  return db.$queryRaw<ReportView[]>`
    SELECT ${REPORT}, CASE WHEN me.server_role <> 'USER' THEN 'SERVER' ELSE 'CONVERSATION' END AS access
    FROM unnest(${conversationIds}::uuid[]) AS wanted(id)
    JOIN "user" me ON me.id = ${viewerId}::uuid
    LEFT JOIN member moderator ON moderator.conversation_id = wanted.id AND moderator.user_id = me.id
      AND moderator.removed_seq IS NULL AND moderator.role = ANY(${MODERATORS}::member_role[])
    CROSS JOIN LATERAL (
      SELECT * FROM report
      WHERE report.conversation_id = wanted.id AND ${isWanted(page)}
        AND report.reported_user_id IS DISTINCT FROM me.id
        AND (me.server_role <> 'USER'
             OR (report.kind = 'MESSAGE' AND report.message_seq >= moderator.visible_from_seq))
      ORDER BY report.created_at, report.id
      LIMIT ${page.limit}
    ) r
    WHERE me.server_role <> 'USER' OR moderator.id IS NOT NULL
    ORDER BY r.created_at, r.id`;
}

/** What the viewer has reported, as a reporter sees it. */
export async function findOwnReports(db: Db, viewerId: string, page: ReportsPage): Promise<ReportView[]> {
  return db.$queryRaw<ReportView[]>`
    SELECT ${REPORT}, 'REPORTER' AS access
    FROM (
      SELECT * FROM report
      WHERE report.reporter_id = ${viewerId}::uuid AND ${isWanted(page)}
      ORDER BY report.created_at, report.id
      LIMIT ${page.limit}
    ) r
    ORDER BY r.created_at, r.id`;
}

/** What moderators need of a reported message, and no more of its conversation. */
export interface ReportedMessageRow extends Pick<
  MessageRow,
  | "id"
  | "seq"
  | "changedSeq"
  | "senderId"
  | "body"
  | "content"
  | "attachments"
  | "conversationId"
  | "createdAt"
  | "editedAt"
  | "deletedAt"
  | "deletionReason"
> {
  /** What it said when it was reported, as far as that is not deleted. */
  readonly reportedBody: string;
}

/** `m` is the message. */
const REPORTED_MESSAGE = Prisma.sql`
  m.id, m.seq, m.changed_seq AS "changedSeq", m.sender_id AS "senderId", m.body, m.content, m.attachments,
  m.conversation_id AS "conversationId", m.created_at AS "createdAt", m.edited_at AS "editedAt",
  m.deleted_at AS "deletedAt", m.deletion_reason AS "deletionReason", coalesce(before.body, m.body) AS "reportedBody"`;

/** What it said when that was its `changed_seq`. */
const BODY_AS_OF = (changedSeq: Prisma.Sql): Prisma.Sql => Prisma.sql`
  LEFT JOIN LATERAL (
    SELECT body FROM message_revision
    WHERE message_id = m.id AND replaced_seq > ${changedSeq}
    ORDER BY replaced_seq LIMIT 1
  ) before ON true`;

/** By report, to its moderators: null for everybody else. */
export async function findReportedMessages(
  db: Db,
  viewerId: string,
  reports: readonly ReportRow[],
): Promise<(ReportedMessageRow | null)[]> {
  const rows = await db.$queryRaw<(ReportedMessageRow & { reportId: string })[]>`
    SELECT r.id AS "reportId", ${REPORTED_MESSAGE}
    FROM report r ${READER(viewerId)}
    JOIN message m ON m.id = r.target_id
    ${BODY_AS_OF(Prisma.sql`r.message_changed_seq`)}
    WHERE r.id = ANY(${reports.map(({ id }) => id)}::uuid[]) AND r.kind = 'MESSAGE'
      AND ${ACCESS} IN ('SERVER', 'CONVERSATION')`;
  const found = new Map(rows.map(({ reportId, ...message }) => [reportId, message]));
  return reports.map(({ id }) => found.get(id) ?? null);
}

export interface FlaggedPage {
  readonly after: number | null;
  readonly limit: number;
}

/** One of a report's messages beside the newest. */
export interface FlaggedMessageRow extends ReportedMessageRow {
  readonly flaggedId: string;
  readonly reportId: string;
}

const FLAGGED = Prisma.sql`f.id AS "flaggedId", f.report_id AS "reportId", ${REPORTED_MESSAGE}`;

/** As far back as who moderates the conversation may see. */
const IS_SHOWN = Prisma.sql`(${ACCESS} = 'SERVER' OR (${ACCESS} = 'CONVERSATION' AND f.message_seq >= moderator.visible_from_seq))`;

/** By report, to its moderators: those beside the newest, the newest of them first. */
export async function findFlaggedMessages(
  db: Db,
  viewerId: string,
  reportIds: readonly string[],
  { after, limit }: FlaggedPage,
): Promise<FlaggedMessageRow[][]> {
  const rows = await db.$queryRaw<FlaggedMessageRow[]>`
    SELECT ${FLAGGED}
    FROM report r ${READER(viewerId)}
    CROSS JOIN LATERAL (
      SELECT * FROM flagged_message f
      WHERE f.report_id = r.id AND f.message_seq < ${after ?? SEQ_MAX}::int AND ${IS_SHOWN}
      ORDER BY f.message_seq DESC
      LIMIT ${limit}
    ) f
    JOIN message m ON m.id = f.message_id
    ${BODY_AS_OF(Prisma.sql`f.message_changed_seq`)}
    WHERE r.id = ANY(${reportIds}::uuid[])
    ORDER BY f.message_seq DESC`;
  const found = Map.groupBy(rows, ({ reportId }) => reportId);
  return reportIds.map((id) => found.get(id) ?? []);
}

/** Those of these ids that the viewer may see. */
export function findFlaggedById(
  db: Db,
  viewerId: string,
  ids: readonly string[],
): Promise<FlaggedMessageRow[]> {
  return db.$queryRaw<FlaggedMessageRow[]>`
    SELECT ${FLAGGED}
    FROM flagged_message f JOIN report r ON r.id = f.report_id ${READER(viewerId)}
    JOIN message m ON m.id = f.message_id
    ${BODY_AS_OF(Prisma.sql`f.message_changed_seq`)}
    WHERE f.id = ANY(${ids}::uuid[]) AND ${IS_SHOWN}`;
}
