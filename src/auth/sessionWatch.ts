/**
 * Ends what runs under a session that has ended, wherever that happened: the broker tells at once, and when it does not,
 * this finds out. It asks what has ended lately, not about what is open: many millions are open, and few end.
 */
import type { Db } from "../domain/rows.ts";
import { sleep } from "../lib/latch.ts";

/** With the statement's own time, well within the five seconds that `revokeSession` and `logout` promise. */
const INTERVAL_MS = 2_000;
/**
 * Each look reaches so far behind the one before: what has ended is seen with its commit, a moment later, and may have been
 * taken for live from a memory of at most GATE_AGE_MAX_MS. Both times are the database's; after a failover to one whose clock
 * is behind, a look begins there.
 */
const OVERLAP_SECONDS = 60;

export interface SessionWatchOptions {
  readonly db: Pick<Db, "$queryRaw">;
  /** Whether anything is open that a session could end. */
  readonly hasOpen: () => boolean;
  /** Told of each session for a minute: what was being opened when it ended is found, too. Most have nothing open here. */
  readonly onEnded: (sessionIds: readonly string[]) => void;
  readonly onError: (error: unknown) => void;
}

/** One statement every two seconds while anything is open. */
export function startSessionWatch({ db, hasOpen, onEnded, onError }: SessionWatchOptions): AsyncDisposable {
  const controller = new AbortController();
  /** By the database's clock; null where nothing was open. */
  let lookedAt: Date | null = null;

  async function look(): Promise<void> {
    if (!hasOpen()) {
      lookedAt = null;
      return;
    }
    const [found] = await db.$queryRaw<[{ now: Date; ids: string[] }]>`
      WITH since AS MATERIALIZED (
        SELECT least(coalesce(${lookedAt}::timestamptz, now()), now()) - make_interval(secs => ${OVERLAP_SECONDS}::integer) AS at
      )
      SELECT now() AS now, ARRAY(
        SELECT id FROM "session" WHERE revoked_at > (SELECT at FROM since)
        UNION
        SELECT id FROM "session" WHERE expires_at > (SELECT at FROM since) AND expires_at <= now()
        UNION
        SELECT id FROM "user" WHERE erased_at > (SELECT at FROM since)
      ) AS ids`;
    lookedAt = found.now;
    if (found.ids.length > 0) onEnded(found.ids);
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
