/** What can be wrong with an attachment, for a client that wants to say more than that. */
import { AttachmentLimitError, AttachmentRefusedError } from "../domain/attachment/errors.ts";
import { AttachmentRefusal } from "./attachment.ts";
import { builder } from "./builder.ts";
import { UserErrorInterface } from "./errors.ts";

builder.objectType(AttachmentRefusedError, {
  name: "AttachmentRefusedError",
  description: "An attachment was refused, and nothing was sent: take it away, or upload another file.",
  interfaces: [UserErrorInterface],
  fields: (t) => ({
    refusal: t.expose("refusal", { type: AttachmentRefusal, description: "Why." }),
  }),
});

const AttachmentLimit = builder.enumType("AttachmentLimit", {
  description: "What a conversation bounds of attachments.",
  values: {
    COUNT: { description: "How many a message may have: `Conversation.attachmentsMax`." },
    BYTES: { description: "How many bytes each may have: `Conversation.attachmentBytesMax`." },
    KIND: { description: "Of which kinds they may be: `Conversation.attachmentKinds`." },
  } as const,
});

builder.objectType(AttachmentLimitError, {
  name: "AttachmentLimitError",
  description: "The conversation does not take these attachments, and nothing was sent.",
  interfaces: [UserErrorInterface],
  fields: (t) => ({
    limit: t.expose("limit", { type: AttachmentLimit, description: "What it bounds." }),
  }),
});
