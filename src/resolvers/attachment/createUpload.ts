/** Mutation.createUpload. */
import { viewAttachment } from "../../domain/attachment/attachment.ts";
import type { AttachmentView } from "../../domain/attachment/attachment.ts";
import type { UploadPart, UploadRequest } from "../../domain/attachment/ports.ts";
import { createUpload } from "../../domain/attachment/createUpload.ts";
import { TooManyUploadsError, UploadQuotaError } from "../../domain/attachment/errors.ts";
import { IdempotencyConflictError, NotFoundError } from "../../domain/errors.ts";
import type { AttachmentRow } from "../../domain/rows.ts";
import { Attachment } from "../../schema/attachment.ts";
import { builder } from "../../schema/builder.ts";
import { chargeMutation } from "../chargeMutation.ts";

/** What a list of parts counts for; they are 128 at most. */
const PARTS_COST = 20;

interface Upload {
  readonly attachment: AttachmentView;
  readonly row: AttachmentRow;
  readonly request: UploadRequest;
}

const UploadHeaderType = builder.objectRef<readonly [name: string, value: string]>("UploadHeader").implement({
  description: "A header to be sent with the bytes.",
  fields: (t) => ({
    name: t.string({ description: "Such as Content-Type.", resolve: ([name]) => name }),
    value: t.string({ description: "To be sent as it is.", resolve: ([, value]) => value }),
  }),
});

const UploadPartType = builder.objectRef<UploadPart>("UploadPart").implement({
  description: "A part of a file to upload.",
  fields: (t) => ({
    number: t.exposeInt("number", { description: "Its place, from 1 on." }),
    byteSize: t.exposeInt("byteSize", { description: "How many bytes it has, exactly." }),
    isUploaded: t.exposeBoolean("isUploaded", { description: "Whether it is there." }),
    url: t.expose("url", {
      type: "URL",
      description: "PUT its bytes here, as with `uploadUrl` and for as long.",
    }),
    headers: t.field({
      type: [UploadHeaderType],
      description: "To be sent with its bytes, all of them.",
      resolve: ({ headers }) => Object.entries(headers),
    }),
  }),
});

const UploadType = builder.objectRef<Upload>("Upload").implement({
  description: "A file to upload, and where to.",
  fields: (t) => ({
    uploadUrl: t.field({
      type: "URL",
      description:
        "PUT the bytes here, exactly as many as were said, and then call `completeUpload`. It needs no sign-in; again after any doubt.",
      resolve: ({ request }) => request.url,
    }),
    uploadHeaders: t.field({
      type: [UploadHeaderType],
      description: "To be sent with the bytes, all of them.",
      resolve: ({ request }) => Object.entries(request.headers),
    }),
    uploadUrlExpiresAt: t.field({
      type: "DateTime",
      description: "Until when; the same clientKey gets another one.",
      resolve: ({ request }) => request.expiresAt,
    }),
    parts: t.field({
      type: [UploadPartType],
      complexity: { field: 1, multiplier: PARTS_COST },
      description:
        "The same in parts of 16 MiB, for a file that is larger, while it is PENDING; else empty. PUT them in any order, several at a time; after a lost connection call `createUpload` with the same clientKey, and go on with those that are not there. In the end call `completeUpload`.",
      resolve: ({ row }, _args, context) => context.ports.uploads.parts(row).then((parts) => [...parts]),
    }),
    attachment: t.expose("attachment", {
      type: Attachment,
      description: "To send when its bytes are there, within a day of `createdAt`: then it is deleted.",
    }),
  }),
});

builder.relayMutationField(
  "createUpload",
  {
    description: "A file to upload.",
    inputFields: (t) => ({
      filename: t.string({
        description: "At most 255 characters. A path before it and control characters are taken away.",
      }),
      contentType: t.string({
        description: "Such as image/png: a hint, until the bytes say what they are.",
      }),
      byteSize: t.int({ description: "How many bytes will come: 1 to UPLOAD_BYTES_MAX." }),
      width: t.int({ required: false, description: "Of an image or a video, in pixels: 1 to 100,000." }),
      height: t.int({ required: false, description: "Of an image or a video, in pixels: 1 to 100,000." }),
      durationMs: t.int({
        required: false,
        description: "Of a video, audio or a voice message: at most a day.",
      }),
      waveform: t.intList({
        required: false,
        description:
          "Makes a voice message of audio: how loud it is, from beginning to end, at most 100 values of 0 to 255.",
      }),
      clientKey: t.string({
        description: "Chosen by the client, 1 to 128 characters; the same key never makes a second one.",
      }),
    }),
  },
  {
    description: "Begins the upload of a file, which `sendMessage` then takes by its id.",
    errors: { types: [NotFoundError, TooManyUploadsError, UploadQuotaError, IdempotencyConflictError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const { attachment, isRepeated } = await createUpload(context.ports, userId, input);
      if (isRepeated) await context.limits.refund("mutation", userId);
      const request = await context.ports.uploads.request(attachment);
      return { createdUpload: { attachment: viewAttachment(attachment, userId), row: attachment, request } };
    },
  },
  {
    description: "The upload can begin.",
    outputFields: (t) => ({
      createdUpload: t.field({
        type: UploadType,
        description: "What this clientKey made, as it is now.",
        resolve: (payload) => payload.createdUpload,
      }),
    }),
  },
);
