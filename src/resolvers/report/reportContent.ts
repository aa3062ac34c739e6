/** Mutation `reportContent`. */
import {
  badRequest,
  IdempotencyConflictError,
  MessageDeletedError,
  NotAllowedError,
  NotFoundError,
  TooManyReportsError,
} from "../../domain/errors.ts";
import { OPEN_REPORTS_MAX, reportContent } from "../../domain/report/reportContent.ts";
import type { ReportKind } from "../../domain/rows.ts";
import { builder } from "../../schema/builder.ts";
import { idOf } from "../../schema/nodeId.ts";
import { Report, ReportReason } from "../../schema/reports.ts";
import { chargeMutation } from "../chargeMutation.ts";

const ReportTargetInput = builder.inputType("ReportTargetInput", {
  isOneOf: true,
  description: "What is reported: one of these.",
  fields: (t) => ({
    messageId: t.id({
      required: false,
      description: "A message of somebody else's, whose content the viewer sees.",
    }),
    userId: t.id({ required: false, description: "A person." }),
    conversationId: t.id({ required: false, description: "A conversation that the viewer is a member of." }),
  }),
});

builder.relayMutationField(
  "reportContent",
  {
    description: "Something to report.",
    inputFields: (t) => ({
      target: t.field({ type: ReportTargetInput, description: "What." }),
      reason: t.field({ type: ReportReason, description: "What is wrong with it." }),
      words: t.string({
        required: false,
        description: "What the moderators should know beside: at most 2,000 characters.",
      }),
      clientKey: t.string({
        description: "Chosen by the client, 1 to 128 characters; the same key never makes a second report.",
      }),
    }),
  },
  {
    description: `Tells the moderators of a message, a person or a conversation. What the viewer has reported already, and what is not resolved yet, is answered with that report; at most ${OPEN_REPORTS_MAX} wait at a time. Those who are reported are not told.`,
    errors: {
      types: [
        NotFoundError,
        NotAllowedError,
        MessageDeletedError,
        TooManyReportsError,
        IdempotencyConflictError,
      ],
    },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const { target, reason, words, clientKey } = input;
      const report = { ...targetOf(target), reason, words, clientKey };
      const made = await reportContent(context.ports, userId, report);
      return { submittedReport: { ...made, access: "REPORTER" as const } };
    },
  },
  {
    description: "The moderators are told.",
    outputFields: (t) => ({
      submittedReport: t.field({
        type: Report,
        description: "The report, as who made it sees it.",
        resolve: ({ submittedReport }) => submittedReport,
      }),
    }),
  },
);

function targetOf({ messageId, userId, conversationId }: typeof ReportTargetInput.$inferInput): {
  readonly kind: ReportKind;
  readonly targetId: string;
} {
  if (messageId != null) return { kind: "MESSAGE", targetId: idOf("Message", messageId) };
  if (userId != null) return { kind: "USER", targetId: idOf("User", userId) };
  if (conversationId != null) return { kind: "CONVERSATION", targetId: idOf("Conversation", conversationId) };
  throw badRequest("A report is of something.");
}
