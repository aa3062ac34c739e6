/** Says that an upload's bytes have all come. */
import type { Ports } from "../ports.ts";
import type { AttachmentRow } from "../rows.ts";
import { AttachmentNotReadyError } from "./errors.ts";
import { loadOwnAttachment } from "./loadOwnAttachment.ts";

/**
 * Has them looked at, and answers how far that has got, after ten seconds at most: PROCESSING, READY or REFUSED. Said again,
 * it answers what is there. Errors: NotFound, AttachmentNotReady (they have not all come).
 */
export async function completeUpload(ports: Ports, ownerId: string, id: string): Promise<AttachmentRow> {
  const attachment = await loadOwnAttachment(ports.db, ownerId, id);
  if (attachment.state !== "PENDING") return attachment;
  const state = await ports.uploads.complete(attachment);
  if (state === null) throw new AttachmentNotReadyError();
  return loadOwnAttachment(ports.db, ownerId, id);
}
