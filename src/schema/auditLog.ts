/** The audit log: what was done to others by a role, for those who answer for it. */
import { SEQ_MAX } from "../domain/cursor.ts";
import { rolesThatMay } from "../domain/permissions.ts";
import type { AuditEntryRow, Db } from "../domain/rows.ts";
import { Prisma } from "../storage/generated/prisma/client.ts";
import { viewerIdOrNone } from "./access.ts";
import { builder, nodeType } from "./builder.ts";
import { Conversation } from "./conversation.ts";
import { ConversationRules } from "./conversationRules.ts";
import { pagesByConversation } from "./conversationPages.ts";
import { loadUser } from "./links.ts";
import { MemberRole } from "./member.ts";
import { encodeNodeId } from "./nodeId.ts";
import { inOrderOf, uuidsOf } from "./nodeRows.ts";
import { readSeq } from "./messagePages.ts";
import { pageCost, resolvePage } from "./page.ts";
import type { PageOrder } from "./page.ts";
import { forwardPageArgs } from "./pageArgs.ts";
import { ReportOutcome } from "./reports.ts";
import { User } from "./user.ts";
import { ServerRole } from "./viewer.ts";

const AuditAct = builder.enumType("AuditAct", {
  description: "What was done.",
  values: {
    MEMBER_ROLE_CHANGED: { description: "A member was given another role." },
    MEMBER_REMOVED: { description: "A member was removed by somebody else." },
    MEMBER_MUTED: { description: "A member was muted, or the end of that was set." },
    MEMBER_UNMUTED: { description: "A mute was ended before its time." },
    MEMBER_BANNED: { description: "Somebody was banned, or the end of that was set." },
    MEMBER_UNBANNED: { description: "A ban was ended before its time." },
    MESSAGE_DELETED: { description: "A message was deleted by somebody else than its sender." },
    REPORT_RESOLVED: { description: "A report was decided." },
    ACCOUNT_ERASED: { description: "An admin of the server had somebody's account erased." },
    SERVER_ROLE_CHANGED: { description: "Somebody was given another role on the whole server." },
    CONTENT_RULE_CREATED: { description: "A word or link rule was made." },
    CONTENT_RULE_DELETED: { description: "A word or link rule was deleted." },
    RETENTION_CHANGED: { description: "It was set how long a conversation keeps messages." },
    REPORT_CLAIMED: { description: "A moderator took a report on." },
    REPORT_RELEASED: {
      description: "A claimed report was given back, by whoever held it or somebody above.",
    },
    INVITATION_REVOKED: { description: "An invitation was taken back by somebody else than its sender." },
    INVITE_LINK_REVOKED: { description: "An invite link was revoked by somebody else than its maker." },
    CONVERSATION_RULES_CHANGED: {
      description:
        "Rules of a conversation were changed: who may post, how often and what, how long that can be edited, who finds it, and what new members see.",
    },
  } as const,
});

const AuditEntry = builder.objectRef<AuditEntryRow>("AuditEntry");

