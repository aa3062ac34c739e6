/** Deletes old sessions now and then, beside requests. */
import { deleteOldSessions } from "../domain/account/deleteOldSessions.ts";
import type { Db } from "../domain/rows.ts";
import { sleep } from "../lib/latch.ts";

const FIRST_AFTER_MS = 60_000;
const EVERY_MS = 3_600_000;

export interface SessionCleaningOptions {
  readonly db: Pick<Db, "session">;
  readonly onError: (error: unknown) => void;
}

/** A minute after the start and every hour. Disposing stops it behind the statement that runs. */
export function startSessionCleaning({ db, onError }: SessionCleaningOptions): AsyncDisposable {
  const controller = new AbortController();
  const { signal } = controller;

  const loop = (async () => {
    await sleep(FIRST_AFTER_MS, signal);
    while (!signal.aborted) {
      await deleteOldSessions(db, new Date(), signal).catch(onError);
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
