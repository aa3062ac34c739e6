/** Mutation `markRead`. */
import { NotFoundError } from "../../domain/errors.ts";
import { markRead } from "../../domain/receipts/marks.ts";
import { builder } from "../../schema/builder.ts";
import { Member } from "../../schema/member.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "markRead",
  {
    description: "How far the viewer has read.",
    inputFields: (t) => ({
      conversationId: t.id({ description: "Where." }),
      seq: t.int({ description: "The `seq` of the last message read, 1 or more." }),
    }),
  },
  {
    description:
      "Everything up to `seq` is read, and so delivered. Marks never go back: a smaller `seq` changes nothing. Mark what was read last, once a second or so, not every message.",
    errors: { types: [NotFoundError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const conversationId = idOf("Conversation", input.conversationId);
      return markRead(context.ports, userId, { conversationId, seq: input.seq });
    },
  },
  {
    description: "Everything up to there is read.",
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
