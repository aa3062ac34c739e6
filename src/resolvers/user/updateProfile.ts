/** Mutation.updateProfile. */
import { AttachmentNotReadyError, AttachmentRefusedError } from "../../domain/attachment/errors.ts";
import { NotFoundError } from "../../domain/errors.ts";
import { updateProfile } from "../../domain/profile/updateProfile.ts";
import { builder } from "../../schema/builder.ts";
import { idOf } from "../../schema/nodeId.ts";
import { User } from "../../schema/user.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "updateProfile",
  {
    description: "What to set; an absent field stays as it is.",
    inputFields: (t) => ({
      displayName: t.string({
        required: false,
        description: "The name to show: one line of 1 to 80 characters. It cannot be removed.",
      }),
      avatarUrl: t.field({
        type: "URL",
        required: false,
        description:
          "A picture; null removes it, and a link to the uploaded one that is there changes nothing.",
      }),
      avatarAttachmentId: t.id({
        required: false,
        description:
          "A picture that was uploaded: an image of the viewer's own, from `createUpload`, READY or soon. It takes the place of `avatarUrl`, which may not be given as well; null removes it.",
      }),
      about: t.string({
        required: false,
        description: "A few words about oneself, at most 500 characters; null or empty removes them.",
      }),
    }),
  },
  {
    description:
      "Changes how the viewer presents themselves. No event in any log: open inboxes of people who share a conversation with the viewer are told by `ProfileChanged`, and everybody else sees it within seconds.",
    errors: { types: [NotFoundError, AttachmentNotReadyError, AttachmentRefusedError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const { avatarAttachmentId: id, ...rest } = input;
      const avatarAttachmentId = id == null ? id : idOf("Attachment", id);
      const { db, onProfileChanged, ports } = context;
      const profilePorts = { db, onProfileChanged, media: ports.media };
      return { updatedUser: await updateProfile(profilePorts, userId, { ...rest, avatarAttachmentId }) };
    },
  },
  {
    description: "The profile is as asked.",
    outputFields: (t) => ({
      updatedUser: t.field({
        type: User,
        description: "The viewer, as others see them now.",
        resolve: (payload) => payload.updatedUser,
      }),
    }),
  },
);
