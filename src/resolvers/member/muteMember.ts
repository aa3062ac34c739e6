/** Mutation.muteMember. */
import { NotAllowedError, NotFoundError } from "../../domain/errors.ts";
import { muteMember } from "../../domain/member/muteMember.ts";
import { builder } from "../../schema/builder.ts";
import { Member } from "../../schema/member.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "muteMember",
  {
    description: "Who is to be silent, and until when.",
    inputFields: (t) => ({
      conversationId: t.id({ description: "A group or channel." }),
      userId: t.id({ description: "A member of it, not the viewer." }),
      until: t.field({ type: "DateTime", description: "When the mute ends: at most ten years away." }),
    }),
  },
  {
    description:
      "Lets a member read and not send, until a time: owners mute anyone, admins and moderators those below them. Sets the end of a mute that is there.",
    errors: { types: [NotFoundError, NotAllowedError] },
    resolve: async (_root, { input }, context) => {
      const viewer = await chargeMutation(context);
      const conversationId = idOf("Conversation", input.conversationId);
      const userId = idOf("User", input.userId);
      const { until } = input;
      return {
        mutedMember: await muteMember(context.ports, viewer.userId, { conversationId, userId, until }),
      };
    },
  },
  {
    description: "The member is muted.",
    outputFields: (t) => ({
      mutedMember: t.field({
        type: Member,
        description: "As it is now.",
        resolve: (payload) => payload.mutedMember,
      }),
    }),
  },
);
