/** Mutation.joinByInviteLink. */
import {
  InvitationExpiredError,
  InviteLinkRevokedError,
  InviteLinkUsedUpError,
  MemberBannedError,
  NotFoundError,
} from "../../domain/errors.ts";
import { joinByInviteLink } from "../../domain/inviteLink/joinByInviteLink.ts";
import { builder } from "../../schema/builder.ts";
import { Conversation } from "../../schema/conversation.ts";
import { loadConversation } from "../../schema/links.ts";
import { Member } from "../../schema/member.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "joinByInviteLink",
  {
    description: "How to join.",
    inputFields: (t) => ({ secret: t.string({ description: "The secret of an invite link." }) }),
  },
  {
    description:
      "Makes the viewer a plain member, which is one use of the link; who is a member already stays as they are, and uses nothing.",
    errors: {
      types: [
        NotFoundError,
        InvitationExpiredError,
        InviteLinkUsedUpError,
        InviteLinkRevokedError,
        MemberBannedError,
      ],
    },
    resolve: async (_root, { input }, context) => {
      const viewer = await chargeMutation(context);
      return { joinedMember: await joinByInviteLink(context.ports, viewer.userId, input.secret) };
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
