/** What can be wrong with an attachment; see `domain/errors.ts`. */
import { UserError } from "../errors.ts";

/** Its bytes have not all come. */
export class AttachmentNotReadyError extends UserError {
  readonly code = "ATTACHMENT_NOT_READY";
  constructor() {
    super("An attachment's bytes are not here yet: upload them first.");
  }
}

export class TooManyUploadsError extends UserError {
  readonly code = "TOO_MANY_UPLOADS";
  constructor(max: number) {
    super(`You have ${max} files that you have not sent: send one first, or wait for a day.`);
  }
}

export class UploadQuotaError extends UserError {
  readonly code = "UPLOAD_QUOTA";
  constructor(bytesMax: number) {
    super(`Your files may have ${bytesMax} bytes in all: delete messages with files first.`);
  }
}
