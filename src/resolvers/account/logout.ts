/** Mutation.logout */
import { logout } from "../../domain/account/logout.ts";
import { InvalidTokenError, NotAllowedError } from "../../domain/errors.ts";
import { builder } from "../../schema/builder.ts";
import { Session } from "../../schema/session.ts";

builder.relayMutationField(
  "logout",
  {
    description: "The session to end.",
    inputFields: (t) => ({
      refreshToken: t.string({
        required: false,
        description:
          "Ends the session of this refresh token, for clients whose access token has expired. Unset: the session of the access token.",
      }),
    }),
  },
  {
    description:
      "Ends one's own session: its tokens are void at once, and sockets and streams that were opened with them end within 5 seconds.",
    errors: { types: [InvalidTokenError, NotAllowedError] },
    resolve: async (_root, { input }, context) => ({
      endedSession: await logout(context.accounts, context.viewer, input.refreshToken ?? null),
    }),
  },
  {
    description: "The session has ended, now or before.",
    outputFields: (t) => ({
      endedSession: t.field({
        type: Session,
        description: "The session that ended.",
        resolve: ({ endedSession }) => endedSession,
      }),
    }),
  },
);
