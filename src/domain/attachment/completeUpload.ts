/** Says that an upload's bytes have all come. */
import { NotFoundError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { AttachmentRow, Db } from "../rows.ts";
import { AttachmentNotReadyError } from "./errors.ts";

/**
 * Has them looked at, and answers how far that has got, after ten seconds at most: PROCESSING, READY or REFUSED. Said again,
 * it answers what is there. Errors: NotFound, AttachmentNotReady (they have not all come).
 */
export async function completeUpload(ports: Ports, ownerId: string, id: string): Promise<AttachmentRow> {
  const attachment = await loadOwn(ports.db, ownerId, id);
  if (attachment.state !== "PENDING") return attachment;
  const state = await ports.uploads.complete(attachment);
  if (state === null) throw new AttachmentNotReadyError();
  return loadOwn(ports.db, ownerId, id);
}

/** Until it has expired; also when it was sent. */
async function loadOwn(db: Db, ownerId: string, id: string): Promise<AttachmentRow> {
  const attachment = await db.attachment.findUnique({
    where: { id, ownerId, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] },
  });
  if (attachment === null) throw new NotFoundError("Attachment");
  return attachment;
}
