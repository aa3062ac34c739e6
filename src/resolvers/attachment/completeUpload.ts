/** Mutation `completeUpload`. */
import { viewAttachment } from "../../domain/attachment/attachment.ts";
import { completeUpload } from "../../domain/attachment/completeUpload.ts";
import { AttachmentNotReadyError } from "../../domain/attachment/errors.ts";
import { NotFoundError } from "../../domain/errors.ts";
import { Attachment } from "../../schema/attachment.ts";
import { builder } from "../../schema/builder.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "completeUpload",
  {
    description: "An upload whose bytes have all come.",
    inputFields: (t) => ({
      attachmentId: t.id({ description: "One's own, from `createUpload`." }),
    }),
  },
  {
    description:
      "Says that the bytes are there, and has them looked at. Needed where they do not come to this server itself, or in parts; harmless elsewhere, and again. Answers within ten seconds or so: when it is PROCESSING then, ask again, or send: a send waits, too.",
    errors: { types: [NotFoundError, AttachmentNotReadyError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const attachmentId = idOf("Attachment", input.attachmentId);
      const attachment = await completeUpload(context.ports, userId, attachmentId);
      return { completedUpload: viewAttachment(attachment, userId) };
    },
  },
  {
    description: "The bytes are there.",
    outputFields: (t) => ({
      completedUpload: t.field({
        type: Attachment,
        description: "How far it has got: PROCESSING, READY or REFUSED.",
        resolve: (payload) => payload.completedUpload,
      }),
    }),
  },
);
