/** Mutation.leaveConversation. */
import { LastOwnerError, NotAllowedError, NotFoundError } from "../../domain/errors.ts";
import { leaveConversation } from "../../domain/member/leaveConversation.ts";
import { builder } from "../../schema/builder.ts";
import { Conversation } from "../../schema/conversation.ts";
import { loadConversation } from "../../schema/links.ts";
import { Member } from "../../schema/member.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "leaveConversation",
  {
    description: "What to leave.",
    inputFields: (t) => ({ conversationId: t.id({ description: "A group or channel of the viewer's." }) }),
  },
  {
    description: "Ends the viewer's own membership. The last owner makes another member the owner first.",
    errors: { types: [NotFoundError, NotAllowedError, LastOwnerError] },
    resolve: async (_root, { input }, context) => {
      const viewer = await chargeMutation(context);
      const conversationId = idOf("Conversation", input.conversationId);
      return { leftMember: await leaveConversation(context.ports, viewer.userId, { conversationId }) };
    },
  },
  {
    description: "The viewer is no member any more.",
    outputFields: (t) => ({
      leftConversation: t.field({
        type: Conversation,
        description: "What was left, as the viewer may still see it.",
        resolve: (payload, _args, context) => loadConversation(context, payload.leftMember.conversationId),
      }),
      leftMember: t.field({
        type: Member,
        description: "The membership that has ended, now or before.",
        resolve: (payload) => payload.leftMember,
      }),
    }),
  },
);
