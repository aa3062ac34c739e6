/** Mutation.banMember. */
import { banMember } from "../../domain/ban/banMember.ts";
import { NotAllowedError, NotFoundError } from "../../domain/errors.ts";
import { Ban } from "../../schema/ban.ts";
import { builder } from "../../schema/builder.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "banMember",
  {
    description: "Who is to stay away, and until when.",
    inputFields: (t) => ({
      conversationId: t.id({ description: "A group or channel." }),
      userId: t.id({ description: "A member of it, or somebody who is none; not the viewer." }),
      until: t.field({
        type: "DateTime",
        required: false,
        description: "When the ban ends: at most ten years away; absent or null: it does not.",
      }),
    }),
  },
  {
    description:
      "Ends somebody's membership and keeps them from coming back, until a time or for ever: owners ban anyone, admins and moderators those below them and who is no member. Sets the end of a ban that is there.",
    errors: { types: [NotFoundError, NotAllowedError] },
    resolve: async (_root, { input }, context) => {
      const viewer = await chargeMutation(context);
      const conversationId = idOf("Conversation", input.conversationId);
      const userId = idOf("User", input.userId);
      const until = input.until ?? null;
      return { placedBan: await banMember(context.ports, viewer.userId, { conversationId, userId, until }) };
    },
  },
  {
    description: "The person is no member, and stays away.",
    outputFields: (t) => ({
      placedBan: t.field({
        type: Ban,
        description: "As it is now.",
        resolve: (payload) => payload.placedBan,
      }),
    }),
  },
);
