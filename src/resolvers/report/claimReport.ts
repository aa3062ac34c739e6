/** Mutation `claimReport`. */
import {
  NotAllowedError,
  NotFoundError,
  ReportClaimedError,
  ReportResolvedError,
} from "../../domain/errors.ts";
import { claimReport } from "../../domain/report/claimReport.ts";
import { builder } from "../../schema/builder.ts";
import { idOf } from "../../schema/nodeId.ts";
import { Report } from "../../schema/reports.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "claimReport",
  {
    description: "A report to take on.",
    inputFields: (t) => ({ reportId: t.id({ description: "Which report." }) }),
  },
  {
    description:
      "Takes a report on, so that no other moderator works at it; it stays in the queue as CLAIMED.",
    errors: { types: [NotFoundError, NotAllowedError, ReportClaimedError, ReportResolvedError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      return { claimedReport: await claimReport(context.ports, userId, idOf("Report", input.reportId)) };
    },
  },
  {
    description: "The report is the viewer's.",
    outputFields: (t) => ({
      claimedReport: t.field({
        type: Report,
        description: "The report, as it is now.",
        resolve: ({ claimedReport }) => claimedReport,
      }),
    }),
  },
);
