/** InviteLink: lets whoever holds its secret become a member; and a conversation's links, for those who may make them. */
import { visibleInviteLinks } from "../domain/inviteLink/policy.ts";
import { may, rolesThatMay } from "../domain/permissions.ts";
import type { InviteLinkRow } from "../domain/rows.ts";
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

// Of the row less its hash, which never gets here.
export const InviteLink = builder.objectRef<InviteLinkRow>("InviteLink");

builder.node(InviteLink, {
  name: nodeType("InviteLink"),
  description:
    "Lets whoever holds its secret become a member; seen by those who may make one. The secret is shown by `createInviteLink` only.",
  id: { description: "Global id.", resolve: (link) => link.id },
  loadManyWithoutCache: async (ids, context) => {
    const where = { id: { in: uuidsOf(ids) }, ...visibleInviteLinks(viewerIdOrNone(context)) };
    return inOrderOf(ids, await context.db.inviteLink.findMany({ where, omit: { secretHash: true } }));
  },
  fields: (t) => ({
    conversation: t.field({
      type: Conversation,
      description: "Where it leads.",
      resolve: (link, _args, context) => loadConversation(context, link.conversationId),
    }),
    createdBy: t.field({
      type: User,
      description: "Who made it.",
      resolve: (link, _args, context) => loadUser(context, link.createdById),
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was made." }),
    expiresAt: t.expose("expiresAt", {
      type: "DateTime",
      nullable: true,
      description: "Until when it can be used; null for one that does not expire.",
    }),
    usesMax: t.exposeInt("usesMax", {
      nullable: true,
      description: "How many may join by it; null for any number.",
    }),
    uses: t.exposeInt("uses", { description: "How many have joined by it." }),
    revokedAt: t.expose("revokedAt", {
      type: "DateTime",
      nullable: true,
      description: "When it was revoked; null while it is not.",
    }),
  }),
});

const InviteLinkConnection = builder.connectionObject(
  { type: InviteLink, name: "InviteLinkConnection", description: "A page of invite links." },
  { name: "InviteLinkEdge", description: "An invite link in a list." },
);

/** Says what `visibleInviteLinks` says, of those that are not revoked. */
const linksOf = pagesByConversation<InviteLinkRow, NewestFirstPage>(
  (context, conversationIds, { after, limit }) => {
    const viewerId = viewerIdOrNone(context);
    return context.db.$queryRaw<InviteLinkRow[]>`
      SELECT l.id, l.conversation_id AS "conversationId", l.created_by_id AS "createdById", l.created_at AS "createdAt",
             l.expires_at AS "expiresAt", l.uses_max AS "usesMax", l.uses, l.revoked_at AS "revokedAt"
      FROM unnest(${conversationIds}::uuid[]) AS wanted(id)
      JOIN member viewer
        ON viewer.conversation_id = wanted.id AND viewer.user_id = ${viewerId}::uuid AND viewer.removed_seq IS NULL
        AND viewer.role::text = ANY(${rolesThatMay("MANAGE_INVITE_LINKS")}::text[])
      CROSS JOIN LATERAL (
        SELECT * FROM invite_link
        WHERE conversation_id = wanted.id AND revoked_at IS NULL AND (${after}::uuid IS NULL OR id < ${after}::uuid)
        ORDER BY id DESC
        LIMIT ${limit}
      ) l
      ORDER BY l.id DESC`;
  },
);

builder.prismaObjectField(Conversation, "inviteLinks", (t) =>
  t.field({
    type: InviteLinkConnection,
    nullable: true,
    description:
      "Its invite links, newest first, revoked ones left out and those that are over not; null for who may not make one.",
    args: forwardPageArgs,
    extensions: { perViewer: true },
    complexity: pageCost,
    resolve: async ({ id }, args, context) => {
      const viewer = await context.loaders.viewerMember.load(id);
      if (viewer?.removedSeq !== null || !may(viewer, "MANAGE_INVITE_LINKS")) return null;
      return resolvePage(args, newestFirst("inviteLinks", id), ({ after, limit }) =>
        linksOf(context, id, { after, limit }),
      );
    },
  }),
);
