/** Mutation.refreshSession */
import { refreshSession } from "../../domain/account/refreshSession.ts";
import { InvalidTokenError } from "../../domain/errors.ts";
import { AuthSession } from "../../schema/authSession.ts";
import { builder } from "../../schema/builder.ts";

builder.relayMutationField(
  "refreshSession",
  {
    description: "The session to go on with.",
    inputFields: (t) => ({
      refreshToken: t.string({ description: "The newest refresh token of the session." }),
    }),
  },
  {
    description:
      "Exchanges a refresh token for the next one and a new access token. Each works once; if the answer gets lost, the same call within a few seconds gets the same refresh token. One that comes back later is taken for stolen, and the session ends. Send no `Authorization` with it: an expired access token would be refused.",
    extensions: { sensitive: true },
    errors: { types: [InvalidTokenError] },
    // Not charged as a sign-in: the token cannot be guessed and no password is hashed, and many people may share an address.
    resolve: async (_root, { input }, context) => ({
      session: await refreshSession(context.accounts, input.refreshToken, context.client),
    }),
  },
  {
    description: "The session goes on.",
    outputFields: (t) => ({
      session: t.field({ type: AuthSession, description: "The sign-in.", resolve: ({ session }) => session }),
    }),
  },
);
