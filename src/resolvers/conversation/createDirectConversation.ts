/** Mutation.createDirectConversation. */
import { createDirectConversation } from "../../domain/conversation/createDirectConversation.ts";
import { NotAllowedError, NotFoundError } from "../../domain/errors.ts";
import { builder } from "../../schema/builder.ts";
import { Conversation } from "../../schema/conversation.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "createDirectConversation",
  {
    description: "Whom to talk with.",
    inputFields: (t) => ({
      userId: t.id({ description: "The other person; or the viewer, for notes to oneself." }),
    }),
  },
  {
    description:
      "Opens the conversation of the viewer and one other person, or of the viewer alone: the same one every time. NotAllowedError where it is not there yet and the other person lets only others write first, or one has blocked the other.",
    errors: { types: [NotFoundError, NotAllowedError] },
    resolve: async (_root, { input }, context) => {
      const viewer = await chargeMutation(context);
      const userId = idOf("User", input.userId);
      return {
        createdConversation: await createDirectConversation(context.ports, viewer.userId, { userId }),
      };
    },
  },
  {
    description: "The conversation is open.",
    outputFields: (t) => ({
      createdConversation: t.field({
        type: Conversation,
        description: "The one conversation of these people, made now or long ago.",
        resolve: (payload) => payload.createdConversation,
      }),
    }),
  },
);
