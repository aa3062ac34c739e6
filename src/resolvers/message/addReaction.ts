/** Mutation `addReaction`. */
import {
  MemberSilencedError,
  MessageDeletedError,
  NotAllowedError,
  NotFoundError,
  TooManyReactionsError,
} from "../../domain/errors.ts";
import { addReaction } from "../../domain/message/addReaction.ts";
import { builder } from "../../schema/builder.ts";
import { Message, ownView } from "../../schema/message.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "addReaction",
  {
    description: "An emoji to put on a message.",
    inputFields: (t) => ({
      messageId: t.id({ description: "Which message." }),
      emoji: t.string({
        description: "One emoji, e.g. 👍; skin tones and joined parts are part of it.",
      }),
    }),
  },
  {
    description:
      "Puts an emoji on a message; the same again changes nothing. A message has at most 50 different emoji.",
    errors: {
      types: [
        NotFoundError,
        NotAllowedError,
        MemberSilencedError,
        MessageDeletedError,
        TooManyReactionsError,
      ],
    },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const messageId = idOf("Message", input.messageId);
      const reactedMessage = await addReaction(context.ports, userId, { messageId, emoji: input.emoji });
      return { reactedMessage: await ownView(context, reactedMessage) };
    },
  },
  {
    description: "The emoji is on the message.",
    outputFields: (t) => ({
      reactedMessage: t.field({
        type: Message,
        description: "With its reactions.",
        resolve: (payload) => payload.reactedMessage,
      }),
    }),
  },
);
