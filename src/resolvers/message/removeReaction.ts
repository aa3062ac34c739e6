/** Mutation `removeReaction`. */
import { NotFoundError } from "../../domain/errors.ts";
import { removeReaction } from "../../domain/message/removeReaction.ts";
import { builder } from "../../schema/builder.ts";
import { Message, ownView } from "../../schema/message.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "removeReaction",
  {
    description: "An emoji to take back.",
    inputFields: (t) => ({
      messageId: t.id({ description: "Which message." }),
      emoji: t.string({
        description: "One emoji, e.g. 👍; skin tones and joined parts are part of it.",
      }),
    }),
  },
  {
    description: "Takes back an emoji of the viewer's from a message; one that is not there changes nothing.",
    errors: { types: [NotFoundError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const messageId = idOf("Message", input.messageId);
      const reactedMessage = await removeReaction(context.ports, userId, { messageId, emoji: input.emoji });
      return { reactedMessage: await ownView(context, reactedMessage) };
    },
  },
  {
    description: "The emoji is not on the message, as far as it was the viewer's.",
    outputFields: (t) => ({
      reactedMessage: t.field({
        type: Message,
        description: "With its reactions.",
        resolve: (payload) => payload.reactedMessage,
      }),
    }),
  },
);
