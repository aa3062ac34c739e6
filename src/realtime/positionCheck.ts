/**
 * Once a second, and after the broker's connection was lost: does the table have what did not arrive here?
 *
 * One statement per process asks for the heads past the last horizon, of the conversations followed here, and for
 * changed memberships of the users whose inbox is open here. What is behind reads on from the table. So a subscriber
 * sees a committed event within two seconds whatever the broker does.
 */
import { sleep } from "../lib/latch.ts";
import type { Feeds } from "./feeds.ts";
import type { Places } from "../domain/places.ts";

const INTERVAL_MS = 1_000;

export interface InboxWatcher {
  readonly onMembershipChanged: (conversationId: string) => void;
  /** Every feed here has reached what was committed before `horizon`. */
  readonly onPosition: (horizon: bigint) => void;
}

export interface PositionCheck extends AsyncDisposable {
  /** Tells of a user's memberships, and of every position; returns what ends that. */
  watch(userId: string, watcher: InboxWatcher): () => void;
  /** Looks now; resolves when all feeds have what the table had. */
  check(): Promise<void>;
}

export interface PositionCheckOptions {
  readonly feeds: Feeds;
  readonly places: Places;
  readonly onError: (error: unknown) => void;
}

export function startPositionCheck({ feeds, places, onError }: PositionCheckOptions): PositionCheck {
  const watchers = new Map<string, Set<InboxWatcher>>();
  const controller = new AbortController();
  // What was opened while a look was under way is asked for from before that look: so one look behind.
  let since = 0n;
  let last = 0n;
  let running: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    const conversationIds = feeds.ids();
    const userIds = [...watchers.keys()];
    if (conversationIds.length === 0 && userIds.length === 0) return;
    const watched = new Map(watchers);
    const positions = await places.readPositions(since, conversationIds, userIds);
    const behind = await findBehind(feeds, positions.heads);
    for (const { userId, conversationId } of positions.memberships) {
      for (const watcher of watched.get(userId) ?? []) watcher.onMembershipChanged(conversationId);
    }
    if (behind.length > 0) {
      onError(new Error(`Feeds are behind the table and could not catch up: ${behind.join(", ")}.`));
      return;
    }
    for (const set of watched.values()) {
      if (last > 0n) for (const watcher of set) watcher.onPosition(last);
    }
    since = last;
    last = positions.horizon;
  }

  /** One look at a time: `since` moves forward only. */
  function check(): Promise<void> {
    running = running.then(look).catch(onError);
    return running;
  }

  const loop = (async () => {
    while (!controller.signal.aborted) {
      await sleep(INTERVAL_MS, controller.signal);
      if (!controller.signal.aborted) await check();
    }
  })();

  return {
    check,
    watch: (userId, watcher) => {
      const set = watchers.get(userId) ?? new Set();
      watchers.set(userId, set.add(watcher));
      return () => {
        set.delete(watcher);
        if (set.size === 0) watchers.delete(userId);
      };
    },
    async [Symbol.asyncDispose]() {
      controller.abort();
      await loop;
    },
  };
}

/** Lets the feeds that are behind these heads read on; the ids of those that still are. */
async function findBehind(feeds: Feeds, heads: ReadonlyMap<string, number>): Promise<string[]> {
  const behind = await Promise.all(
    [...heads].map(async ([conversationId, headSeq]) => {
      const feed = await feeds.get(conversationId);
      if (feed === null) return [];
      // The first may be one that was under way, and older than this look.
      for (let tries = 0; feed.head < headSeq && tries < 2; tries += 1) await feed.heal();
      return feed.head < headSeq ? [conversationId] : [];
    }),
  );
  return behind.flat();
}
