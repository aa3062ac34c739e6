/** Whose exports a person may see, how often one is made, and how long its file is kept. */
import type { DataExportRow, DataExportState } from "../rows.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** From one request to the next; one that failed does not count. It takes long, and reads all there is. */
export const EXPORT_EVERY_MS = DAY_MS;
/** A file waits so long to be fetched: it holds everything, and is made again when it is wanted. */
export const EXPORT_KEPT_MS = 7 * DAY_MS;

/** An export is seen by its own person only. */
export function ownExports(userId: string) {
  return { userId };
}

/** As clients are told; the file of an expired one is gone, or about to go. */
export function exportStateOf(row: DataExportRow, now: Date): DataExportState | "EXPIRED" {
  return row.state === "READY" && !isDownloadable(row, now) ? "EXPIRED" : row.state;
}

export function isDownloadable({ state, expiresAt }: DataExportRow, now: Date): boolean {
  return state === "READY" && expiresAt !== null && expiresAt > now;
}

/** What is written where one is given up; what there is of its file goes with the next cleaning. */
export function givenUp(now: Date) {
  return { state: "FAILED" as const, finishedAt: now, expiresAt: now };
}
