/** Query.reports. */
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import { pageCost } from "../../schema/page.ts";
import { byCreation, reportArgs, ReportConnection, resolveReports } from "../../schema/reportQueues.ts";
import { findServerReports } from "../../schema/reportRows.ts";

builder.queryField("reports", (t) =>
  t.field({
    type: ReportConnection,
    description:
      "All reports of the server, the oldest first, for its moderators and admins, less those of themselves. To everybody else there is none.",
    args: reportArgs,
    complexity: pageCost,
    resolve: (_root, args, context) => {
      const { userId } = viewerOf(context);
      return resolveReports(args, byCreation("reports"), (page) =>
        findServerReports(context.db, userId, page),
      );
    },
  }),
);
