/** Query.conversationCard. */
import { visibleCards } from "../../domain/conversation/policy.ts";
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import { CARD_COLUMNS, ConversationCard } from "../../schema/conversationCard.ts";
import { idOrNone } from "../../schema/nodeId.ts";

builder.queryField("conversationCard", (t) =>
  t.field({
    type: ConversationCard,
    nullable: true,
    description:
      "How a conversation looks from outside that is public, the viewer's own, or one they are invited to; null for any other id.",
    args: { id: t.arg.id({ description: "The conversation's id." }) },
    resolve: async (_root, { id }, context) => {
      const { userId } = viewerOf(context);
      return context.db.conversation.findUnique({
        where: { id: idOrNone("Conversation", id), ...visibleCards(userId, new Date()) },
        select: CARD_COLUMNS,
      });
    },
  }),
);