builder.node(AuditEntry, {
  name: nodeType("AuditEntry"),
  description:
    "One act of moderation, or of giving a role, and why. It is never changed, and stays when those whom it names have left.",
  id: { description: "Global id.", resolve: ({ id }) => id },
  loadManyWithoutCache: async (ids, context) =>
    inOrderOf(ids, await findEntries(context.db, viewerIdOrNone(context), uuidsOf(ids))),
  fields: (t) => ({
    act: t.expose("act", { type: AuditAct, description: "What was done." }),
    occurredAt: t.expose("occurredAt", { type: "DateTime", description: "When." }),
    actor: t.field({
      type: User,
      nullable: true,
      description: "Who did it; null for whoever runs the server, from its command line.",
      resolve: ({ actorId }, _args, context) => (actorId === null ? null : loadUser(context, actorId)),
    }),
    subject: t.field({
      type: User,
      nullable: true,
      description: "To whom it was done: whose message, whose role; null where it was to nobody.",
      resolve: ({ subjectId }, _args, context) => (subjectId === null ? null : loadUser(context, subjectId)),
    }),
    conversation: t.field({
      type: Conversation,
      nullable: true,
      description: "Where, as the viewer may see that; null for what is of no conversation.",
      resolve: ({ conversationId }, _args, context) =>
        conversationId === null ? null : context.loaders.conversation.load(conversationId),
    }),
    seq: t.exposeInt("seq", {
      nullable: true,
      description: "Position of the event that told the members; null for what is no event.",
    }),
    messageId: t.id({
      nullable: true,
      description: "Which message; null where it is about none.",
      resolve: ({ messageId }) => (messageId === null ? null : encodeNodeId("Message", messageId)),
    }),
    reportId: t.id({
      nullable: true,
      description: "Which report; null where it is about none.",
      resolve: ({ reportId }) => (reportId === null ? null : encodeNodeId("Report", reportId)),
    }),
    contentRuleId: t.id({
      nullable: true,
      description: "Which word or link rule; null where it is about none.",
      resolve: ({ contentRuleId }) =>
        contentRuleId === null ? null : encodeNodeId("ContentRule", contentRuleId),
    }),
    invitationId: t.id({
      nullable: true,
      description: "Which invitation; null where it is about none.",
      resolve: ({ invitationId }) =>
        invitationId === null ? null : encodeNodeId("Invitation", invitationId),
    }),
    inviteLinkId: t.id({
      nullable: true,
      description: "Which invite link; null where it is about none.",
      resolve: ({ inviteLinkId }) =>
        inviteLinkId === null ? null : encodeNodeId("InviteLink", inviteLinkId),
    }),
    role: t.expose("role", { type: MemberRole, nullable: true, description: "The role that was given." }),
    previousRole: t.expose("previousRole", {
      type: MemberRole,
      nullable: true,
      description: "The role that was there before.",
    }),
    serverRole: t.expose("serverRole", {
      type: ServerRole,
      nullable: true,
      description: "The server role that was given.",
    }),
    previousServerRole: t.expose("previousServerRole", {
      type: ServerRole,
      nullable: true,
      description: "The server role that was there before.",
    }),
    retentionDays: t.exposeInt("retentionDays", {
      nullable: true,
      description:
        "For how many days messages are kept from this act on; 0: as long as the server keeps them.",
    }),
    previousRetentionDays: t.exposeInt("previousRetentionDays", {
      nullable: true,
      description: "For how many days they were kept before.",
    }),
    rules: t.expose("rules", {
      type: ConversationRules,
      nullable: true,
      description: "The rules that were changed, as this act left them; null where none was.",
    }),
    previousRules: t.expose("previousRules", {
      type: ConversationRules,
      nullable: true,
      description: "The same rules as they were before.",
    }),
    outcome: t.expose("outcome", {
      type: ReportOutcome,
      nullable: true,
      description: "What the report has led to.",
    }),
    until: t.expose("until", {
      type: "DateTime",
      nullable: true,
      description: "When it ends by itself; null for what does not.",
    }),
    reason: t.exposeString("reason", { nullable: true, description: "Why; null where nothing was said." }),
  }),
});

export const AuditEntryConnection = builder.connectionObject(
  { type: AuditEntry, name: "AuditEntryConnection", description: "A page of the audit log." },
  { name: "AuditEntryEdge", description: "An entry of the audit log in a list." },
);

/** The newest first. */
export function newestActs(name: string, owner: string): PageOrder<AuditEntryRow, number> {
  return { name, owner, toParts: ({ ordinal }) => [ordinal], fromParts: readSeq };
}

export interface AuditPage {
  readonly after: number | null;
  readonly limit: number;
}

const ENTRY = Prisma.sql`
  e.id, e.ordinal, e.conversation_id AS "conversationId", e.is_server_only AS "isServerOnly", e.act::text AS act,
  e.actor_id AS "actorId", e.subject_id AS "subjectId", e.message_id AS "messageId", e.report_id AS "reportId", e.seq,
  e.role::text AS role, e.previous_role::text AS "previousRole", e.server_role::text AS "serverRole",
  e.previous_server_role::text AS "previousServerRole", e.outcome::text AS outcome, e.until, e.reason, e.content_rule_id AS "contentRuleId",
  e.retention_days AS "retentionDays", e.previous_retention_days AS "previousRetentionDays", e.rules,
  e.previous_rules AS "previousRules", e.invitation_id AS "invitationId", e.invite_link_id AS "inviteLinkId",
  e.occurred_at AS "occurredAt"`;

