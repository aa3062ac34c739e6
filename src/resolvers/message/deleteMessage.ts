/** Mutation `deleteMessage`. */
import { NotAllowedError, NotFoundError } from "../../domain/errors.ts";
import { deleteMessage } from "../../domain/message/deleteMessage.ts";
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import { Message, ownView } from "../../schema/message.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "deleteMessage",
  {
    description: "A message to delete for everyone.",
    inputFields: (t) => ({
      messageId: t.id({ description: "Which message." }),
      reason: t.string({
        required: false,
        description:
          "Why, for its readers, where a moderator deletes what somebody else sent: at most 500 characters. A moderator of the server has to say it.",
      }),
    }),
  },
  {
    description:
      "Deletes a message for everyone, its revisions with it; its sender and moderators may, and the server's moderators where it was reported. Its place in the order stays.",
    errors: { types: [NotFoundError, NotAllowedError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = viewerOf(context);
      await chargeMutation(context);
      const deleted = await deleteMessage(context.ports, userId, {
        messageId: idOf("Message", input.messageId),
        reason: input.reason,
      });
      return { deletedMessage: await ownView(context, deleted) };
    },
  },
  {
    description: "The message is deleted.",
    outputFields: (t) => ({
      deletedMessage: t.field({
        type: Message,
        description: "What is left: its place, its sender, an empty body.",
        resolve: ({ deletedMessage }) => deletedMessage,
      }),
    }),
  },
);
