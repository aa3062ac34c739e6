/** The life of a subscription to people's presence: as they are, then as they change, until its reader goes. */
import { viewPresence } from "../domain/presence/policy.ts";
import type { FindVisiblePresences, PresenceView, Sight } from "../domain/presence/ports.ts";
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
  let sights = await findVisible(viewerId, userIds);
  let askedAt = performance.now();
  let isReconsidered = false;
  const fresh = new Map<string, PresenceView>();
  const known = new Map<string, PresenceView>();
  const moved = new Latch();
  const ends: (() => void)[] = [];
  const hear = (view: PresenceView): void => {
    known.set(view.userId, view);
    if (!sights.has(view.userId)) return;
    fresh.set(view.userId, view);
    moved.set();
  };
  const onReconsider = (): void => {
    isReconsidered = true;
    moved.set();
  };
  try {
    // Those who may be seen now; who may not be seen for a while is watched on, and told of when they may be again.
    const watched = [...sights.keys()];
    for (const userId of watched) ends.push(watches.watch(userId, { onView: hear, onReconsider }));
    while (!signal.aborted) {
      if (isReconsidered || (fresh.size > 0 && performance.now() - askedAt > VISIBLE_FOR_MS)) {
        isReconsidered = false;
        const now = await findVisible(viewerId, watched).catch(() => null);
        if (now === null) {
          isReconsidered = true;
          await sleep(RETRY_MS, signal);
          continue;
        }
        askedAt = performance.now();
        for (const view of known.values()) {
          // Told of once more, as hidden where they are hidden now.
          if (!isSameSight(sights.get(view.userId), now.get(view.userId))) fresh.set(view.userId, view);
        }
        sights = now;
      }
      // One at a time: while the reader is away, more may come, and the minute may pass.
      const [next] = fresh.values();
      if (next === undefined) await moved.wait(signal);
      else {
        fresh.delete(next.userId);
        yield viewPresence(next, sights.get(next.userId));
      }
    }
  } finally {
    for (const end of ends) end();
  }
}

function isSameSight(one: Sight | undefined, other: Sight | undefined): boolean {
  return one?.seesLastSeen === other?.seesLastSeen;
}
