/** Mutation.joinConversation. */
import { MemberBannedError, NotFoundError } from "../../domain/errors.ts";
import { joinConversation } from "../../domain/member/joinConversation.ts";
import { builder } from "../../schema/builder.ts";
import { Conversation } from "../../schema/conversation.ts";
import { loadConversation } from "../../schema/links.ts";
import { Member } from "../../schema/member.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "joinConversation",
  {
    description: "What to join.",
    inputFields: (t) => ({
      conversationId: t.id({ description: "A public channel: `ConversationCard.conversationId`." }),
    }),
  },
  {
    description:
      "Makes the viewer a plain member of a public channel; who is a member already stays as they are.",
    errors: { types: [NotFoundError, MemberBannedError] },
    resolve: async (_root, { input }, context) => {
      const viewer = await chargeMutation(context);
      const conversationId = idOf("Conversation", input.conversationId);
      return { joinedMember: await joinConversation(context.ports, viewer.userId, { conversationId }) };
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
