/** Mutation `deleteUpload`. */
import { deleteUpload } from "../../domain/attachment/deleteUpload.ts";
import { AttachmentInUseError } from "../../domain/attachment/errors.ts";
import { NotFoundError } from "../../domain/errors.ts";
import { builder } from "../../schema/builder.ts";
import { encodeNodeId, idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "deleteUpload",
  {
    description: "A file to take back.",
    inputFields: (t) => ({
      attachmentId: t.id({ description: "One's own, from `createUpload`, that no message has." }),
    }),
  },
  {
    description:
      "Takes back a file that is neither sent nor a picture of a person or conversation, however far its upload has got: its bytes go, and count no more. Again it changes nothing. A file in use goes with the last that has it.",
    errors: { types: [NotFoundError, AttachmentInUseError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const attachmentId = idOf("Attachment", input.attachmentId);
      await deleteUpload(context.ports, userId, attachmentId);
      return { attachmentId };
    },
  },
  {
    description: "The file is gone.",
    outputFields: (t) => ({
      deletedAttachmentId: t.id({
        description: "The attachment, which is an id of nothing now.",
        resolve: ({ attachmentId }) => encodeNodeId("Attachment", attachmentId),
      }),
    }),
  },
);
