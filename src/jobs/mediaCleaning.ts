/** Deletes files that nobody has any more, beside requests. */
import {
  deleteExpiredAttachments,
  findAttachmentIds,
} from "../domain/attachment/deleteExpiredAttachments.ts";
import type { MediaFiles } from "../domain/attachment/ports.ts";
import type { Db } from "../domain/rows.ts";
import { sleep } from "../lib/latch.ts";

const FIRST_AFTER_MS = 60_000;
const EVERY_MS = 600_000;

export interface MediaCleaningOptions {
  readonly db: Db;
  readonly files: MediaFiles;
  readonly onError: (error: unknown) => void;
}

/** A minute after the start and every ten minutes. Disposing stops it behind what is under way. */
export function startMediaCleaning({ db, files, onError }: MediaCleaningOptions): AsyncDisposable {
  const controller = new AbortController();
  const { signal } = controller;

  const loop = (async () => {
    await sleep(FIRST_AFTER_MS, signal);
    while (!signal.aborted) {
      await cleanMedia(db, files, new Date(), signal).catch(onError);
      await sleep(EVERY_MS, signal);
    }
  })();

  return {
    [Symbol.asyncDispose]: () => {
      controller.abort();
      return loop;
    },
  };
}

/** One round; answers how many attachments, and how many files that nothing named. */
export async function cleanMedia(db: Db, files: MediaFiles, now: Date, signal: AbortSignal) {
  const attachments = await deleteExpiredAttachments(db, (ids) => files.remove(ids), now, signal);
  const leftovers = await files.removeLeftovers(now, (ids) => findAttachmentIds(db, ids));
  return { attachments, leftovers };
}
