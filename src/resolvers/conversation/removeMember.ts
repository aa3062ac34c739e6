/** Mutation.removeMember. */
import { LastOwnerError, NotAllowedError, NotFoundError } from "../../domain/errors.ts";
import { removeMember } from "../../domain/member/removeMember.ts";
import { builder } from "../../schema/builder.ts";
import { Member } from "../../schema/member.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "removeMember",
  {
    description: "Whose membership of what is to end.",
    inputFields: (t) => ({
      conversationId: t.id({ description: "A group or channel." }),
      userId: t.id({ description: "The member; removing oneself is leaving." }),
    }),
  },
  {
    description:
      "Removes somebody from a group or channel: owners anyone, admins and moderators those who stand below them.",
    errors: { types: [NotFoundError, NotAllowedError, LastOwnerError] },
    resolve: async (_root, { input }, context) => {
      const viewer = await chargeMutation(context);
      const conversationId = idOf("Conversation", input.conversationId);
      const userId = idOf("User", input.userId);
      return { removedMember: await removeMember(context.ports, viewer.userId, { conversationId, userId }) };
    },
  },
  {
    description: "The membership has ended.",
    outputFields: (t) => ({
      removedMember: t.field({
        type: Member,
        description: "The membership that has ended, now or before.",
        resolve: (payload) => payload.removedMember,
      }),
    }),
  },
);
