/** Mutation `pinMessage`. */
import {
  MemberSilencedError,
  MessageDeletedError,
  NotAllowedError,
  NotFoundError,
  TooManyPinsError,
} from "../../domain/errors.ts";
import { pinMessage } from "../../domain/message/pinMessage.ts";
import { builder } from "../../schema/builder.ts";
import { Message, ownView } from "../../schema/message.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "pinMessage",
  {
    description: "A message to pin.",
    inputFields: (t) => ({
      messageId: t.id({ description: "Which message." }),
    }),
  },
  {
    description:
      "Pins a message for everybody; both may in a direct conversation, moderators in others. A conversation has at most 100 pinned messages.",
    errors: {
      types: [NotFoundError, NotAllowedError, MemberSilencedError, MessageDeletedError, TooManyPinsError],
    },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const messageId = idOf("Message", input.messageId);
      const pinnedMessage = await pinMessage(context.ports, userId, messageId);
      return { pinnedMessage: await ownView(context, pinnedMessage) };
    },
  },
  {
    description: "The message is pinned.",
    outputFields: (t) => ({
      pinnedMessage: t.field({
        type: Message,
        description: "With the position of its pin.",
        resolve: (payload) => payload.pinnedMessage,
      }),
    }),
  },
);
