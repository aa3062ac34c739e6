/** Mutation `unpinMessage`. */
import { MemberSilencedError, NotAllowedError, NotFoundError } from "../../domain/errors.ts";
import { unpinMessage } from "../../domain/message/unpinMessage.ts";
import { builder } from "../../schema/builder.ts";
import { Message, ownView } from "../../schema/message.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "unpinMessage",
  {
    description: "A message to unpin.",
    inputFields: (t) => ({
      messageId: t.id({ description: "Which message." }),
    }),
  },
  {
    description: "Takes a message from the pinned ones, for everybody.",
    errors: { types: [NotFoundError, NotAllowedError, MemberSilencedError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const messageId = idOf("Message", input.messageId);
      const unpinnedMessage = await unpinMessage(context.ports, userId, messageId);
      return { unpinnedMessage: await ownView(context, unpinnedMessage) };
    },
  },
  {
    description: "The message is not pinned.",
    outputFields: (t) => ({
      unpinnedMessage: t.field({
        type: Message,
        description: "As it is now.",
        resolve: (payload) => payload.unpinnedMessage,
      }),
    }),
  },
);
