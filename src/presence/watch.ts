/** The life of a subscription to people's presence: as they are, then as they change, until its reader goes. */
import { hiddenPresence } from "../domain/presence/policy.ts";
import type { FindVisiblePresences, PresenceView } from "../domain/presence/ports.ts";
import { abortable } from "../lib/abortable.ts";
import { Latch, sleep } from "../lib/latch.ts";
import type { Watches } from "./watches.ts";

/** So long somebody may still be watched who shares no conversation any more. */
const VISIBLE_FOR_MS = 60_000;
/** When the database does not say who may be seen, nobody is told of until it does. */
const RETRY_MS = 1_000;

export interface WatchOptions {
  readonly watches: Watches;
  readonly findVisible: FindVisiblePresences;
}

/** A slow reader gets the newest of each person, not every change between. Nothing queues for it. */
export function watchPresences(
  options: WatchOptions,
  viewerId: string,
  userIds: readonly string[],
): AsyncGenerator<PresenceView> {
  return abortable((signal) => run(options, viewerId, userIds, signal));
}

async function* run(
  { watches, findVisible }: WatchOptions,
  viewerId: string,
  userIds: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<PresenceView> {
  const visible = await findVisible(viewerId, userIds);
  let askedAt = performance.now();
  const fresh = new Map<string, PresenceView>();
  const moved = new Latch();
  const ends = new Map<string, () => void>();
  const hear = (userId: string, view: PresenceView): void => {
    fresh.set(userId, view);
    moved.set();
  };
  try {
    for (const userId of visible) {
      ends.set(
        userId,
        watches.watch(userId, (view) => hear(userId, view)),
      );
    }
    while (!signal.aborted) {
      if (fresh.size > 0 && performance.now() - askedAt > VISIBLE_FOR_MS) {
        const stillVisible = await findVisible(viewerId, [...ends.keys()]).catch(() => null);
        if (stillVisible === null) {
          await sleep(RETRY_MS, signal);
          continue;
        }
        askedAt = performance.now();
        for (const [userId, end] of ends) {
          if (stillVisible.has(userId)) continue;
          end();
          ends.delete(userId);
          // Told of once more, as hidden.
          fresh.set(userId, hiddenPresence(userId));
        }
      }
      // One at a time: while the reader is away, more may come, and the minute may pass.
      const [next] = fresh;
      if (next === undefined) await moved.wait(signal);
      else {
        fresh.delete(next[0]);
        yield next[1];
      }
    }
  } finally {
    for (const end of ends.values()) end();
  }
}
