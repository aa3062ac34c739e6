/** Mutation.unblockUser. */
import { NotFoundError } from "../../domain/errors.ts";
import { unblockUser } from "../../domain/privacy/blockUser.ts";
import { builder } from "../../schema/builder.ts";
import { idOf } from "../../schema/nodeId.ts";
import { User } from "../../schema/user.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "unblockUser",
  {
    description: "Whom to keep away no more.",
    inputFields: (t) => ({ userId: t.id({ description: "Somebody whom the viewer has blocked." }) }),
  },
  {
    description:
      "Lifts the viewer's block of a person; where there is none, nothing changes. A block by the other person stays.",
    errors: { types: [NotFoundError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      return { unblockedUser: await unblockUser(context, userId, idOf("User", input.userId)) };
    },
  },
  {
    description: "The viewer has not blocked the person.",
    outputFields: (t) => ({
      unblockedUser: t.field({
        type: User,
        description: "Who is not blocked.",
        resolve: (payload) => payload.unblockedUser,
      }),
    }),
  },
);
