/** Attachment: a file that somebody uploaded, shown to them, and with a message to whoever sees that one. */
import { attachmentsOf } from "../domain/attachment/attachment.ts";
import type { AttachmentView } from "../domain/attachment/attachment.ts";
import { viewerIdOrNone } from "./access.ts";
import { AttachmentKind } from "./attachmentKinds.ts";
import { findAttachments } from "./attachmentRows.ts";
import { builder, nodeType } from "./builder.ts";
import { Message } from "./message.ts";
import { inOrderOf, uuidsOf } from "./nodeRows.ts";

const AttachmentState = builder.enumType("AttachmentState", {
  description: "How far an upload has got.",
  values: {
    PENDING: { description: "Its bytes have not all come." },
    PROCESSING: {
      description: "Its bytes are here, and looked at: READY or REFUSED soon. A send waits for it.",
    },
    READY: { description: "It can be sent." },
    REFUSED: { description: "It will never be sent: `refusal` says why. Its bytes are gone." },
  } as const,
});

export const AttachmentRefusal = builder.enumType("AttachmentRefusal", {
  description: "Why a file is refused.",
  values: {
    CONTRADICTS_TYPE: {
      description: "It is something else than `contentType` said: no picture but an archive, say.",
    },
    SEVERAL_TYPES: { description: "It is two things at once, by where one begins to read." },
    UNSAFE_ARCHIVE: {
      description: "It would fill a disk where it is unpacked, or leave its folder; or is no whole archive.",
    },
    UNREADABLE: { description: "It begins like a picture or the like, and cannot be read as one." },
    TOO_MANY_PIXELS: { description: "A picture with more pixels than anybody's device should have to hold." },
    TOO_LARGE_TO_SCAN: { description: "It has more bytes than the scanner looks at." },
    MALWARE: { description: "A scanner has found something in it." },
  } as const,
});

interface ThumbnailView {
  readonly id: string;
  readonly scopeId: string;
  readonly width: number;
  readonly height: number;
}

const ThumbnailType = builder.objectRef<ThumbnailView>("Thumbnail").implement({
  description: "A small WebP picture of a picture or a video, of at most 400 pixels a side.",
  fields: (t) => ({
    url: t.field({
      type: "URL",
      description: "Where its bytes are: a link like `Attachment.url`.",
      resolve: ({ id, scopeId }, _args, context) => context.ports.media.downloadUrl(id, scopeId, "THUMBNAIL"),
    }),
    width: t.exposeInt("width", { description: "In pixels." }),
    height: t.exposeInt("height", { description: "In pixels." }),
  }),
});

export const Attachment = builder.objectRef<AttachmentView>("Attachment");

builder.node(Attachment, {
  name: nodeType("Attachment"),
  description:
    "A file that somebody uploaded. Its owner sees it before it is sent; then, whoever sees a message that has it.",
  id: { description: "Global id.", resolve: ({ id }) => id },
  loadManyWithoutCache: async (ids, context) =>
    inOrderOf(ids, await findAttachments(context.db, viewerIdOrNone(context), uuidsOf(ids))),
  fields: (t) => ({
    kind: t.expose("kind", {
      type: AttachmentKind,
      description: "What it is, as its bytes say; FILE until they are here.",
    }),
    state: t.expose("state", { type: AttachmentState, description: "How far its upload has got." }),
    refusal: t.expose("refusal", {
      type: AttachmentRefusal,
      nullable: true,
      description: "Why it is REFUSED; null while it is not.",
    }),
    filename: t.exposeString("filename", { description: "What its owner calls it: a name without a path." }),
    contentType: t.exposeString("contentType", {
      description:
        "As its bytes say; `application/octet-stream` where they say nothing. Until they are here, as its owner says.",
    }),
    byteSize: t.exposeInt("byteSize", {
      description: "How many bytes it has, or will have; 0 of a REFUSED one.",
    }),
    width: t.exposeInt("width", {
      nullable: true,
      description:
        "In pixels: of an image as it is kept; of a video as it says, or else its owner's client. Null where nobody says.",
    }),
    height: t.exposeInt("height", {
      nullable: true,
      description:
        "In pixels: of an image as it is kept; of a video as it says, or else its owner's client. Null where nobody says.",
    }),
    durationMs: t.exposeInt("durationMs", {
      nullable: true,
      description:
        "Of a video, audio or a voice message: as the file says where the server can read it, or else its owner's client. Null where nobody says.",
    }),
    waveform: t.field({
      type: ["Int"],
      nullable: true,
      description:
        "Of a voice message: how loud it is, at most 100 values of 0 to 255; drawn of its sound where the server can read it, or else as its owner's client says. Null for all else.",
      resolve: ({ waveform }) => waveform && [...waveform],
    }),
    thumbnail: t.field({
      type: ThumbnailType,
      nullable: true,
      description: "Of a picture, and of a video where the server can; null for all else.",
      resolve: ({ id, scopeId, thumbnail }) => thumbnail && { id, scopeId, ...thumbnail },
    }),
    blurhash: t.exposeString("blurhash", {
      nullable: true,
      description: "What to show in place of the thumbnail while it loads: https://blurha.sh.",
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When its upload was begun." }),
    url: t.field({
      type: "URL",
      nullable: true,
      description:
        "Where its bytes are, for ten to fifteen minutes, and for anybody who has the link: ask anew when they are over. Null while it is not READY. It leads nowhere when the message is deleted.",
      resolve: ({ id, state, scopeId }, _args, context) =>
        state === "READY" ? context.ports.media.downloadUrl(id, scopeId) : null,
    }),
  }),
});

builder.objectField(Message, "attachments", (t) =>
  t.field({
    type: [Attachment],
    description: "In its sender's order, at most 30; empty when deleted or withheld.",
    resolve: (message) => attachmentsOf(message),
  }),
);
