/** Mutation.revokeSession */
import { revokeSession } from "../../domain/account/revokeSession.ts";
import { NotFoundError } from "../../domain/errors.ts";
import { builder } from "../../schema/builder.ts";
import { idOf } from "../../schema/nodeId.ts";
import { Session } from "../../schema/session.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "revokeSession",
  {
    description: "The session to end.",
    inputFields: (t) => ({
      sessionId: t.id({ description: "One of `viewer.sessions`." }),
    }),
  },
  {
    description:
      "Ends one of one's own sessions, on whichever device it is: its tokens are void, and its sockets and streams end within 5 seconds.",
    errors: { types: [NotFoundError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const sessionId = idOf("Session", input.sessionId);
      return { revokedSession: await revokeSession(context.accounts, userId, sessionId) };
    },
  },
  {
    description: "The session has ended, now or before.",
    outputFields: (t) => ({
      revokedSession: t.field({
        type: Session,
        description: "The session that ended.",
        resolve: ({ revokedSession }) => revokedSession,
      }),
    }),
  },
);
