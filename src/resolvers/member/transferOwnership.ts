/** Mutation.transferOwnership. */
import { NotAllowedError, NotFoundError } from "../../domain/errors.ts";
import { transferOwnership } from "../../domain/member/transferOwnership.ts";
import { builder } from "../../schema/builder.ts";
import { Member } from "../../schema/member.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "transferOwnership",
  {
    description: "Who is to own what.",
    inputFields: (t) => ({
      conversationId: t.id({ description: "A group or channel that the viewer owns." }),
      userId: t.id({ description: "Another member of it." }),
    }),
  },
  {
    description:
      "Makes another member an owner, and the viewer, who was one, an admin: two `MemberRoleChanged` in one change, the new owner's first. Other owners stay what they are.",
    errors: { types: [NotFoundError, NotAllowedError] },
    resolve: async (_root, { input }, context) => {
      const viewer = await chargeMutation(context);
      const conversationId = idOf("Conversation", input.conversationId);
      const userId = idOf("User", input.userId);
      return transferOwnership(context.ports, viewer.userId, { conversationId, userId });
    },
  },
  {
    description: "The conversation is handed over.",
    outputFields: (t) => ({
      promotedMember: t.field({
        type: Member,
        description: "Who owns it now.",
        resolve: (payload) => payload.owner,
      }),
      steppedDownMember: t.field({
        type: Member,
        description: "The viewer's own membership: an admin's now.",
        resolve: (payload) => payload.formerOwner,
      }),
    }),
  },
);
