/**
 * Ends what runs under a session that has ended, wherever that happened: the broker tells at once, and when it does not,
 * this finds out.
 */
import type { Db } from "../domain/rows.ts";
import { sleep } from "../lib/latch.ts";

/** With the statement's own time, well within the five seconds that `revokeSession` and `logout` promise. */
const INTERVAL_MS = 2_000;

export interface SessionWatchOptions {
  readonly db: Pick<Db, "$queryRaw">;
  /** Sessions that something open here runs under, each once. */
  readonly openSessionIds: () => readonly string[];
  readonly onEnded: (sessionIds: readonly string[]) => void;
  readonly onError: (error: unknown) => void;
}

/** One statement every two seconds while anybody signed in has something open. */
export function startSessionWatch({
  db,
  openSessionIds,
  onEnded,
  onError,
}: SessionWatchOptions): AsyncDisposable {
  const controller = new AbortController();

  async function look(): Promise<void> {
    const ids = openSessionIds();
    if (ids.length === 0) return;
    // One parameter, however many sockets are open: Prisma's `in` takes one for each, and 32,767 are the most.
    const ended = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM "session"
      WHERE id = ANY(${ids}::uuid[]) AND (revoked_at IS NOT NULL OR expires_at <= now())`;
    if (ended.length > 0) onEnded(ended.map(({ id }) => id));
  }

  const loop = (async () => {
    for (;;) {
      await sleep(INTERVAL_MS, controller.signal);
      if (controller.signal.aborted) return;
      await look().catch(onError);
    }
  })();

  return {
    [Symbol.asyncDispose]: () => {
      controller.abort();
      return loop;
    },
  };
}
