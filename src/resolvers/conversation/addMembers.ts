/** Mutation.addMembers. */
import {
  CannotAddUsersError,
  MemberBannedError,
  NotAllowedError,
  NotFoundError,
} from "../../domain/errors.ts";
import { addMembers } from "../../domain/member/addMembers.ts";
import { USER_IDS_MAX } from "../../domain/member/assertUsers.ts";
import { builder } from "../../schema/builder.ts";
import { Member } from "../../schema/member.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "addMembers",
  {
    description: "Who is to be a member of what.",
    inputFields: (t) => ({
      conversationId: t.id({
        description: "A group or channel where the viewer is more than a plain member.",
      }),
      userIds: t.idList({
        description: "At most 100 people; those who are members already stay as they are.",
      }),
    }),
  },
  {
    description: "Adds people to a group or channel, as plain members.",
    errors: { types: [NotFoundError, NotAllowedError, MemberBannedError, CannotAddUsersError] },
    resolve: async (_root, { input }, context) => {
      const viewer = await chargeMutation(context);
      const conversationId = idOf("Conversation", input.conversationId);
      const userIds = input.userIds.map((id) => idOf("User", id));
      return { addedMembers: await addMembers(context.ports, viewer.userId, { conversationId, userIds }) };
    },
  },
  {
    description: "All of them are members.",
    outputFields: (t) => ({
      addedMembers: t.field({
        type: [Member],
        complexity: { field: 1, multiplier: USER_IDS_MAX },
        description: "The memberships of the people named, in their order, begun now or before.",
        resolve: (payload) => payload.addedMembers,
      }),
    }),
  },
);
