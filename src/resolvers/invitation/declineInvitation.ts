/** Mutation.declineInvitation. */
import { NotFoundError } from "../../domain/errors.ts";
import { declineInvitation } from "../../domain/invitation/declineInvitation.ts";
import { builder } from "../../schema/builder.ts";
import { Invitation } from "../../schema/invitation.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "declineInvitation",
  {
    description: "What to decline.",
    inputFields: (t) => ({ invitationId: t.id({ description: "An invitation of the viewer's own." }) }),
  },
  {
    description: "Declines an invitation. Who is invited anew may accept that.",
    errors: { types: [NotFoundError] },
    resolve: async (_root, { input }, context) => {
      const viewer = await chargeMutation(context);
      const invitationId = idOf("Invitation", input.invitationId);
      return { declinedInvitation: await declineInvitation(context.ports, viewer.userId, invitationId) };
    },
  },
  {
    description: "The viewer is not invited any more.",
    outputFields: (t) => ({
      declinedInvitation: t.field({
        type: Invitation,
        description: "What was declined, now or before.",
        resolve: (payload) => payload.declinedInvitation,
      }),
    }),
  },
);
