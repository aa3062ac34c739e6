/** Mutation `changeServerRole`. */
import { NotAllowedError, NotFoundError } from "../../domain/errors.ts";
import { changeServerRole } from "../../domain/serverRole/changeServerRole.ts";
import { builder } from "../../schema/builder.ts";
import { idOf } from "../../schema/nodeId.ts";
import { User } from "../../schema/user.ts";
import { ServerRole } from "../../schema/viewer.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "changeServerRole",
  {
    description: "A server role to give.",
    inputFields: (t) => ({
      userId: t.id({ description: "To whom: somebody else than the viewer." }),
      role: t.field({ type: ServerRole, description: "The new role." }),
      reason: t.string({
        required: false,
        description: "Why, for the audit log: at most 500 characters.",
      }),
    }),
  },
  {
    description: "Gives somebody a role on the whole server; its admins may.",
    errors: { types: [NotFoundError, NotAllowedError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const change = { ...input, userId: idOf("User", input.userId) };
      return { changedUser: await changeServerRole(context.ports, userId, change) };
    },
  },
  {
    description: "The person has the role.",
    outputFields: (t) => ({
      changedUser: t.field({
        type: User,
        description: "Who has it now.",
        resolve: ({ changedUser }) => changedUser,
      }),
      changedServerRole: t.field({
        type: ServerRole,
        description: "The role that they have.",
        resolve: ({ changedUser }) => changedUser.serverRole,
      }),
    }),
  },
);
