/** Mutation.unmuteMember. */
import { NotAllowedError, NotFoundError } from "../../domain/errors.ts";
import { unmuteMember } from "../../domain/member/unmuteMember.ts";
import { builder } from "../../schema/builder.ts";
import { Member } from "../../schema/member.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "unmuteMember",
  {
    description: "Whose mute is to end.",
    inputFields: (t) => ({
      conversationId: t.id({ description: "A group or channel." }),
      userId: t.id({ description: "A member of it." }),
    }),
  },
  {
    description: "Ends a member's mute before its time. Who may mute somebody may end it, whoever began it.",
    errors: { types: [NotFoundError, NotAllowedError] },
    resolve: async (_root, { input }, context) => {
      const viewer = await chargeMutation(context);
      const conversationId = idOf("Conversation", input.conversationId);
      const userId = idOf("User", input.userId);
      return { unmutedMember: await unmuteMember(context.ports, viewer.userId, { conversationId, userId }) };
    },
  },
  {
    description: "The member is not muted.",
    outputFields: (t) => ({
      unmutedMember: t.field({
        type: Member,
        description: "As it is now.",
        resolve: (payload) => payload.unmutedMember,
      }),
    }),
  },
);
