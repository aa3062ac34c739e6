/** Mutation.revokeInvitation. */
import { NotAllowedError, NotFoundError } from "../../domain/errors.ts";
import { revokeInvitation } from "../../domain/invitation/revokeInvitation.ts";
import { builder } from "../../schema/builder.ts";
import { Invitation } from "../../schema/invitation.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "revokeInvitation",
  {
    description: "What to take back.",
    inputFields: (t) => ({
      invitationId: t.id({ description: "An invitation to a conversation where the viewer may invite." }),
    }),
  },
  {
    description: "Takes back an invitation that nobody has accepted, whoever sent it.",
    errors: { types: [NotFoundError, NotAllowedError] },
    resolve: async (_root, { input }, context) => {
      const viewer = await chargeMutation(context);
      const invitationId = idOf("Invitation", input.invitationId);
      return { revokedInvitation: await revokeInvitation(context.ports, viewer.userId, invitationId) };
    },
  },
  {
    description: "The person is not invited any more.",
    outputFields: (t) => ({
      revokedInvitation: t.field({
        type: Invitation,
        description: "What was taken back, now or before.",
        resolve: (payload) => payload.revokedInvitation,
      }),
    }),
  },
);
