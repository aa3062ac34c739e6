/** Takes back a file that somebody has uploaded, or has begun to, and that nothing has. */
import { hashInput } from "../../lib/hash.ts";
import { findCreation } from "../creation.ts";
import { NotFoundError } from "../errors.ts";
import { removeJob } from "../job/removeJob.ts";
import type { Ports } from "../ports.ts";
import type { AttachmentRow, Tx } from "../rows.ts";
import { AttachmentInUseError } from "./errors.ts";

/**
 * Gives its bytes and its place back at the commit, and removes what came of it behind that, as the cleaning does; a crash in
 * between leaves a file to the cleaning. Of a send at the same moment either it comes first, or it finds nothing to send.
 * Deleting again changes nothing. Errors: NotFound (also for somebody else's), AttachmentInUse.
 */
export async function deleteUpload(ports: Ports, ownerId: string, id: string): Promise<void> {
  const key = { creatorId: ownerId, mutation: "deleteUpload", clientKey: id };
  const inputHash = hashInput([id]);

  const deleted = await ports.db.$transaction(async (tx) => {
    const attachment = await lockOwn(tx, ownerId, id);
    if (attachment === null) {
      // A retry.
      if ((await findCreation(tx, key, inputHash)) !== null) return null;
      throw new NotFoundError("Attachment");
    }
    if (await isUsed(tx, id)) throw new AttachmentInUseError();

    await tx.attachment.delete({ where: { id } });
    await removeJob(tx, { name: "processMedia", key: id });
    await tx.creation.create({ data: { ...key, inputHash, nodeId: id } });
    return attachment;
  });
  if (deleted !== null) await ports.uploads.discard(deleted);
}

/** By a message, or as a picture. */
async function isUsed(tx: Tx, id: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ isUsed: boolean }[]>`SELECT is_attachment_used(${id}::uuid) AS "isUsed"`;
  return row?.isUsed !== false;
}

/** Against sends as well, which refer to it. */
async function lockOwn(tx: Tx, ownerId: string, id: string): Promise<AttachmentRow | null> {
  await tx.$queryRaw`
    SELECT id FROM attachment WHERE id = ${id}::uuid AND owner_id = ${ownerId}::uuid FOR UPDATE`;
  return tx.attachment.findUnique({ where: { id, ownerId } });
}
