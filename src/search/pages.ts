/** Goes through all messages that are not deleted, page by page, for whoever makes or compares their documents. */
import type { SearchOutbox } from "../domain/search/ports.ts";

export const PAGE = 1_000;

/** Told how many messages are done, of about how many. */
export type OnProgress = (done: number, all: number) => void;

/** Those behind `after`; answers how many. Errors: what aborts `signal`, UNAVAILABLE, those of `work`. */
export async function eachPage(
  outbox: SearchOutbox,
  after: string | null,
  signal: AbortSignal,
  onProgress: OnProgress,
  work: (ids: readonly string[]) => Promise<void>,
): Promise<number> {
  const all = await outbox.countMessages();
  let last = after;
  let done = 0;
  for (;;) {
    signal.throwIfAborted();
    const ids = await outbox.idsAfter(last, PAGE);
    if (ids.length === 0) return done;
    await work(ids);
    done += ids.length;
    last = ids.at(-1) ?? null;
    onProgress(done, all);
  }
}
