/** What can be wrong with an attachment; see `domain/errors.ts`. */
import { UserError } from "../errors.ts";
import type { AttachmentRefusal } from "../rows.ts";

/** Its bytes have not all come. */
export class AttachmentNotReadyError extends UserError {
  readonly code = "ATTACHMENT_NOT_READY";
  constructor() {
    super("An attachment's bytes are not here yet, or not looked at: upload them, and try again.");
  }
}

/** It will never be ready: it has to be uploaded anew, as another file. */
export class AttachmentRefusedError extends UserError {
  readonly code = "ATTACHMENT_REFUSED";
  readonly refusal: AttachmentRefusal;
  constructor(refusal: AttachmentRefusal) {
    super("A file was refused: take it away, or upload another.");
    this.refusal = refusal;
  }
}

/** A message has it, or it is somebody's picture: it goes with the last of them. */
export class AttachmentInUseError extends UserError {
  readonly code = "ATTACHMENT_IN_USE";
  constructor() {
    super("The file is in use: delete the messages that have it, or take another picture.");
  }
}

/** The conversation takes fewer, smaller or other attachments. */
export class AttachmentLimitError extends UserError {
  readonly code = "ATTACHMENT_LIMIT";
  readonly limit: AttachmentLimit;
  constructor(limit: AttachmentLimit) {
    super("The conversation does not take these attachments: see its limits.");
    this.limit = limit;
  }
}

export type AttachmentLimit = "COUNT" | "BYTES" | "KIND";

export class TooManyUploadsError extends UserError {
  readonly code = "TOO_MANY_UPLOADS";
  constructor(max: number) {
    super(`You have ${max} files that you have not sent: send one or take one back, or wait for a day.`);
  }
}

export class UploadQuotaError extends UserError {
  readonly code = "UPLOAD_QUOTA";
  constructor(bytesMax: number) {
    super(
      `Your files may have ${bytesMax} bytes in all: delete messages with files first, or take uploads back.`,
    );
  }
}
