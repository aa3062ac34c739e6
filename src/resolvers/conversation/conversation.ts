/** Query.conversation. */
import { visibleConversations } from "../../domain/conversation/policy.ts";
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import { Conversation } from "../../schema/conversation.ts";
import { decodeNodeId, uuidOrNone } from "../../schema/nodeId.ts";

builder.queryField("conversation", (t) =>
  t.field({
    type: Conversation,
    nullable: true,
    description: "A conversation of the viewer's; null for any other id.",
    args: { id: t.arg.id({ description: "The conversation's id." }) },
    resolve: async (_root, { id }, context) => {
      const { userId } = viewerOf(context);
      const { typename, id: conversationId } = decodeNodeId(id);
      if (typename !== "Conversation") return null;
      return context.db.conversation.findUnique({
        where: { id: uuidOrNone(conversationId), ...visibleConversations(userId) },
      });
    },
  }),
);
