/** Mutation.verifyEmail */
import { verifyEmail } from "../../domain/account/verifyEmail.ts";
import { EmailTakenError, InvalidTokenError } from "../../domain/errors.ts";
import { builder } from "../../schema/builder.ts";

builder.relayMutationField(
  "verifyEmail",
  {
    description: "The proof from the mail.",
    inputFields: (t) => ({
      token: t.string({
        description: "From the mail that `register` or `requestEmailVerification` sent; works once.",
      }),
    }),
  },
  {
    description:
      "Takes the address that the token was sent to for verified, and for the account's own. Needs no sign-in: the mail may be read on another device.",
    extensions: { sensitive: true },
    errors: { types: [InvalidTokenError, EmailTakenError] },
    resolve: async (_root, { input }, context) => ({
      verifiedEmail: await verifyEmail(context.accounts, input.token),
    }),
  },
  {
    description: "The address is verified.",
    outputFields: (t) => ({
      verifiedEmail: t.string({
        description: "The address, in lower case.",
        resolve: ({ verifiedEmail }) => verifiedEmail,
      }),
    }),
  },
);
