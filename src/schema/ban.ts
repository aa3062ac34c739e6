/** Ban: who may not come back to a conversation; and a conversation's bans, for those who may ban. */
import { visibleBans } from "../domain/ban/policy.ts";
import { may, rolesThatMay } from "../domain/permissions.ts";
import type { BanRow } from "../domain/rows.ts";
import { viewerIdOrNone } from "./access.ts";
import { builder, nodeType } from "./builder.ts";
import { Conversation } from "./conversation.ts";
import { pagesByConversation } from "./conversationPages.ts";
import { loadConversation, loadUser } from "./links.ts";
import { newestFirst } from "./newestFirst.ts";
import type { NewestFirstPage } from "./newestFirst.ts";
import { inOrderOf, uuidsOf } from "./nodeRows.ts";
import { pageCost, resolvePage } from "./page.ts";
import { forwardPageArgs } from "./pageArgs.ts";
import { User } from "./user.ts";

export const Ban = builder.prismaObject("Ban", {
  name: nodeType("Ban"),
  description:
    "Keeps somebody from being added to a conversation, and from joining it; seen by those who may ban.",
  fields: (t) => ({
    bannedUser: t.field({
      type: User,
      description: "Who is banned.",
      resolve: (ban, _args, context) => loadUser(context, ban.userId),
    }),
    conversation: t.field({
      type: Conversation,
      description: "Where.",
      resolve: (ban, _args, context) => loadConversation(context, ban.conversationId),
    }),
    bannedBy: t.field({
      type: User,
      description: "Who placed it, or set its end last.",
      resolve: (ban, _args, context) => loadUser(context, ban.bannedById),
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was placed, or set last." }),
    bannedUntil: t.expose("bannedUntil", {
      type: "DateTime",
      nullable: true,
      description: "When it ends; null for one without an end.",
    }),
  }),
});

builder.nodeRef(Ban, {
  id: { description: "Global id.", resolve: (ban: BanRow) => ban.id },
  loadManyWithoutCache: async (ids, context) => {
    const where = { id: { in: uuidsOf(ids) }, ...visibleBans(viewerIdOrNone(context), new Date()) };
    return inOrderOf(ids, await context.db.ban.findMany({ where }));
  },
});

const BanConnection = builder.connectionObject(
  { type: Ban, name: "BanConnection", description: "A page of bans." },
  { name: "BanEdge", description: "A ban in a list." },
);

/** Says what `visibleBans` says. One index range per conversation, past what has ended. */
const bansOf = pagesByConversation<BanRow, NewestFirstPage>((context, conversationIds, { after, limit }) => {
  const viewerId = viewerIdOrNone(context);
  return context.db.$queryRaw<BanRow[]>`
    SELECT b.id, b.conversation_id AS "conversationId", b.user_id AS "userId", b.banned_by_id AS "bannedById",
           b.created_at AS "createdAt", b.banned_until AS "bannedUntil"
    FROM unnest(${conversationIds}::uuid[]) AS wanted(id)
    JOIN member viewer
      ON viewer.conversation_id = wanted.id AND viewer.user_id = ${viewerId}::uuid AND viewer.removed_seq IS NULL
      AND viewer.role::text = ANY(${rolesThatMay("BAN_MEMBERS")}::text[])
    CROSS JOIN LATERAL (
      SELECT * FROM ban
      WHERE conversation_id = wanted.id AND (banned_until IS NULL OR banned_until > clock_timestamp())
        AND (${after}::uuid IS NULL OR id < ${after}::uuid)
      ORDER BY id DESC
      LIMIT ${limit}
    ) b
    ORDER BY b.id DESC`;
});

builder.prismaObjectField(Conversation, "bans", (t) =>
  t.field({
    type: BanConnection,
    nullable: true,
    description: "The bans that last, newest first; null for who may not ban.",
    args: forwardPageArgs,
    extensions: { perViewer: true },
    complexity: pageCost,
    resolve: async ({ id }, args, context) => {
      const viewer = await context.loaders.viewerMember.load(id);
      if (viewer?.removedSeq !== null || !may(viewer, "BAN_MEMBERS")) return null;
      return resolvePage(args, newestFirst("bans", id), ({ after, limit }) =>
        bansOf(context, id, { after, limit }),
      );
    },
  }),
);
