/** Mutation `markDelivered`. */
import { NotFoundError } from "../../domain/errors.ts";
import { markDelivered } from "../../domain/receipts/marks.ts";
import { builder } from "../../schema/builder.ts";
import { Member } from "../../schema/member.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "markDelivered",
  {
    description: "What has reached one of the viewer's devices.",
    inputFields: (t) => ({
      conversationId: t.id({ description: "Where." }),
      seq: t.int({ description: "The `seq` of the last event received, 1 or more." }),
    }),
  },
  {
    description:
      "Everything up to `seq` has reached a device of the viewer. Marks never go back: a smaller `seq` changes nothing. Mark what came last, once a second or so, not every message.",
    errors: { types: [NotFoundError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const conversationId = idOf("Conversation", input.conversationId);
      return markDelivered(context.ports, userId, { conversationId, seq: input.seq });
    },
  },
  {
    description: "Everything up to there is delivered.",
    outputFields: (t) => ({
      advancedMember: t.field({
        type: Member,
        description: "The viewer's own membership, with its marks as they are now.",
        resolve: ({ member }) => member,
      }),
      clampedToSeq: t.int({
        nullable: true,
        description:
          "The conversation's head, taken in place of a `seq` that lies beyond it; null when it was taken as given.",
        resolve: ({ clampedToSeq }) => clampedToSeq,
      }),
    }),
  },
);
