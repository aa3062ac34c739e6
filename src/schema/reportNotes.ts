/** What moderators write beside a report, for each other. */
import DataLoader from "dataloader";
import { isForModerators } from "../domain/report/policy.ts";
import type { Db, ReportNoteRow } from "../domain/rows.ts";
import { Prisma } from "../storage/generated/prisma/client.ts";
import { viewerIdOrNone } from "./access.ts";
import { builder, nodeType } from "./builder.ts";
import { loadUser } from "./links.ts";
import { inOrderOf, uuidsOf } from "./nodeRows.ts";
import { pageCost, resolvePage } from "./page.ts";
import { forwardPageArgs } from "./pageArgs.ts";
import { perPage } from "./perExecution.ts";
import { Report } from "./reports.ts";
import { ACCESS, READER } from "./reportRows.ts";
import { byTime } from "./timeOrder.ts";
import type { TimePosition } from "./timeOrder.ts";
import { User } from "./user.ts";

export const ReportNote = builder.objectRef<ReportNoteRow>("ReportNote");

builder.node(ReportNote, {
  name: nodeType("ReportNote"),
  description: "What a moderator wrote beside a report; seen by its moderators only.",
  id: { description: "Global id.", resolve: ({ id }) => id },
  loadManyWithoutCache: async (ids, context) =>
    inOrderOf(ids, await findNotes(context.db, viewerIdOrNone(context), uuidsOf(ids))),
  fields: (t) => ({
    author: t.field({
      type: User,
      description: "Who wrote it.",
      resolve: ({ authorId }, _args, context) => loadUser(context, authorId),
    }),
    body: t.exposeString("body", { description: "What it says." }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was written." }),
  }),
});

const NOTE = Prisma.sql`n.id, n.report_id AS "reportId", n.author_id AS "authorId", n.body, n.created_at AS "createdAt"`;

function findNotes(db: Db, viewerId: string, ids: readonly string[]): Promise<ReportNoteRow[]> {
  return db.$queryRaw<ReportNoteRow[]>`
    SELECT ${NOTE}
    FROM report_note n JOIN report r ON r.id = n.report_id ${READER(viewerId)}
    WHERE n.id = ANY(${ids}::uuid[]) AND ${ACCESS} IN ('SERVER', 'CONVERSATION')`;
}

interface NotesPage {
  readonly after: TimePosition | null;
  readonly limit: number;
}

/** By report id, to its moderators. */
const notesOf = perPage((context, { after, limit }: NotesPage) => {
  const viewerId = viewerIdOrNone(context);
  return new DataLoader(async (ids: readonly string[]) => {
    const notes = await context.db.$queryRaw<ReportNoteRow[]>`
      SELECT ${NOTE}
      FROM report r ${READER(viewerId)}
      CROSS JOIN LATERAL (
        SELECT * FROM report_note
        WHERE report_id = r.id
          AND (${after === null}::boolean
            OR (created_at, id) > (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
        ORDER BY created_at, id
        LIMIT ${limit}
      ) n
      WHERE r.id = ANY(${ids}::uuid[]) AND ${ACCESS} IN ('SERVER', 'CONVERSATION')
      ORDER BY n.created_at, n.id`;
    const found = Map.groupBy(notes, ({ reportId }) => reportId);
    return ids.map((id) => found.get(id) ?? []);
  });
});

const ReportNoteConnection = builder.connectionObject(
  { type: ReportNote, name: "ReportNoteConnection", description: "A page of notes." },
  { name: "ReportNoteEdge", description: "A note in a list." },
);

const ORDER = (reportId: string) =>
  byTime<ReportNoteRow>(({ createdAt }) => createdAt, "reportNotes", reportId);

builder.objectField(Report, "notes", (t) =>
  t.field({
    type: ReportNoteConnection,
    description: "What its moderators wrote beside it, oldest first; none to who made the report.",
    args: forwardPageArgs,
    extensions: { perViewer: true },
    complexity: pageCost,
    resolve: (report, args, context) =>
      resolvePage(args, ORDER(report.id), async (page) =>
        isForModerators(report)
          ? notesOf(context, { after: page.after, limit: page.limit }).load(report.id)
          : [],
      ),
  }),
);
