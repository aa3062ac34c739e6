/** Mutation.renewConnection */
import { renewConnection } from "../../domain/account/renewConnection.ts";
import { InvalidTokenError, NotASocketError, SessionMismatchError } from "../../domain/errors.ts";
import { builder } from "../../schema/builder.ts";

builder.relayMutationField(
  "renewConnection",
  {
    description: "The sign-in to go on with.",
    inputFields: (t) => ({
      accessToken: t.string({
        description:
          "An access token of the user who is signed in on the socket, as `refreshSession` gives it.",
      }),
    }),
  },
  {
    description:
      "Renews the sign-in of the very socket it is sent on, so that its streams outlive the access token: without it the socket is closed with 4403 when the token expires. Send it before that; a minute is plenty. The socket then ends with the new token, and with the session of the new token.",
    errors: { types: [NotASocketError, SessionMismatchError, InvalidTokenError] },
    resolve: async (_root, { input }, { accounts, connection, viewer, limits }) => {
      if (viewer !== null) await limits.charge("mutation", viewer.userId);
      return renewConnection(accounts, { connection, viewer, accessToken: input.accessToken });
    },
  },
  {
    description: "The socket and its streams go on.",
    outputFields: (t) => ({
      accessTokenExpiresAt: t.field({
        type: "DateTime",
        description: "When the socket is closed unless it is renewed again.",
        resolve: ({ accessTokenExpiresAt }) => accessTokenExpiresAt,
      }),
    }),
  },
);
