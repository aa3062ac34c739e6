/** Mutation `deleteMessageForMe`. */
import { NotFoundError } from "../../domain/errors.ts";
import { deleteMessageForMe } from "../../domain/message/deleteMessageForMe.ts";
import { builder } from "../../schema/builder.ts";
import { Member } from "../../schema/member.ts";
import { encodeNodeId, idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "deleteMessageForMe",
  {
    description: "A message that the viewer does not want to see any more.",
    inputFields: (t) => ({ messageId: t.id({ description: "Which message, whoever sent it." }) }),
  },
  {
    description:
      "Deletes a message for the viewer alone: it is gone from their history and counts, on all their devices, and cannot be had back. The others keep it and are not told.",
    errors: { types: [NotFoundError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const messageId = idOf("Message", input.messageId);
      return { messageId, member: await deleteMessageForMe(context.ports, userId, messageId) };
    },
  },
  {
    description: "The message is gone for the viewer.",
    outputFields: (t) => ({
      deletedMessageId: t.id({
        description: "The message, which is an id of nothing to the viewer now.",
        resolve: ({ messageId }) => encodeNodeId("Message", messageId),
      }),
      member: t.field({
        type: Member,
        description: "The viewer's own membership, with its counts as they are now.",
        resolve: ({ member }) => member,
      }),
    }),
  },
);
