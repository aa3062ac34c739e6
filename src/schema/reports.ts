/** Report: what somebody told the moderators of, and what has become of it. */
import DataLoader from "dataloader";
import type { ReportView } from "../domain/report/policy.ts";
import { isForModerators } from "../domain/report/policy.ts";
import type { ConversationRow } from "../domain/rows.ts";
import { NO_ID } from "../lib/ids.ts";
import { viewerIdOrNone } from "./access.ts";
import { avatarUrlOf, UPLOADED_AVATAR } from "./avatar.ts";
import { builder, nodeType } from "./builder.ts";
import { ContentRule, loadContentRule } from "./contentRules.ts";
import { Conversation, ConversationKind } from "./conversation.ts";
import { loadUser } from "./links.ts";
import { encodeNodeId } from "./nodeId.ts";
import { inOrderOf, uuidsOf } from "./nodeRows.ts";
import { perExecution } from "./perExecution.ts";
import { ReportedMessage } from "./reportedMessage.ts";
import { findReportedMessages, findReports } from "./reportRows.ts";
import { User } from "./user.ts";

export const ReportKind = builder.enumType("ReportKind", {
  description: "What a report is of.",
  values: {
    MESSAGE: { description: "A message: for the moderators of its conversation, and those of the server." },
    USER: { description: "A person: for the moderators of the server." },
    CONVERSATION: { description: "A conversation as a whole: for the moderators of the server." },
  } as const,
});

export const ReportReason = builder.enumType("ReportReason", {
  description: "What is wrong with it.",
  values: {
    SPAM: { description: "Advertising, fraud, the same again and again." },
    HARASSMENT: { description: "Attacks or threatens somebody, or does not leave them alone." },
    HATE: { description: "Demeans people for what they are." },
    VIOLENCE: { description: "Shows, praises or announces violence." },
    SEXUAL: { description: "Sexual, where that is not wanted." },
    SELF_HARM: { description: "Somebody may hurt themselves." },
    IMPERSONATION: { description: "Pretends to be somebody else." },
    ILLEGAL: { description: "Against the law in another way." },
    OTHER: { description: "Something else: the words say what, or the content rule that flagged it." },
  } as const,
});

export const ReportState = builder.enumType("ReportState", {
  description: "How far a report has got.",
  values: {
    OPEN: { description: "Nobody works at it." },
    CLAIMED: { description: "A moderator has taken it on." },
    RESOLVED: { description: "It is decided." },
  } as const,
});

export const ReportOutcome = builder.enumType("ReportOutcome", {
  description: "What a report has led to. It says what was done, and does nothing itself.",
  values: {
    DISMISSED: { description: "Nothing was wrong, or nothing had to be done." },
    CONTENT_DELETED: { description: "What was reported is deleted." },
    MEMBER_WARNED: { description: "The person was told to stop." },
    MEMBER_MUTED: { description: "The person may not write for a time." },
    MEMBER_REMOVED: { description: "The person is no member any more." },
    MEMBER_BANNED: { description: "The person is no member any more, and does not come back for a time." },
    OTHER_ACTION: { description: "Something else was done." },
  } as const,
});

const ReportedConversation = builder.objectRef<ConversationRow>("ReportedConversation").implement({
  description: "What the server's moderators see of a reported conversation.",
  fields: (t) => ({
    conversationId: t.id({
      description: "Which one.",
      resolve: ({ id }) => encodeNodeId("Conversation", id),
    }),
    kind: t.expose("kind", { type: ConversationKind, description: "What it is for." }),
    title: t.exposeString("title", { nullable: true, description: "Null for a direct conversation." }),
    description: t.exposeString("description", { nullable: true, description: "What it is about." }),
    avatarUrl: t.field({
      type: "URL",
      nullable: true,
      description: `Its picture. ${UPLOADED_AVATAR}`,
      resolve: avatarUrlOf,
    }),
    memberCount: t.exposeInt("memberCount", { description: "How many members it has now." }),
  }),
});

export const Report = builder.objectRef<ReportView>("Report");

