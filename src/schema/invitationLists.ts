/** Lists of invitations: the viewer's own, and a conversation's for those who may invite. */
import type { OwnInvitationsItem } from "../domain/invitation/ports.ts";
import { may, rolesThatMay } from "../domain/permissions.ts";
import type { Db, InvitationRow } from "../domain/rows.ts";
import { Prisma } from "../storage/generated/prisma/client.ts";
import { viewerIdOrNone, viewerOf } from "./access.ts";
import { builder } from "./builder.ts";
import { Conversation } from "./conversation.ts";
import { pagesByConversation } from "./conversationPages.ts";
import { InvitationConnection } from "./invitation.ts";
import { newestFirst } from "./newestFirst.ts";
import type { NewestFirstPage } from "./newestFirst.ts";
import { pageCost, resolvePage } from "./page.ts";
import { forwardPageArgs } from "./pageArgs.ts";
import { Viewer } from "./viewer.ts";

builder.objectField(Viewer, "invitations", (t) =>
  t.field({
    type: InvitationConnection,
    description: "The viewer's own invitations that can be accepted, newest first.",
    args: forwardPageArgs,
    extensions: { perViewer: true },
    complexity: pageCost,
    resolve: (_viewer, args, context) => {
      const { userId } = viewerOf(context);
      return resolvePage(args, newestFirst("ownInvitations", userId), (page) =>
        findOwnInvitations(context.db, userId, page),
      );
    },
  }),
);

export const ViewerInvitationsChanged = builder
  .objectRef<OwnInvitationsItem>("ViewerInvitationsChanged")
  .implement({
    description:
      "The viewer was invited, or one of the viewer's invitations ended: what stands here now, not how it came about. Nobody is told when one expires.",
    fields: (t) => ({
      viewer: t.field({
        type: Viewer,
        description: "The viewer, with `invitations` as they are now.",
        extensions: { perViewer: true },
        resolve: (_item, _args, context) => viewerOf(context),
      }),
    }),
  });

/** An `InvitationRow`; `i` is the invitation. */
const INVITATION = Prisma.sql`
  i.id, i.conversation_id AS "conversationId", i.user_id AS "userId", i.invited_by_id AS "invitedById",
  i.state::text AS state, i.created_at AS "createdAt", i.expires_at AS "expiresAt"`;

/**
 * In SQL, as `i`: a page of those that can be accepted and for which `whose` is true. They are one range of an index, past
 * none that has ended, and as few as may wait at a time: all of them are put in order. (`OFFSET 0` keeps the planner from
 * walking all invitations there are in the order of their ids, in the hope of meeting enough of these soon.)
 */
function pageOf(whose: Prisma.Sql, { after, limit }: NewestFirstPage): Prisma.Sql {
  return Prisma.sql`(
    SELECT * FROM (
      SELECT * FROM invitation WHERE ${whose} AND state = 'PENDING' AND expires_at > now() OFFSET 0
    ) waiting
    WHERE ${after}::uuid IS NULL OR id < ${after}::uuid
    ORDER BY id DESC
    LIMIT ${limit}
  ) i`;
}

function findOwnInvitations(db: Db, userId: string, page: NewestFirstPage): Promise<InvitationRow[]> {
  return db.$queryRaw<InvitationRow[]>`
    SELECT ${INVITATION} FROM ${pageOf(Prisma.sql`user_id = ${userId}::uuid`, page)} ORDER BY i.id DESC`;
}

/** Says what `managedInvitations` says, of those that can be accepted. One index range per conversation. */
const invitationsOf = pagesByConversation<InvitationRow, NewestFirstPage>(
  (context, conversationIds, page) => {
    const viewerId = viewerIdOrNone(context);
    return context.db.$queryRaw<InvitationRow[]>`
    SELECT ${INVITATION}
    FROM unnest(${conversationIds}::uuid[]) AS wanted(id)
    JOIN member viewer
      ON viewer.conversation_id = wanted.id AND viewer.user_id = ${viewerId}::uuid AND viewer.removed_seq IS NULL
      AND viewer.role::text = ANY(${rolesThatMay("INVITE_MEMBERS")}::text[])
    CROSS JOIN LATERAL ${pageOf(Prisma.sql`conversation_id = wanted.id`, page)}
    ORDER BY i.id DESC`;
  },
);

builder.prismaObjectField(Conversation, "invitations", (t) =>
  t.field({
    type: InvitationConnection,
    nullable: true,
    description: "The invitations to it that can be accepted, newest first; null for who may not invite.",
    args: forwardPageArgs,
    extensions: { perViewer: true },
    complexity: pageCost,
    resolve: async ({ id }, args, context) => {
      const viewer = await context.loaders.viewerMember.load(id);
      if (viewer?.removedSeq !== null || !may(viewer, "INVITE_MEMBERS")) return null;
      return resolvePage(args, newestFirst("invitations", id), ({ after, limit }) =>
        invitationsOf(context, id, { after, limit }),
      );
    },
  }),
);
