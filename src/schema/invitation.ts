/** Invitation: lets one person become a member of a conversation if they wish. */
import { visibleInvitations } from "../domain/invitation/policy.ts";
import type { InvitationRow } from "../domain/rows.ts";
import { viewerIdOrNone } from "./access.ts";
import { builder, nodeType } from "./builder.ts";
import { ConversationCard, loadCard } from "./conversationCard.ts";
import { loadUser } from "./links.ts";
import { inOrderOf, uuidsOf } from "./nodeRows.ts";
import { User } from "./user.ts";

export const Invitation = builder.prismaObject("Invitation", {
  name: nodeType("Invitation"),
  description:
    "Lets one person become a member if they wish; seen, while it can be accepted, by that person and by those who may invite.",
  fields: (t) => ({
    card: t.field({
      type: ConversationCard,
      description: "Where to, as it looks from outside.",
      resolve: (invitation, _args, context) => loadCard(context, invitation.conversationId),
    }),
    invitedUser: t.field({
      type: User,
      description: "Who may become a member.",
      resolve: (invitation, _args, context) => loadUser(context, invitation.userId),
    }),
    invitedBy: t.field({
      type: User,
      description: "Who asks.",
      resolve: (invitation, _args, context) => loadUser(context, invitation.invitedById),
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was sent, or sent anew." }),
    expiresAt: t.expose("expiresAt", {
      type: "DateTime",
      description: "Until when it can be accepted; nobody is told when it ends by itself.",
    }),
  }),
});

builder.nodeRef(Invitation, {
  id: { description: "Global id.", resolve: (invitation: InvitationRow) => invitation.id },
  loadManyWithoutCache: async (ids, context) => {
    const where = { id: { in: uuidsOf(ids) }, ...visibleInvitations(viewerIdOrNone(context), new Date()) };
    return inOrderOf(ids, await context.db.invitation.findMany({ where }));
  },
});

export const InvitationConnection = builder.connectionObject(
  { type: Invitation, name: "InvitationConnection", description: "A page of invitations." },
  { name: "InvitationEdge", description: "An invitation in a list." },
);
