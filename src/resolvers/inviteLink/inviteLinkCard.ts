/** Query.inviteLinkCard. */
import { findInviteLink } from "../../domain/inviteLink/findInviteLink.ts";
import { canUse } from "../../domain/inviteLink/policy.ts";
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import { ConversationCard, loadCard } from "../../schema/conversationCard.ts";

builder.queryField("inviteLinkCard", (t) =>
  t.field({
    type: ConversationCard,
    nullable: true,
    description:
      "Where an invite link leads, as it looks from outside; null for a link that cannot be used: `joinByInviteLink` says why.",
    args: { secret: t.arg.string({ description: "The link's secret." }) },
    resolve: async (_root, { secret }, context) => {
      viewerOf(context);
      const link = await findInviteLink(context.db, secret);
      return link !== null && canUse(link, new Date()) ? loadCard(context, link.conversationId) : null;
    },
  }),
);
