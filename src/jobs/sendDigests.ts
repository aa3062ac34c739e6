/** Job: mails people what stays unread, where they want that. */
import type { Task } from "../domain/job/ports.ts";
import type { TasksOptions } from "./tasks.ts";

/** How late a mail may be. */
export const DIGESTS_EVERY_MS = 60_000;

export function sendDigestsTask({ sendDigests }: Pick<TasksOptions, "sendDigests">): Task {
  return async (_key, signal) => {
    await sendDigests(signal);
    return { againInMs: signal.aborted ? 0 : DIGESTS_EVERY_MS };
  };
}
