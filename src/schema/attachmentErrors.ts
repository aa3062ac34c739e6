/** What can be wrong with an attachment, for a client that wants to say more than that. */
import { AttachmentRefusedError } from "../domain/attachment/errors.ts";
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
