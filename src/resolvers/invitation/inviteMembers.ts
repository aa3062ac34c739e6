/** Mutation.inviteMembers. */
import {
  CannotAddUsersError,
  MemberBannedError,
  NotAllowedError,
  NotFoundError,
  TooManyInvitationsError,
} from "../../domain/errors.ts";
import { inviteMembers } from "../../domain/invitation/inviteMembers.ts";
import { USER_IDS_MAX } from "../../domain/member/assertUsers.ts";
import { builder } from "../../schema/builder.ts";
import { Invitation } from "../../schema/invitation.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "inviteMembers",
  {
    description: "Who is invited to what.",
    inputFields: (t) => ({
      conversationId: t.id({
        description: "A group or channel where the viewer is more than a plain member.",
      }),
      userIds: t.idList({ description: "At most 100 people; those who are members already are left out." }),
      expiresAt: t.field({
        type: "DateTime",
        required: false,
        description:
          "Until when they may accept: at most 30 days away. Absent or null: for a week, and those who are invited already stay so as they are.",
      }),
    }),
  },
  {
    description: "Invites people to a group or channel: each becomes a member if they accept.",
    errors: {
      types: [
        NotFoundError,
        NotAllowedError,
        MemberBannedError,
        CannotAddUsersError,
        TooManyInvitationsError,
      ],
    },
    resolve: async (_root, { input }, context) => {
      const viewer = await chargeMutation(context);
      const conversationId = idOf("Conversation", input.conversationId);
      const userIds = input.userIds.map((id) => idOf("User", id));
      const expiresAt = input.expiresAt ?? null;
      return {
        sentInvitations: await inviteMembers(context.ports, viewer.userId, {
          conversationId,
          userIds,
          expiresAt,
        }),
      };
    },
  },
  {
    description: "All of them are invited, or members already.",
    outputFields: (t) => ({
      sentInvitations: t.field({
        type: [Invitation],
        complexity: { field: 1, multiplier: USER_IDS_MAX },
        description: "The invitations of those who are no members, in their order, sent now or before.",
        resolve: (payload) => payload.sentInvitations,
      }),
    }),
  },
);
