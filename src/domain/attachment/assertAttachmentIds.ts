/** The attachments that a message is sent with. */
import { InputValidationError } from "../errors.ts";
import { ATTACHMENTS_MAX } from "./attachment.ts";

/** In their order; throws InputValidation for too many, and for one that is named twice. */
export function assertAttachmentIds(ids: readonly string[]): readonly string[] {
  if (ids.length > ATTACHMENTS_MAX) throw invalid(`A message has at most ${ATTACHMENTS_MAX} attachments.`);
  if (new Set(ids).size < ids.length) throw invalid("One of them is named twice.");
  return ids;
}

function invalid(message: string): InputValidationError {
  return new InputValidationError([{ path: ["attachmentIds"], message }]);
}
