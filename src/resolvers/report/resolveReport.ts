/** Mutation `resolveReport`. */
import {
  NotAllowedError,
  NotFoundError,
  ReportClaimedError,
  ReportResolvedError,
} from "../../domain/errors.ts";
import { ReportNotClaimedError } from "../../domain/report/errors.ts";
import { resolveReport } from "../../domain/report/resolveReport.ts";
import { builder } from "../../schema/builder.ts";
import { idOf } from "../../schema/nodeId.ts";
import { Report, ReportOutcome } from "../../schema/reports.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "resolveReport",
  {
    description: "A report to decide.",
    inputFields: (t) => ({
      reportId: t.id({ description: "Which report." }),
      outcome: t.field({ type: ReportOutcome, description: "What it has led to." }),
      reason: t.string({
        required: false,
        description: "Why, for the audit log: at most 500 characters.",
      }),
    }),
  },
  {
    description:
      "Decides a report, for good; one of several messages is claimed before. It says what was done; deleting, muting and removing are done by their own mutations, before.",
    errors: {
      types: [NotFoundError, NotAllowedError, ReportClaimedError, ReportNotClaimedError, ReportResolvedError],
    },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const decision = { ...input, reportId: idOf("Report", input.reportId) };
      return { resolvedReport: await resolveReport(context.ports, userId, decision) };
    },
  },
  {
    description: "The report is decided.",
    outputFields: (t) => ({
      resolvedReport: t.field({
        type: Report,
        description: "The report, as it is now.",
        resolve: ({ resolvedReport }) => resolvedReport,
      }),
    }),
  },
);
