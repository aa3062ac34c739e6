/** Job: deletes every hour what is over and would else be kept for ever. */
import { deleteOldSessions } from "../domain/account/deleteOldSessions.ts";
import { deleteEndedBans } from "../domain/ban/deleteEndedBans.ts";
import { removeExpiredExports } from "../domain/dataExport/removeDataExports.ts";
import { deleteOldInvitations } from "../domain/invitation/deleteOldInvitations.ts";
import { deleteOldDecisions } from "../domain/notification/decisions.ts";
import type { Task } from "../domain/job/ports.ts";
import type { TasksOptions } from "./tasks.ts";

export const CLEANING_EVERY_MS = 3_600_000;

const CLEANINGS = [
  deleteOldSessions,
  deleteOldInvitations,
  deleteEndedBans,
  removeExpiredExports,
  deleteOldDecisions,
] as const;

export function cleanTask({ ports }: Pick<TasksOptions, "ports">): Task {
  return async (_key, signal) => {
    const errors: unknown[] = [];
    for (const clean of CLEANINGS) {
      // One that fails keeps the others from nothing.
      await clean(ports.db, new Date(), signal).catch((error: unknown) => errors.push(error));
    }
    if (errors.length > 0) throw new AggregateError(errors, "Not everything that is over could be deleted.");
    return { againInMs: signal.aborted ? 0 : CLEANING_EVERY_MS };
  };
}
