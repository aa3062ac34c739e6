/** Mutation.setTyping. */
import { NotFoundError } from "../../domain/errors.ts";
import { builder } from "../../schema/builder.ts";
import { Conversation } from "../../schema/conversation.ts";
import { loadConversation } from "../../schema/links.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "setTyping",
  {
    description: "Who types where.",
    inputFields: (t) => ({
      conversationId: t.id({ description: "A conversation of the viewer's." }),
      isTyping: t.boolean({ description: "Whether the viewer types there." }),
    }),
  },
  {
    description:
      "Tells the others that the viewer types, or has stopped. Send true every 3 seconds while it lasts: it is forgotten after 6. Within 2 seconds it is not told again. A sent message ends it by itself. Of who may not send, nobody is told.",
    errors: { types: [NotFoundError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const conversationId = idOf("Conversation", input.conversationId);
      await context.typing.set(userId, conversationId, input.isTyping);
      return { conversationId, isTyping: input.isTyping };
    },
  },
  {
    description: "The others are told, or were just before.",
    outputFields: (t) => ({
      typedConversation: t.field({
        type: Conversation,
        description: "Where.",
        resolve: ({ conversationId }, _args, context) => loadConversation(context, conversationId),
      }),
      isTyping: t.exposeBoolean("isTyping", { description: "As told." }),
    }),
  },
);
