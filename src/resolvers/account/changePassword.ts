/** Mutation.changePassword */
import { changePassword } from "../../domain/account/changePassword.ts";
import { InvalidCredentialsError } from "../../domain/errors.ts";
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import { Session } from "../../schema/session.ts";

builder.relayMutationField(
  "changePassword",
  {
    description: "The old password and the new one.",
    inputFields: (t) => ({
      currentPassword: t.string({ description: "The password until now." }),
      newPassword: t.string({ description: "8 to 128 characters." }),
    }),
  },
  {
    description: "Sets a new password. Every other session of the viewer ends; the one that asks goes on.",
    extensions: { sensitive: true },
    errors: { types: [InvalidCredentialsError] },
    resolve: async (_root, { input }, context) => {
      const viewer = viewerOf(context);
      await context.limits.charge("signIn", context.client.address);
      await context.limits.charge("signInAccount", viewer.userId);
      return { revokedSessions: await changePassword(context.accounts, viewer, input) };
    },
  },
  {
    description: "The new password is set.",
    outputFields: (t) => ({
      revokedSessions: t.field({
        type: [Session],
        description: "The sessions that ended.",
        resolve: ({ revokedSessions }) => revokedSessions,
      }),
    }),
  },
);
