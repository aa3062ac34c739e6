/** Every kind of job by its name: what a worker does. */
import type { MediaFiles, ProcessMedia } from "../domain/attachment/ports.ts";
import type { Job, Tasks } from "../domain/job/ports.ts";
import type { Ports } from "../domain/ports.ts";
import { cleanTask } from "./cleaning.ts";
import { eraseAccountTask } from "./eraseAccount.ts";
import { exportDataTask } from "./exportData.ts";
import { findExpiredMessagesTask } from "./findExpiredMessages.ts";
import { cleanMediaTask } from "./mediaCleaning.ts";
import { sendDigestsTask } from "./sendDigests.ts";
import { processMediaTask } from "./processMedia.ts";
import { removeExpiredMessagesTask } from "./removeExpiredMessages.ts";

export interface TasksOptions {
  readonly ports: Ports;
  readonly files: MediaFiles;
  readonly processMedia: ProcessMedia;
  /** RETENTION_DAYS: how long messages are kept where a conversation says nothing shorter; 0: for ever. */
  readonly retentionDays: number;
  /** Mails what is due of what stays unread. */
  readonly sendDigests: (signal: AbortSignal) => Promise<void>;
}

/** Those that are there from the first start on; their tasks answer when to be called again. */
export const STANDING_JOBS: readonly Job[] = [
  { name: "findExpiredMessages", key: "" },
  { name: "clean", key: "" },
  { name: "cleanMedia", key: "" },
  { name: "sendDigests", key: "" },
];

export function createTasks(options: TasksOptions): Tasks {
  return {
    findExpiredMessages: findExpiredMessagesTask(options),
    removeExpiredMessages: removeExpiredMessagesTask(options),
    eraseAccount: eraseAccountTask(options),
    exportData: exportDataTask(options),
    clean: cleanTask(options),
    cleanMedia: cleanMediaTask(options),
    sendDigests: sendDigestsTask(options),
    processMedia: processMediaTask(options),
  };
}
