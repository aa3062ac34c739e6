/** Mutation `markUnread`. */
import { NotFoundError } from "../../domain/errors.ts";
import { markUnread } from "../../domain/receipts/marks.ts";
import { builder } from "../../schema/builder.ts";
import { Member } from "../../schema/member.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "markUnread",
  {
    description: "From where on to read again.",
    inputFields: (t) => ({
      conversationId: t.id({ description: "Where." }),
      seq: t.int({ description: "The `seq` of the first message to be unread, 1 or more." }),
    }),
  },
  {
    description:
      "Messages from `seq` on are unread again for the viewer, on all their devices: `readSeq` goes back to right before it; where it lies before already, it stays. Others go on seeing how far the viewer had read.",
    errors: { types: [NotFoundError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const conversationId = idOf("Conversation", input.conversationId);
      return markUnread(context.ports, userId, { conversationId, seq: input.seq });
    },
  },
  {
    description: "Everything from there on is unread.",
    outputFields: (t) => ({
      rewoundMember: t.field({
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