builder.node(Report, {
  name: nodeType("Report"),
  description:
    "Something that the moderators were told of. Whoever made it sees what they said and what has become of it; its moderators, all of it. Nobody moderates a report of themselves.",
  id: { description: "Global id.", resolve: ({ id }) => id },
  loadManyWithoutCache: async (ids, context) =>
    inOrderOf(ids, await findReports(context.db, viewerIdOrNone(context), uuidsOf(ids))),
  fields: (t) => ({
    kind: t.expose("kind", { type: ReportKind, description: "What it is of." }),
    reason: t.expose("reason", { type: ReportReason, description: "What is wrong with it." }),
    words: t.exposeString("words", { description: "What the reporter says beside; may be empty." }),
    state: t.expose("state", { type: ReportState, description: "How far it has got." }),
    outcome: t.expose("outcome", {
      type: ReportOutcome,
      nullable: true,
      description: "What it has led to; null until it is resolved.",
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was made." }),
    resolvedAt: t.expose("resolvedAt", {
      type: "DateTime",
      nullable: true,
      description: "When it was decided; null until then.",
    }),
    messageId: t.id({
      nullable: true,
      description: "The reported message; null where it is of something else.",
      resolve: ({ kind, targetId }) => (kind === "MESSAGE" ? encodeNodeId("Message", targetId) : null),
    }),
    message: t.field({
      type: ReportedMessage,
      nullable: true,
      description:
        "The reported message, as it is now, for the report's moderators; null for who made it, and where it is of something else.",
      extensions: { perViewer: true },
      resolve: (report, _args, context) =>
        report.kind === "MESSAGE" && isForModerators(report) ? messageOf(context).load(report) : null,
    }),
    reportedUser: t.field({
      type: User,
      nullable: true,
      description: "The reported person, or who sent the message; null for a conversation.",
      resolve: ({ reportedUserId }, _args, context) =>
        reportedUserId === null ? null : loadUser(context, reportedUserId),
    }),
    conversation: t.field({
      type: Conversation,
      nullable: true,
      description: "Where it is, as the viewer may see that; null for a person.",
      resolve: ({ conversationId }, _args, context) =>
        conversationId === null ? null : context.loaders.conversation.load(conversationId),
    }),
    reportedConversation: t.field({
      type: ReportedConversation,
      nullable: true,
      description:
        "The reported conversation, for the server's moderators; null where it is of something else.",
      extensions: { perViewer: true },
      resolve: ({ kind, access, conversationId }, _args, context) =>
        kind === "CONVERSATION" && access === "SERVER" && conversationId !== null
          ? reportedConversationOf(context).load(conversationId)
          : null,
    }),
    reporter: t.field({
      type: User,
      nullable: true,
      description:
        "Who made it; null for a conversation's own moderators, who are not told, and where a content rule did.",
      extensions: { perViewer: true },
      resolve: ({ access, reporterId }, _args, context) =>
        reporterId === NO_ID || (access === "CONVERSATION" && reporterId !== viewerIdOrNone(context))
          ? null
          : loadUser(context, reporterId),
    }),
    flaggedBy: t.field({
      type: ContentRule,
      nullable: true,
      description:
        "The content rule that made it, also when it is deleted since; null where a person did, and where the viewer may not see the rule: a conversation's moderators do not see the server's.",
      extensions: { perViewer: true },
      resolve: ({ contentRuleId }, _args, context) =>
        contentRuleId === null ? null : loadContentRule(context, contentRuleId),
    }),
    claimedBy: t.field({
      type: User,
      nullable: true,
      description: "The moderator who has taken it on; null for none, and for who made the report.",
      extensions: { perViewer: true },
      resolve: (report, _args, context) =>
        report.claimedById !== null && isForModerators(report) ? loadUser(context, report.claimedById) : null,
    }),
    resolvedBy: t.field({
      type: User,
      nullable: true,
      description: "The moderator who decided; null until then, and for who made the report.",
      extensions: { perViewer: true },
      resolve: (report, _args, context) =>
        report.resolvedById !== null && isForModerators(report)
          ? loadUser(context, report.resolvedById)
          : null,
    }),
  }),
});

const messageOf = perExecution(
  (context) =>
    new DataLoader(
      (reports: readonly ReportView[]) => findReportedMessages(context.db, viewerIdOrNone(context), reports),
      { cacheKeyFn: ({ id }) => id },
    ),
);

/** As it is, whoever asks. */
const reportedConversationOf = perExecution(
  (context) =>
    new DataLoader(async (ids: readonly string[]) =>
      inOrderOf(ids, await context.db.conversation.findMany({ where: { id: { in: [...ids] } } })),
    ),
);
