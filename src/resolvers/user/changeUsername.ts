/** Mutation.changeUsername. */
import { UsernameChangedRecentlyError, UsernameTakenError } from "../../domain/errors.ts";
import { changeUsername } from "../../domain/profile/changeUsername.ts";
import { builder } from "../../schema/builder.ts";
import { User } from "../../schema/user.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "changeUsername",
  {
    description: "How the viewer is to be called.",
    inputFields: (t) => ({
      username: t.string({
        description: "2 to 32 letters from a to z, digits, underscores and dots; stored in lower case.",
      }),
    }),
  },
  {
    description:
      "Gives the viewer another username: for signing in, for `@mentions`, and for being found. The old one is anybody's at once; who was mentioned by it stays mentioned. After a change it stays for two weeks.",
    errors: { types: [UsernameTakenError, UsernameChangedRecentlyError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      return { renamedUser: await changeUsername(context, userId, input) };
    },
  },
  {
    description: "The username is the viewer's.",
    outputFields: (t) => ({
      renamedUser: t.field({
        type: User,
        description: "The viewer, as others see them now.",
        resolve: (payload) => payload.renamedUser,
      }),
    }),
  },
);
