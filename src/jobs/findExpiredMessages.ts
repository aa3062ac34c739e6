/** Job: looks every hour for conversations that have messages from before they are kept, and has them removed. */
import type { Task } from "../domain/job/ports.ts";
import { findExpired } from "../domain/removal/findExpired.ts";
import type { TasksOptions } from "./tasks.ts";

export const LOOK_EVERY_MS = 3_600_000;

export function findExpiredMessagesTask({ ports, retentionDays }: TasksOptions): Task {
  return async (_key, signal) => {
    await findExpired(ports.db, { now: new Date(), retentionDays }, signal);
    return { againInMs: signal.aborted ? 0 : LOOK_EVERY_MS };
  };
}
