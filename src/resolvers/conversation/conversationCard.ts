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
      "How a public channel, or a conversation of the viewer's, looks from outside; null for any other id.",
    args: { id: t.arg.id({ description: "The conversation's id." }) },
    resolve: async (_root, { id }, context) => {
      const { userId } = viewerOf(context);
      return context.db.conversation.findUnique({
        where: { id: idOrNone("Conversation", id), ...visibleCards(userId) },
        select: CARD_COLUMNS,
      });
    },
  }),
);