/** Not of a report of `me`, whoever `me` is: who reported them stays unknown to them, and that somebody did. */
const IS_OF_OTHERS = Prisma.sql`NOT (e.report_id IS NOT NULL AND e.subject_id IS NOT DISTINCT FROM me.id)`;

/**
 * Whether an entry of a conversation is for `me`, an admin of the server, or an owner or admin of the conversation: to the
 * latter not what the server's moderators decided about it.
 */
const IS_TOLD = Prisma.sql`${IS_OF_OTHERS} AND (me.server_role = 'ADMIN' OR NOT e.is_server_only)`;

const LEADS = Prisma.sql`leader.user_id = me.id AND leader.removed_seq IS NULL
  AND leader.role = ANY(${rolesThatMay("READ_AUDIT_LOG")}::member_role[])`;

function findEntries(db: Db, viewerId: string, ids: readonly string[]): Promise<AuditEntryRow[]> {
  return db.$queryRaw<AuditEntryRow[]>`
    SELECT ${ENTRY}
    FROM audit_entry e JOIN "user" me ON me.id = ${viewerId}::uuid
    LEFT JOIN member leader ON leader.conversation_id = e.conversation_id AND ${LEADS}
    WHERE e.id = ANY(${ids}::uuid[]) AND (me.server_role = 'ADMIN' OR leader.id IS NOT NULL) AND ${IS_TOLD}`;
}

/** Of the whole server, or of one conversation of it, to the server's admins. */
export function findServerAudit(
  db: Db,
  viewerId: string,
  conversationId: string | null,
  { after, limit }: AuditPage,
): Promise<AuditEntryRow[]> {
  const where =
    conversationId === null ? Prisma.sql`true` : Prisma.sql`e.conversation_id = ${conversationId}::uuid`;
  return db.$queryRaw<AuditEntryRow[]>`
    SELECT ${ENTRY}
    FROM "user" me
    CROSS JOIN LATERAL (
      SELECT * FROM audit_entry e
      WHERE ${where} AND e.ordinal < ${after ?? SEQ_MAX}::int AND ${IS_OF_OTHERS}
      ORDER BY e.ordinal DESC
      LIMIT ${limit}
    ) e
    WHERE me.id = ${viewerId}::uuid AND me.server_role = 'ADMIN'
    ORDER BY e.ordinal DESC`;
}

/** To its owners and admins, and to those of the server. */
const conversationAuditOf = pagesByConversation(
  (context, conversationIds, { after, limit }: AuditPage) => context.db.$queryRaw<AuditEntryRow[]>`
    SELECT ${ENTRY}
    FROM unnest(${conversationIds}::uuid[]) AS wanted(id)
    JOIN "user" me ON me.id = ${viewerIdOrNone(context)}::uuid
    LEFT JOIN member leader ON leader.conversation_id = wanted.id AND ${LEADS}
    CROSS JOIN LATERAL (
      SELECT * FROM audit_entry e
      WHERE e.conversation_id = wanted.id AND e.ordinal < ${after ?? SEQ_MAX}::int AND ${IS_TOLD}
      ORDER BY e.ordinal DESC
      LIMIT ${limit}
    ) e
    WHERE me.server_role = 'ADMIN' OR leader.id IS NOT NULL
    ORDER BY e.ordinal DESC`,
);

builder.prismaObjectField(Conversation, "auditLog", (t) =>
  t.field({
    type: AuditEntryConnection,
    description:
      "What was done here by a role, the newest first, for the conversation's owners and admins and the server's admins. To everybody else there is nothing.",
    args: forwardPageArgs,
    extensions: { perViewer: true },
    complexity: pageCost,
    resolve: ({ id }, args, context) =>
      resolvePage(args, newestActs("conversationAudit", id), ({ after, limit }) =>
        conversationAuditOf(context, id, { after, limit }),
      ),
  }),
);
