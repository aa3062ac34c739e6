/** Mutation.changeMemberRole. */
import { LastOwnerError, NotAllowedError, NotFoundError } from "../../domain/errors.ts";
import { changeMemberRole } from "../../domain/member/changeMemberRole.ts";
import { builder } from "../../schema/builder.ts";
import { Member, MemberRole } from "../../schema/member.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "changeMemberRole",
  {
    description: "Who is to be what.",
    inputFields: (t) => ({
      conversationId: t.id({ description: "A group or channel." }),
      userId: t.id({ description: "A member of it." }),
      role: t.field({ type: MemberRole, description: "The member's role from now on." }),
    }),
  },
  {
    description:
      "Sets a member's role. Owners give any role to anyone; admins make moderators and members of those below admin.",
    errors: { types: [NotFoundError, NotAllowedError, LastOwnerError] },
    resolve: async (_root, { input }, context) => {
      const viewer = await chargeMutation(context);
      const conversationId = idOf("Conversation", input.conversationId);
      const userId = idOf("User", input.userId);
      const { role } = input;
      return {
        changedMember: await changeMemberRole(context.ports, viewer.userId, { conversationId, userId, role }),
      };
    },
  },
  {
    description: "The member has the role.",
    outputFields: (t) => ({
      changedMember: t.field({
        type: Member,
        description: "As it is now.",
        resolve: (payload) => payload.changedMember,
      }),
    }),
  },
);
