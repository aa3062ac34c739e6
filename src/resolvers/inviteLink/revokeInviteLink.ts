/** Mutation.revokeInviteLink. */
import { NotAllowedError, NotFoundError } from "../../domain/errors.ts";
import { revokeInviteLink } from "../../domain/inviteLink/revokeInviteLink.ts";
import { builder } from "../../schema/builder.ts";
import { InviteLink } from "../../schema/inviteLink.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "revokeInviteLink",
  {
    description: "What to revoke.",
    inputFields: (t) => ({
      inviteLinkId: t.id({ description: "A link of a conversation where the viewer may make one." }),
    }),
  },
  {
    description: "Makes an invite link useless, whoever made it. Who has joined by it stays.",
    errors: { types: [NotFoundError, NotAllowedError] },
    resolve: async (_root, { input }, context) => {
      const viewer = await chargeMutation(context);
      const inviteLinkId = idOf("InviteLink", input.inviteLinkId);
      return { revokedInviteLink: await revokeInviteLink(context.ports, viewer.userId, inviteLinkId) };
    },
  },
  {
    description: "Nobody joins by the link any more.",
    outputFields: (t) => ({
      revokedInviteLink: t.field({
        type: InviteLink,
        description: "As it is now.",
        resolve: (payload) => payload.revokedInviteLink,
      }),
    }),
  },
);
