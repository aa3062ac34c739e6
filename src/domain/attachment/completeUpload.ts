/** Ends an upload: the bytes are here, and say what they are. */
import type { AttachmentRow, Db } from "../rows.ts";
import { typeOf } from "./kinds.ts";

/**
 * Has the bytes kept by `keep`, under the row's lock, and then says that they are here: whatever happens in between, no
 * READY attachment is without its bytes. Where others were kept before, these are not, and what is there is answered. Null
 * where there is no such attachment any more. `contentType`: of the bytes; null for unknown ones.
 */
export function completeUpload(
  db: Db,
  id: string,
  contentType: string | null,
  keep: () => Promise<void>,
): Promise<AttachmentRow | null> {
  return db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM attachment WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
    const attachment = await tx.attachment.findUnique({ where: { id } });
    if (attachment === null || attachment.state === "READY") return attachment;

    await keep();

    const type = typeOf(contentType, attachment.waveform.length > 0);
    const isVisual = type.kind === "IMAGE" || type.kind === "VIDEO";
    const isTimed = type.kind !== "IMAGE" && type.kind !== "FILE";
    return tx.attachment.update({
      where: { id },
      data: {
        ...type,
        state: "READY",
        ...(!isVisual && { width: null, height: null }),
        ...(!isTimed && { durationMs: null }),
        ...(type.kind !== "VOICE" && { waveform: [] }),
      },
    });
  });
}
