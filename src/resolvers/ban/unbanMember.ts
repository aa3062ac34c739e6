/** Mutation.unbanMember. */
import { unbanMember } from "../../domain/ban/unbanMember.ts";
import { NotAllowedError, NotFoundError } from "../../domain/errors.ts";
import { builder } from "../../schema/builder.ts";
import { loadUser } from "../../schema/links.ts";
import { idOf } from "../../schema/nodeId.ts";
import { User } from "../../schema/user.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "unbanMember",
  {
    description: "Whose ban is to end.",
    inputFields: (t) => ({
      conversationId: t.id({ description: "A group or channel where the viewer may ban." }),
      userId: t.id({ description: "Who is banned." }),
    }),
  },
  {
    description: "Ends a ban before its time, whoever placed it. The person is no member by that.",
    errors: { types: [NotFoundError, NotAllowedError] },
    resolve: async (_root, { input }, context) => {
      const viewer = await chargeMutation(context);
      const conversationId = idOf("Conversation", input.conversationId);
      const userId = idOf("User", input.userId);
      await unbanMember(context.ports, viewer.userId, { conversationId, userId });
      return { userId };
    },
  },
  {
    description: "The person may come back.",
    outputFields: (t) => ({
      unbannedUser: t.field({
        type: User,
        description: "Who is not banned, now or before.",
        resolve: ({ userId }, _args, context) => loadUser(context, userId),
      }),
    }),
  },
);
