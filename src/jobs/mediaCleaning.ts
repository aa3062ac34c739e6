/** Job: deletes every ten minutes files that nobody has any more. */
import {
  deleteExpiredAttachments,
  findAttachmentIds,
} from "../domain/attachment/deleteExpiredAttachments.ts";
import type { MediaFiles } from "../domain/attachment/ports.ts";
import type { Task } from "../domain/job/ports.ts";
import type { Db } from "../domain/rows.ts";
import type { TasksOptions } from "./tasks.ts";

export const MEDIA_CLEANING_EVERY_MS = 600_000;

export function cleanMediaTask({ ports, files }: Pick<TasksOptions, "ports" | "files">): Task {
  return async (_key, signal) => {
    await cleanMedia(ports.db, files, new Date(), signal);
    return { againInMs: signal.aborted ? 0 : MEDIA_CLEANING_EVERY_MS };
  };
}

/** One round; answers how many attachments, and how many files that nothing named. */
export async function cleanMedia(db: Db, files: MediaFiles, now: Date, signal: AbortSignal) {
  const attachments = await deleteExpiredAttachments(db, (ids) => files.remove(ids), now, signal);
  const leftovers = await files.removeLeftovers(now, (ids) => findAttachmentIds(db, ids));
  return { attachments, leftovers };
}
