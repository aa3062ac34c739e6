/** Mutation.resetPassword */
import { resetPassword } from "../../domain/account/resetPassword.ts";
import { InvalidTokenError } from "../../domain/errors.ts";
import { builder } from "../../schema/builder.ts";
import { User } from "../../schema/user.ts";

builder.relayMutationField(
  "resetPassword",
  {
    description: "The proof from the mail, and the new password.",
    inputFields: (t) => ({
      token: t.string({ description: "From the mail that `requestPasswordReset` sent; works once." }),
      newPassword: t.string({ description: "8 to 128 characters." }),
    }),
  },
  {
    description: "Sets a new password. Every session of the account ends; sign in with the new password.",
    extensions: { sensitive: true },
    errors: { types: [InvalidTokenError] },
    resolve: async (_root, { input }, context) => {
      await context.limits.charge("signIn", context.client.address);
      return { resetUser: await resetPassword(context.accounts, input) };
    },
  },
  {
    description: "The new password is set.",
    outputFields: (t) => ({
      resetUser: t.field({
        type: User,
        description: "Whose password it is.",
        resolve: ({ resetUser }) => resetUser,
      }),
    }),
  },
);
