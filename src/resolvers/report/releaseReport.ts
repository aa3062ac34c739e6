/** Mutation `releaseReport`. */
import {
  NotAllowedError,
  NotFoundError,
  ReportClaimedError,
  ReportResolvedError,
} from "../../domain/errors.ts";
import { releaseReport } from "../../domain/report/releaseReport.ts";
import { builder } from "../../schema/builder.ts";
import { idOf } from "../../schema/nodeId.ts";
import { Report } from "../../schema/reports.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "releaseReport",
  {
    description: "A report to give back.",
    inputFields: (t) => ({ reportId: t.id({ description: "Which report." }) }),
  },
  {
    description:
      "Gives a claimed report back to the queue: whoever claimed it may; so may the conversation's owners and admins, and the server's moderators. At most 60 in an hour by one person: RATE_LIMITED.",
    errors: { types: [NotFoundError, NotAllowedError, ReportClaimedError, ReportResolvedError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      await context.limits.charge("release", userId);
      return { releasedReport: await releaseReport(context.ports, userId, idOf("Report", input.reportId)) };
    },
  },
  {
    description: "Nobody has claimed the report.",
    outputFields: (t) => ({
      releasedReport: t.field({
        type: Report,
        description: "The report, as it is now.",
        resolve: ({ releasedReport }) => releasedReport,
      }),
    }),
  },
);
