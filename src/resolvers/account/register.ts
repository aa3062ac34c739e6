/** Mutation.register */
import { register } from "../../domain/account/register.ts";
import { EmailTakenError, UsernameTakenError } from "../../domain/errors.ts";
import { AuthSession } from "../../schema/authSession.ts";
import { builder } from "../../schema/builder.ts";

builder.relayMutationField(
  "register",
  {
    description: "A new account.",
    inputFields: (t) => ({
      username: t.string({
        description: "Unique; 2 to 32 of a–z, 0–9, underscore and dot. Upper case becomes lower case.",
      }),
      email: t.string({ description: "Unique; a mail with a token for `verifyEmail` is sent to it." }),
      password: t.string({ description: "8 to 128 characters." }),
      displayName: t.string({ description: "The name to show; 1 to 80 characters." }),
    }),
  },
  {
    description: "Makes an account and signs it in.",
    extensions: { sensitive: true },
    errors: { types: [UsernameTakenError, EmailTakenError] },
    resolve: async (_root, { input }, context) => {
      await context.limits.charge("signIn", context.client.address);
      return { session: await register(context.accounts, input, context.client) };
    },
  },
  {
    description: "The account was made.",
    outputFields: (t) => ({
      session: t.field({ type: AuthSession, description: "The sign-in.", resolve: ({ session }) => session }),
    }),
  },
);
