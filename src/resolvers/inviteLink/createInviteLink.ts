/** Mutation.createInviteLink. */
import {
  IdempotencyConflictError,
  NotAllowedError,
  NotFoundError,
  TooManyInviteLinksError,
} from "../../domain/errors.ts";
import { createInviteLink, INVITE_LINKS_MAX } from "../../domain/inviteLink/createInviteLink.ts";
import { builder } from "../../schema/builder.ts";
import { InviteLink } from "../../schema/inviteLink.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "createInviteLink",
  {
    description: "A new invite link.",
    inputFields: (t) => ({
      conversationId: t.id({ description: "A group or channel the viewer owns or administers." }),
      expiresAt: t.field({
        type: "DateTime",
        required: false,
        description: "Until when it can be used: at most a year away. Absent or null: it does not expire.",
      }),
      usesMax: t.int({
        required: false,
        description: "How many may join by it, 1 to 10,000. Absent or null: any number.",
      }),
      clientKey: t.string({
        description: "Chosen by the client, 1 to 128 characters; the same key never makes a second link.",
      }),
    }),
  },
  {
    description: `Makes an invite link. A conversation has at most ${INVITE_LINKS_MAX} that are not revoked.`,
    errors: { types: [NotFoundError, NotAllowedError, TooManyInviteLinksError, IdempotencyConflictError] },
    resolve: async (_root, { input }, context) => {
      const viewer = await chargeMutation(context);
      const ports = { ...context.ports, tokens: context.accounts.tokens };
      const created = await createInviteLink(ports, viewer.userId, {
        conversationId: idOf("Conversation", input.conversationId),
        expiresAt: input.expiresAt ?? null,
        usesMax: input.usesMax ?? null,
        clientKey: input.clientKey,
      });
      if (created.isRepeated) await context.limits.refund("mutation", viewer.userId);
      return created;
    },
  },
  {
    description: "The link exists.",
    outputFields: (t) => ({
      createdInviteLink: t.field({
        type: InviteLink,
        description: "What this clientKey made, as it is now.",
        resolve: (payload) => payload.link,
      }),
      secret: t.string({
        description:
          "For `joinByInviteLink`: put it into a link of your own, best behind `#`, where servers do not log it. It is shown here only, and the same to a retry.",
        resolve: (payload) => payload.secret,
      }),
    }),
  },
);
