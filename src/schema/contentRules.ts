/** ContentRule: what may not be said in a conversation or anywhere, or is looked at; and a conversation's rules. */
import DataLoader from "dataloader";
import { may, rolesThatMay } from "../domain/permissions.ts";
import type { ContentRuleRow, Db } from "../domain/rows.ts";
import { Prisma } from "../storage/generated/prisma/client.ts";
import { viewerIdOrNone } from "./access.ts";
import { builder, nodeType } from "./builder.ts";
import type { Context } from "./context.ts";
import { Conversation } from "./conversation.ts";
import { pagesByConversation } from "./conversationPages.ts";
import { loadUser } from "./links.ts";
import { newestFirst } from "./newestFirst.ts";
import type { NewestFirstPage } from "./newestFirst.ts";
import { inOrderOf, uuidsOf } from "./nodeRows.ts";
import { pageCost, resolvePage } from "./page.ts";
import { forwardPageArgs } from "./pageArgs.ts";
import { perExecution } from "./perExecution.ts";
import { User } from "./user.ts";

export const ContentRuleKind = builder.enumType("ContentRuleKind", {
  description: "What a content rule looks for.",
  values: {
    WORD: {
      description:
        "A word or a phrase, whatever its case, accents and width, and also where it is hidden by characters that are not seen or by markup. Whole words: `cat` is not in `concatenate`; `cat*` begins words, `*cat` ends them.",
    },
    LINK: {
      description:
        "A domain with its subdomains, in a link or written out; or `*`: any link. Addresses of mail are no links.",
    },
  } as const,
});

export const ContentRuleAction = builder.enumType("ContentRuleAction", {
  description: "What happens to a message in which it is found.",
  values: {
    FLAG: { description: "It is sent, and reported to the moderators." },
    MASK: {
      description:
        "It is sent with dots in place of what was found: nobody sees that, nor does its sender. In the name of a file it is refused instead.",
    },
    BLOCK: { description: "It is refused: `ContentBlockedError`." },
  } as const,
});

export const ContentRule = builder.objectRef<ContentRuleRow>("ContentRule");

builder.node(ContentRule, {
  name: nodeType("ContentRule"),
  description:
    "What may not be said, or has moderators look at it. It is made and deleted and never changed. A conversation's are seen by its owners, admins and moderators, who are not held to them themselves; the server's by the server's moderators and admins, and they hold for everybody.",
  id: { description: "Global id.", resolve: ({ id }) => id },
  loadManyWithoutCache: async (ids, context) =>
    inOrderOf(ids, await findContentRules(context.db, viewerIdOrNone(context), uuidsOf(ids))),
  fields: (t) => ({
    conversation: t.field({
      type: Conversation,
      nullable: true,
      description: "Where it holds; null for everywhere on the server.",
      resolve: ({ conversationId }, _args, context) =>
        conversationId === null ? null : context.loaders.conversation.load(conversationId),
    }),
    kind: t.expose("kind", { type: ContentRuleKind, description: "What it looks for." }),
    pattern: t.exposeString("pattern", {
      description: "The word, the phrase or the domain; `*` for any link.",
    }),
    action: t.expose("action", { type: ContentRuleAction, description: "What happens then." }),
    reason: t.exposeString("reason", {
      nullable: true,
      description: "What is told to who is refused; null for nothing.",
    }),
    createdBy: t.field({
      type: User,
      description: "Who made it.",
      resolve: ({ createdById }, _args, context) => loadUser(context, createdById),
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was made." }),
    deletedAt: t.expose("deletedAt", {
      type: "DateTime",
      nullable: true,
      description: "Since when it holds no more; null while it does.",
    }),
  }),
});

export const ContentRuleConnection = builder.connectionObject(
  { type: ContentRule, name: "ContentRuleConnection", description: "A page of content rules." },
  { name: "ContentRuleEdge", description: "A content rule in a list." },
);

const RULE = Prisma.sql`
  r.id, r.conversation_id AS "conversationId", r.kind::text AS kind, r.pattern, r.action::text AS action, r.reason,
  r.created_by_id AS "createdById", r.created_at AS "createdAt", r.deleted_at AS "deletedAt"`;

const MANAGES = Prisma.sql`manager.removed_seq IS NULL
  AND manager.role = ANY(${rolesThatMay("MANAGE_CONTENT_RULES")}::member_role[])`;

/** Those that the viewer may see, deleted ones too. */
function findContentRules(db: Db, viewerId: string, ids: readonly string[]): Promise<ContentRuleRow[]> {
  return db.$queryRaw<ContentRuleRow[]>`
    SELECT ${RULE}
    FROM content_rule r JOIN "user" me ON me.id = ${viewerId}::uuid
    LEFT JOIN member manager
      ON manager.conversation_id = r.conversation_id AND manager.user_id = me.id AND ${MANAGES}
    WHERE r.id = ANY(${ids}::uuid[])
      AND (manager.id IS NOT NULL OR (r.conversation_id IS NULL AND me.server_role <> 'USER'))`;
}

const ruleOf = perExecution(
  (context) =>
    new DataLoader(async (ids: readonly string[]) =>
      inOrderOf(ids, await findContentRules(context.db, viewerIdOrNone(context), ids)),
    ),
);

/** Null for one that the viewer may not see. */
export function loadContentRule(context: Context, id: string): Promise<ContentRuleRow | null> {
  return ruleOf(context).load(id);
}

/** Of the server, the newest first; none for who does not moderate it. */
export function findServerContentRules(
  db: Db,
  viewerId: string,
  { after, limit }: NewestFirstPage,
): Promise<ContentRuleRow[]> {
  return db.$queryRaw<ContentRuleRow[]>`
    SELECT ${RULE}
    FROM "user" me
    CROSS JOIN LATERAL (
      SELECT * FROM content_rule
      WHERE conversation_id IS NULL AND deleted_at IS NULL AND (${after}::uuid IS NULL OR id < ${after}::uuid)
      ORDER BY id DESC
      LIMIT ${limit}
    ) r
    WHERE me.id = ${viewerId}::uuid AND me.server_role <> 'USER'
    ORDER BY r.id DESC`;
}

const rulesOf = pagesByConversation<ContentRuleRow, NewestFirstPage>(
  (context, conversationIds, { after, limit }) =>
    context.db.$queryRaw<ContentRuleRow[]>`
      SELECT ${RULE}
      FROM unnest(${conversationIds}::uuid[]) AS wanted(id)
      JOIN member manager
        ON manager.conversation_id = wanted.id AND manager.user_id = ${viewerIdOrNone(context)}::uuid AND ${MANAGES}
      CROSS JOIN LATERAL (
        SELECT * FROM content_rule
        WHERE conversation_id = wanted.id AND deleted_at IS NULL AND (${after}::uuid IS NULL OR id < ${after}::uuid)
        ORDER BY id DESC
        LIMIT ${limit}
      ) r
      ORDER BY r.id DESC`,
);

builder.prismaObjectField(Conversation, "contentRules", (t) =>
  t.field({
    type: ContentRuleConnection,
    nullable: true,
    description:
      "Its own word and link rules that are not deleted, newest first; null for who may not make one. The server's hold here as well.",
    args: forwardPageArgs,
    extensions: { perViewer: true },
    complexity: pageCost,
    resolve: async ({ id }, args, context) => {
      const viewer = await context.loaders.viewerMember.load(id);
      if (viewer?.removedSeq !== null || !may(viewer, "MANAGE_CONTENT_RULES")) return null;
      return resolvePage(args, newestFirst("contentRules", id), ({ after, limit }) =>
        rulesOf(context, id, { after, limit }),
      );
    },
  }),
);
