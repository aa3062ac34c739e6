/** Finds a file that somebody uploaded, for them. */
import { NotFoundError } from "../errors.ts";
import type { AttachmentRow, Db } from "../rows.ts";

/** Until it has expired; also when it was sent. Errors: NotFound. */
export async function loadOwnAttachment(db: Db, ownerId: string, id: string): Promise<AttachmentRow> {
  const attachment = await db.attachment.findUnique({
    where: { id, ownerId, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] },
  });
  if (attachment === null) throw new NotFoundError("Attachment");
  return attachment;
}
