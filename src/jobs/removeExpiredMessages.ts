/** Job: removes what is no longer kept of one conversation; its key is the conversation's id. */
import type { Task } from "../domain/job/ports.ts";
import { removeExpired } from "../domain/removal/removeExpired.ts";
import { partOf } from "./part.ts";
import type { TasksOptions } from "./tasks.ts";

export function removeExpiredMessagesTask({ ports, retentionDays }: TasksOptions): Task {
  return async (conversationId, signal) => {
    const isDone = await removeExpired(
      ports,
      conversationId,
      { now: new Date(), retentionDays },
      partOf(signal),
    );
    return isDone ? "DONE" : { againInMs: 0 };
  };
}
