/** Mutation.requestEmailVerification */
import { requestEmailVerification } from "../../domain/account/requestEmailVerification.ts";
import { InvalidCredentialsError } from "../../domain/errors.ts";
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";

builder.relayMutationField(
  "requestEmailVerification",
  {
    description: "The address to verify.",
    inputFields: (t) => ({
      email: t.string({
        required: false,
        description:
          "An address that is to become the account's own once it is verified. Unset: the account's present one.",
      }),
      password: t.string({
        required: false,
        description: "Needed with a new address, by people who have a password.",
      }),
    }),
  },
  {
    description:
      "Sends a mail with a token for `verifyEmail`, valid for a day; at most one a minute to each address, and none to the account's address when it is verified already.",
    extensions: { sensitive: true },
    errors: { types: [InvalidCredentialsError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = viewerOf(context);
      await context.limits.charge("signIn", context.client.address);
      await context.limits.charge("signInAccount", userId);
      const request = { email: input.email ?? null, password: input.password ?? null };
      return { requestedEmail: await requestEmailVerification(context.accounts, userId, request) };
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
