/**
 * What is done with an upload before anybody sees it: PROCESSING → READY or REFUSED.
 *
 * Whichever process was told that the bytes are here begins at once, so that a client seldom meets PROCESSING. A job is there
 * from the same moment on: it takes over where that process has no hands free, fails, or is gone. Both at once do no harm:
 * each writes only what has passed, and the first to end is the one that counts.
 */
import { finishProcessing } from "../domain/attachment/finishProcessing.ts";
import type { ProcessMedia } from "../domain/attachment/ports.ts";
import type { Processed } from "../domain/attachment/finishProcessing.ts";
import { passUploadOn } from "../domain/attachment/settleUpload.ts";
import type { AttachmentRow, AttachmentState, Db } from "../domain/rows.ts";
import { sleep } from "../lib/latch.ts";
import type { FileStore, StoredUpload } from "./fileStore.ts";
import { inspect } from "./inspect.ts";
import { makeFolder } from "./temporary.ts";
import { rewritePicture, THUMBNAIL_TYPE } from "./pictures.ts";
import type { Thumbnail } from "./pictures.ts";

/** Whoever brings bytes waits so long for what becomes of them. */
export const WAIT_MS = 10_000;

export interface ProcessingOptions {
  readonly db: Db;
  readonly store: FileStore;
  /** Files worked on at a time, beside those of jobs; 0: all are left to jobs. */
  readonly atATime: number;
  readonly onError: (error: unknown) => void;
}

export interface Processing extends AsyncDisposable {
  /** Does it; for a job. Rejects where it could not be done now: nothing has changed then. */
  readonly process: ProcessMedia;
  /** Begins it where there is room, and answers how far it has got, after ten seconds at most. Null: it is no more. */
  begin(id: string): Promise<AttachmentState | null>;
}

export function createProcessing({ db, store, atATime, onError }: ProcessingOptions): Processing {
  const ending = new AbortController();
  const running = new Map<string, Promise<void>>();

  async function process(id: string, signal: AbortSignal): Promise<void> {
    const attachment = await db.attachment.findUnique({ where: { id } });
    if (attachment?.state !== "PROCESSING") return store.removeUpload(id);
    const upload = await store.findUpload(id);
    const processed = await processUpload(attachment, upload, signal);
    const finished = await finishProcessing(db, id, processed);
    await (finished === null ? store.remove([id]) : store.removeUpload(id));
  }

  async function processUpload(
    { id, contentType: claimed }: AttachmentRow,
    upload: StoredUpload | null,
    signal: AbortSignal,
  ): Promise<Processed> {
    if (upload === null) return { outcome: "REFUSED", refusal: "UNREADABLE" };
    const inspected = await inspect(upload, claimed);
    if (inspected.refusal !== null) return { outcome: "REFUSED", refusal: inspected.refusal };
    const { contentType } = inspected;
    if (contentType?.startsWith("image/")) return processPicture(id, contentType, upload, signal);
    await upload.keep(contentType ?? "application/octet-stream");
    return { outcome: "READY", contentType, byteSize: upload.byteSize, found: {} };
  }

  async function processPicture(
    id: string,
    contentType: string,
    upload: StoredUpload,
    signal: AbortSignal,
  ): Promise<Processed> {
    await using local = await upload.toLocalFile();
    await using folder = await makeFolder();
    const [full, small] = [folder.fileOf("full"), folder.fileOf("thumbnail")];
    const picture = await rewritePicture(local.path, contentType, full, small, signal);
    if ("refusal" in picture) return { outcome: "REFUSED", refusal: picture.refusal };
    const { width, height, byteSize, blurhash, thumbnail } = picture;
    await store.write(id, "FULL", full, contentType);
    await store.write(id, "THUMBNAIL", small, THUMBNAIL_TYPE);
    return {
      outcome: "READY",
      contentType,
      byteSize,
      found: { width, height, blurhash, ...foundIn(thumbnail) },
    };
  }

  return {
    process,

    async begin(id) {
      if (running.size >= atATime) await passUploadOn(db, id);
      else if (!running.has(id)) {
        const work = process(id, ending.signal)
          .catch(async (error: unknown) => {
            if (!ending.signal.aborted) onError(error);
            await passUploadOn(db, id);
          })
          .catch(onError)
          .finally(() => running.delete(id));
        running.set(id, work);
      }
      await Promise.race([running.get(id), sleep(WAIT_MS, ending.signal)]);
      const attachment = await db.attachment.findUnique({ where: { id }, select: { state: true } });
      return attachment?.state ?? null;
    },

    async [Symbol.asyncDispose]() {
      ending.abort();
      await Promise.all(running.values());
    },
  };
}

function foundIn({ width, height, byteSize }: Thumbnail) {
  return { thumbnailWidth: width, thumbnailHeight: height, thumbnailByteSize: byteSize };
}
