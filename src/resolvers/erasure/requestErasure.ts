/** Mutation.requestErasure */
import { requestErasure } from "../../domain/erasure/requestErasure.ts";
import { InvalidCredentialsError } from "../../domain/errors.ts";
import { LastAdminError } from "../../domain/serverRole/errors.ts";
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import { Erasure } from "../../schema/erasure.ts";

builder.relayMutationField(
  "requestErasure",
  {
    description: "The proof that it is meant.",
    inputFields: (t) => ({
      password: t.string({
        required: false,
        description: "The viewer's password; an account that has none is confirmed by `username`.",
      }),
      username: t.string({
        required: false,
        description:
          "The viewer's own username, for an account without a password: one that an external provider signs in to.",
      }),
    }),
  },
  {
    description:
      "Erases the viewer's account, for good: nothing brings it back. At once every session ends, nobody signs in any more, the username is free, and the person has no name (`User.isErased`). Then, beside requests: every conversation is left (`MemberLeft`; a group that would be without an owner gets one), every message is removed, those that others forwarded of it too (`MessagesRemoved`), reactions are taken back, and what was the viewer's alone is deleted. Messages keep their places in the order. What others wrote stays theirs. The only admin of the server makes somebody else one first.",
    extensions: { sensitive: true },
    errors: { types: [InvalidCredentialsError, LastAdminError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = viewerOf(context);
      await context.limits.charge("signIn", context.client.address);
      await context.limits.charge("signInAccount", userId);
      const ports = {
        accounts: context.accounts,
        onProfileChanged: context.onProfileChanged,
        onPresenceChanged: (id: string) => context.presences.announce(id),
      };
      return requestErasure(ports, userId, input);
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
        description:
          "A secret for `Query.erasure`, which tells how far it has got: the only way to ask. Nobody is signed in any more who could ask for it again.",
        resolve: ({ receipt }) => receipt,
      }),
    }),
  },
);
