/** Deletes now and then, beside requests, what is over and would else be kept for ever. */
import { deleteOldSessions } from "../domain/account/deleteOldSessions.ts";
import { deleteEndedBans } from "../domain/ban/deleteEndedBans.ts";
import { deleteOldInvitations } from "../domain/invitation/deleteOldInvitations.ts";
import type { Db } from "../domain/rows.ts";
import { sleep } from "../lib/latch.ts";

const FIRST_AFTER_MS = 60_000;
const EVERY_MS = 3_600_000;

const CLEANINGS = [deleteOldSessions, deleteOldInvitations, deleteEndedBans] as const;

export interface CleaningOptions {
  readonly db: Db;
  readonly onError: (error: unknown) => void;
}

/** A minute after the start and every hour. Disposing stops it behind the statement that runs. */
export function startCleaning({ db, onError }: CleaningOptions): AsyncDisposable {
  const controller = new AbortController();
  const { signal } = controller;

  const loop = (async () => {
    await sleep(FIRST_AFTER_MS, signal);
    while (!signal.aborted) {
      for (const clean of CLEANINGS) await clean(db, new Date(), signal).catch(onError);
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
