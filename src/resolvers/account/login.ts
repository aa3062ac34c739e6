/** Mutation.login */
import { login } from "../../domain/account/login.ts";
import { InvalidCredentialsError } from "../../domain/errors.ts";
import { AuthSession } from "../../schema/authSession.ts";
import { builder } from "../../schema/builder.ts";
import { accountKey } from "./accountKey.ts";

builder.relayMutationField(
  "login",
  {
    description: "Who, and the proof.",
    inputFields: (t) => ({
      username: t.string({ description: "In any case." }),
      password: t.string({ description: "The password." }),
    }),
  },
  {
    description:
      "Begins a session. An unknown user and a wrong password get the same answer. A person has at most 100 sessions: one more ends the one that was not used for longest.",
    extensions: { sensitive: true },
    errors: { types: [InvalidCredentialsError] },
    resolve: async (_root, { input }, context) => {
      await context.limits.charge("signIn", context.client.address);
      await context.limits.charge("signInAccount", accountKey(input.username));
      return { session: await login(context.accounts, input, context.client) };
    },
  },
  {
    description: "A session has begun.",
    outputFields: (t) => ({
      session: t.field({ type: AuthSession, description: "The sign-in.", resolve: ({ session }) => session }),
    }),
  },
);
