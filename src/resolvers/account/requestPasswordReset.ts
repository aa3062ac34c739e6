/** Mutation.requestPasswordReset */
import { requestPasswordReset } from "../../domain/account/requestPasswordReset.ts";
import { builder } from "../../schema/builder.ts";
import { accountKey } from "./accountKey.ts";

builder.relayMutationField(
  "requestPasswordReset",
  {
    description: "Whose password is forgotten.",
    inputFields: (t) => ({
      email: t.string({ description: "The address of the account." }),
    }),
  },
  {
    description:
      "Sends a mail with a token for `resetPassword`, valid for an hour, if the address belongs to an account with a password; at most one a minute. The answer is the same whether it does or not.",
    extensions: { sensitive: true },
    errors: {},
    resolve: async (_root, { input }, context) => {
      await context.limits.charge("signIn", context.client.address);
      await context.limits.charge("signInAccount", accountKey(input.email));
      return { requestedEmail: requestPasswordReset(context.accounts, input) };
    },
  },
  {
    description: "The request was taken.",
    outputFields: (t) => ({
      requestedEmail: t.string({
        description: "The address as it was understood, in lower case.",
        resolve: ({ requestedEmail }) => requestedEmail,
      }),
    }),
  },
);
