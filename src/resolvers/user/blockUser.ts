/** Mutation.blockUser. */
import { NotFoundError, TooManyBlockedError } from "../../domain/errors.ts";
import { BLOCKED_MAX, blockUser } from "../../domain/privacy/blockUser.ts";
import { builder } from "../../schema/builder.ts";
import { idOf } from "../../schema/nodeId.ts";
import { User } from "../../schema/user.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "blockUser",
  {
    description: "Whom to keep away.",
    inputFields: (t) => ({ userId: t.id({ description: "Somebody else." }) }),
  },
  {
    description: `Keeps the viewer and another person from each other: neither writes to the other directly, adds them to groups, finds them by search, or sees their presence, receipts and typing. The other person is not told. In shared groups messages go on arriving both ways: hide those of who \`isBlockedByViewer\`. At most ${BLOCKED_MAX} people.`,
    errors: { types: [NotFoundError, TooManyBlockedError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      return { blockedUser: await blockUser(context, userId, idOf("User", input.userId)) };
    },
  },
  {
    description: "The person is blocked, now or before.",
    outputFields: (t) => ({
      blockedUser: t.field({
        type: User,
        description: "Who is blocked.",
        resolve: (payload) => payload.blockedUser,
      }),
    }),
  },
);
