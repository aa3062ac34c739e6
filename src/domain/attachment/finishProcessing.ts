/** Ends what is done with an upload before anybody sees it: it can be sent, or it is refused. */
import { removeJob } from "../job/removeJob.ts";
import type { AttachmentRefusal, AttachmentRow, Db } from "../rows.ts";
import { typeOf } from "./kinds.ts";

export type Processed =
  | { readonly outcome: "REFUSED"; readonly refusal: AttachmentRefusal }
  | {
      readonly outcome: "READY";
      /** Of the bytes that are kept; null for unknown ones. */
      readonly contentType: string | null;
      readonly byteSize: number;
      readonly found: FoundInFile;
    };

/** What the bytes say of themselves; where they say nothing, what the owner's client said stays. */
export interface FoundInFile {
  readonly width?: number;
  readonly height?: number;
  readonly durationMs?: number;
  readonly waveform?: number[];
  /** The small picture's and what stands for it while that loads. */
  readonly thumbnailWidth?: number;
  readonly thumbnailHeight?: number;
  readonly thumbnailByteSize?: number;
  readonly blurhash?: string;
}

/**
 * The bytes that are kept are in their place before. Nothing changes where somebody else has ended it: then that is answered.
 * Null where there is no such attachment any more. A refused one has no bytes, and says why for as long as it would have
 * waited to be sent.
 */
export function finishProcessing(db: Db, id: string, processed: Processed): Promise<AttachmentRow | null> {
  return db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM attachment WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
    const attachment = await tx.attachment.findUnique({ where: { id } });
    await removeJob(tx, { name: "processMedia", key: id });
    if (attachment?.state !== "PROCESSING") return attachment;
    if (processed.outcome === "REFUSED") {
      const { refusal } = processed;
      return tx.attachment.update({ where: { id }, data: { state: "REFUSED", refusal, byteSize: 0 } });
    }

    const { contentType, byteSize, found } = processed;
    const type = typeOf(contentType, attachment.waveform.length > 0);
    const isVisual = type.kind === "IMAGE" || type.kind === "VIDEO";
    const isTimed = type.kind !== "IMAGE" && type.kind !== "FILE";
    return tx.attachment.update({
      where: { id },
      data: {
        ...type,
        ...found,
        byteSize,
        state: "READY",
        ...(!isVisual && { width: null, height: null }),
        ...(!isTimed && { durationMs: null }),
        ...(type.kind !== "VOICE" && { waveform: [] }),
      },
    });
  });
}
