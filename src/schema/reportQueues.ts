/** The queues of reports: a conversation's, for its moderators; the server's; and what somebody has reported themselves. */
import type { ReportView } from "../domain/report/policy.ts";
import { viewerIdOrNone, viewerOf } from "./access.ts";
import { builder } from "./builder.ts";
import { Conversation } from "./conversation.ts";
import { pagesByConversation } from "./conversationPages.ts";
import { pageCost, resolvePage } from "./page.ts";
import type { PageArgs, PageOrder } from "./page.ts";
import { forwardPageArgs } from "./pageArgs.ts";
import { Report, ReportKind, ReportReason, ReportState } from "./reports.ts";
import { findConversationReports, findOwnReports } from "./reportRows.ts";
import type { ReportsPage } from "./reportRows.ts";
import { byTime } from "./timeOrder.ts";
import type { TimePosition } from "./timeOrder.ts";
import { Viewer } from "./viewer.ts";

export const ReportConnection = builder.connectionObject(
  { type: Report, name: "ReportConnection", description: "A page of reports." },
  { name: "ReportEdge", description: "A report in a list." },
);

const ReportFilter = builder.inputType("ReportFilter", {
  description: "Which reports; what is absent or null asks for nothing.",
  fields: (t) => ({
    state: t.field({ type: ReportState, required: false, description: "How far they have got." }),
    kind: t.field({ type: ReportKind, required: false, description: "What they are of." }),
    reason: t.field({ type: ReportReason, required: false, description: "What is wrong." }),
  }),
});

/** What a queue is asked with. */
export const reportArgs = builder.args((arg) => ({
  ...forwardPageArgs,
  filter: arg.field({ type: ReportFilter, required: false, description: "Which reports; all when absent." }),
}));

type QueueArgs = PageArgs & { readonly filter?: typeof ReportFilter.$inferInput | null | undefined };

/** In the order in which they were made. */
export function byCreation(name: string, owner?: string): PageOrder<ReportView, TimePosition> {
  return byTime(({ createdAt }) => createdAt, name, owner);
}

/** A page of a queue, of what `find` finds. */
export function resolveReports(
  args: QueueArgs,
  order: PageOrder<ReportView, TimePosition>,
  find: (page: ReportsPage) => Promise<ReportView[]>,
) {
  const { state = null, kind = null, reason = null } = args.filter ?? {};
  return resolvePage(args, order, ({ after, limit }) => find({ state, kind, reason, after, limit }));
}

const conversationReportsOf = pagesByConversation((context, conversationIds, page: ReportsPage) =>
  findConversationReports(context.db, viewerIdOrNone(context), conversationIds, page),
);

builder.prismaObjectField(Conversation, "reports", (t) =>
  t.field({
    type: ReportConnection,
    description:
      "Reports of its messages, the oldest first, for its owners, admins and moderators; those of the server see reports of the conversation too. To everybody else there is none.",
    args: reportArgs,
    extensions: { perViewer: true },
    complexity: pageCost,
    resolve: ({ id }, args, context) =>
      resolveReports(args, byCreation("conversationReports", id), (page) =>
        conversationReportsOf(context, id, page),
      ),
  }),
);

builder.objectField(Viewer, "reports", (t) =>
  t.field({
    type: ReportConnection,
    description: "What the viewer has reported, the oldest first, and what has become of it.",
    args: reportArgs,
    extensions: { perViewer: true },
    complexity: pageCost,
    resolve: (_viewer, args, context) => {
      const { userId } = viewerOf(context);
      return resolveReports(args, byCreation("ownReports"), (page) =>
        findOwnReports(context.db, userId, page),
      );
    },
  }),
);
