/** Job: takes everything that somebody left behind out of the server; its key is the person's id. */
import { eraseAccount } from "../domain/erasure/eraseAccount.ts";
import { SETTLED_MS } from "../domain/erasure/settle.ts";
import type { Task } from "../domain/job/ports.ts";
import { partOf } from "./part.ts";
import type { TasksOptions } from "./tasks.ts";

export function eraseAccountTask({ ports }: Pick<TasksOptions, "ports">): Task {
  return async (userId, signal) => {
    const part = partOf(signal);
    const isDone = await eraseAccount(ports, userId, { now: new Date() }, part);
    if (isDone) return "DONE";
    return { againInMs: part.aborted ? 0 : SETTLED_MS };
  };
}
