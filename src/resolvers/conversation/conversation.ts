/** Query.conversation. */
import { visibleConversations } from "../../domain/conversation/policy.ts";
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import { Conversation } from "../../schema/conversation.ts";
import { idOrNone } from "../../schema/nodeId.ts";

builder.queryField("conversation", (t) =>
  t.field({
    type: Conversation,
    nullable: true,
    description: "A conversation of the viewer's; null for any other id.",
    args: { id: t.arg.id({ description: "The conversation's id." }) },
    resolve: async (_root, { id }, context) => {
      const { userId } = viewerOf(context);
      return context.db.conversation.findUnique({
        where: { id: idOrNone("Conversation", id), ...visibleConversations(userId) },
      });
    },
  }),
);
