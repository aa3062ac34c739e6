/** Mutation.eraseUser */
import { eraseUser } from "../../domain/erasure/eraseUser.ts";
import { NotAllowedError, NotFoundError } from "../../domain/errors.ts";
import { builder } from "../../schema/builder.ts";
import { Erasure } from "../../schema/erasure.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "eraseUser",
  {
    description: "Whose account.",
    inputFields: (t) => ({
      userId: t.id({ description: "Somebody who is no admin of the server." }),
    }),
  },
  {
    description:
      "Erases somebody's account, for good, as `requestErasure` does; admins of the server may. It stands in their audit log. Again it changes nothing and answers the same.",
    extensions: { sensitive: true },
    errors: { types: [NotFoundError, NotAllowedError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const ports = {
        accounts: context.accounts,
        onProfileChanged: context.onProfileChanged,
        onPresenceChanged: (id: string) => context.presences.announce(id),
      };
      return eraseUser(ports, userId, idOf("User", input.userId));
    },
  },
  {
    description: "The account is erased.",
    outputFields: (t) => ({
      requestedErasure: t.field({
        type: Erasure,
        description: "How far it is.",
        resolve: ({ erasure }) => erasure,
      }),
      receipt: t.string({
        description: "For whose account it was: a secret for `Query.erasure`.",
        resolve: ({ receipt }) => receipt,
      }),
    }),
  },
);
