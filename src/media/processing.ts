/**
 * What is done with an upload before anybody sees it: PROCESSING → READY or REFUSED.
 *
 * Whichever process was told that the bytes are here begins at once, so that a client seldom meets PROCESSING. A job is there
 * from the same moment on: it takes over where that process has no hands free, fails, or is gone. Both at once do no harm:
 * each writes only what has passed, and the first to end is the one that counts.
 */
import { finishProcessing } from "../domain/attachment/finishProcessing.ts";
import type { ProcessMedia } from "../domain/attachment/ports.ts";
import { passUploadOn } from "../domain/attachment/settleUpload.ts";
import type { AttachmentState, Db } from "../domain/rows.ts";
import { sleep } from "../lib/latch.ts";
import type { FileStore } from "./fileStore.ts";
import type { LookAt } from "./lookAt.ts";

/** Whoever brings bytes waits so long for what becomes of them. */
export const WAIT_MS = 10_000;

export interface ProcessingOptions {
  readonly db: Db;
  readonly store: FileStore;
  readonly lookAt: LookAt;
  /** Files worked on at a time, beside those of jobs; 0: all are left to jobs. */
  readonly atATime: number;
  readonly onError: (error: unknown) => void;
}

export interface Processing extends AsyncDisposable {
  /** Does it; for a job. Rejects where it could not be done now: nothing has changed then. */
  readonly process: ProcessMedia;
  /** Begins it where there is room, and answers how far it has got, after ten seconds at most. Null: it is no more. */
  begin(id: string): Promise<AttachmentState | null>;
  /** The same, whether there is room or not. */
  beginNow(id: string): Promise<AttachmentState | null>;
  /** Answers how far it has got, once this process has done with it, after ten seconds at most. Null: it is no more. */
  awaited(id: string): Promise<AttachmentState | null>;
}

export function createProcessing({ db, store, lookAt, atATime, onError }: ProcessingOptions): Processing {
  const ending = new AbortController();
  const running = new Map<string, Promise<void>>();

  async function process(id: string, signal: AbortSignal): Promise<void> {
    const attachment = await db.attachment.findUnique({ where: { id } });
    if (attachment?.state !== "PROCESSING") return store.removeUpload(id);
    await using upload = await store.findUpload(id);
    const processed = await lookAt(attachment, upload, signal);
    const finished = await finishProcessing(db, id, processed);
    await (finished === null ? store.remove([id]) : store.removeUpload(id));
  }

  async function awaited(id: string): Promise<AttachmentState | null> {
    const waiting = new AbortController();
    await Promise.race([running.get(id), sleep(WAIT_MS, waiting.signal)]);
    waiting.abort();
    const attachment = await db.attachment.findUnique({ where: { id }, select: { state: true } });
    return attachment?.state ?? null;
  }

  function beginNow(id: string): Promise<AttachmentState | null> {
    if (!running.has(id)) {
      const work = process(id, ending.signal)
        .catch(async (error: unknown) => {
          if (!ending.signal.aborted) onError(error);
          await passUploadOn(db, id);
        })
        .catch(onError)
        .finally(() => running.delete(id));
      running.set(id, work);
    }
    return awaited(id);
  }

  return {
    process,

    async begin(id) {
      if (running.has(id) || running.size < atATime) return beginNow(id);
      await passUploadOn(db, id);
      return awaited(id);
    },

    beginNow,
    awaited,

    async [Symbol.asyncDispose]() {
      ending.abort();
      await Promise.all(running.values());
    },
  };
}
