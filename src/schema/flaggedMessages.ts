/** The messages of a report that a content rule made, beside the newest: one report has all that waits of a sender's. */
import DataLoader from "dataloader";
import { isForModerators } from "../domain/report/policy.ts";
import { viewerIdOrNone } from "./access.ts";
import { builder, nodeType } from "./builder.ts";
import { readSeq } from "./messagePages.ts";
import { uuidsOf } from "./nodeRows.ts";
import { pageCost, resolvePage } from "./page.ts";
import type { PageOrder } from "./page.ts";
import { forwardPageArgs } from "./pageArgs.ts";
import { perPage } from "./perExecution.ts";
import { ReportedMessage } from "./reportedMessage.ts";
import { findFlaggedById, findFlaggedMessages } from "./reportRows.ts";
import type { FlaggedMessageRow, FlaggedPage } from "./reportRows.ts";
import { Report } from "./reports.ts";

const messagesOf = perPage(
  (context, page: FlaggedPage) =>
    new DataLoader((reportIds: readonly string[]) =>
      findFlaggedMessages(context.db, viewerIdOrNone(context), reportIds, page),
    ),
);

const FlaggedMessage = builder.objectRef<FlaggedMessageRow>("FlaggedMessage");

builder.node(FlaggedMessage, {
  name: nodeType("FlaggedMessage"),
  description: "One of several messages of a report that a content rule made; seen by its moderators only.",
  id: { description: "Global id.", resolve: ({ flaggedId }) => flaggedId },
  loadManyWithoutCache: async (ids, context) => {
    const rows = await findFlaggedById(context.db, viewerIdOrNone(context), uuidsOf(ids));
    const found = new Map(rows.map((row) => [row.flaggedId, row]));
    return ids.map((id) => found.get(id) ?? null);
  },
  fields: (t) => ({
    message: t.field({
      type: ReportedMessage,
      description: "The message, as it is now.",
      resolve: (row) => row,
    }),
  }),
});

const FlaggedMessageConnection = builder.connectionObject(
  { type: FlaggedMessage, name: "FlaggedMessageConnection", description: "A page of a report's messages." },
  { name: "FlaggedMessageEdge", description: "A message of a report in a list." },
);

function newestFirst(reportId: string): PageOrder<FlaggedMessageRow, number> {
  return { name: "flaggedMessages", owner: reportId, toParts: ({ seq }) => [seq], fromParts: readSeq };
}

builder.objectFields(Report, (t) => ({
  messageCount: t.exposeInt("messageCount", {
    description:
      "How many messages it is of: one, or, where a content rule made it, all that the rule flagged of the same sender there until a moderator took the report on or decided it. 1 where it is of no message. It counts also what is from before the viewer's time, which `earlierMessages` does not have.",
  }),
  earlierMessages: t.field({
    type: FlaggedMessageConnection,
    description:
      "Those of them beside `message`, which is the newest; the newest first, as far back as the viewer may see. None to who made the report.",
    args: forwardPageArgs,
    extensions: { perViewer: true },
    complexity: pageCost,
    resolve: (report, args, context) =>
      resolvePage(args, newestFirst(report.id), async ({ after, limit }) =>
        isForModerators(report) ? messagesOf(context, { after, limit }).load(report.id) : [],
      ),
  }),
}));
