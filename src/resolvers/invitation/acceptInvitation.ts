/** Mutation.acceptInvitation. */
import { InvitationExpiredError, MemberBannedError, NotFoundError } from "../../domain/errors.ts";
import { acceptInvitation } from "../../domain/invitation/acceptInvitation.ts";
import { builder } from "../../schema/builder.ts";
import { Conversation } from "../../schema/conversation.ts";
import { loadConversation } from "../../schema/links.ts";
import { Member } from "../../schema/member.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "acceptInvitation",
  {
    description: "What to accept.",
    inputFields: (t) => ({ invitationId: t.id({ description: "An invitation of the viewer's own." }) }),
  },
  {
    description: "Makes the viewer a plain member of what they are invited to.",
    errors: { types: [NotFoundError, InvitationExpiredError, MemberBannedError] },
    resolve: async (_root, { input }, context) => {
      const viewer = await chargeMutation(context);
      const invitationId = idOf("Invitation", input.invitationId);
      return { joinedMember: await acceptInvitation(context.ports, viewer.userId, invitationId) };
    },
  },
  {
    description: "The viewer is a member.",
    outputFields: (t) => ({
      joinedMember: t.field({
        type: Member,
        description: "The viewer's membership, begun now or before.",
        resolve: (payload) => payload.joinedMember,
      }),
      joinedConversation: t.field({
        type: Conversation,
        description: "What was joined.",
        resolve: (payload, _args, context) => loadConversation(context, payload.joinedMember.conversationId),
      }),
    }),
  },
);
