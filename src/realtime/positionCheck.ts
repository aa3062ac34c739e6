/**
 * Once a second, and after the broker's connection was lost: does the table have what did not arrive here?
 *
 * One statement per process asks for the heads that are not those known here, of the conversations followed here, for
 * changed memberships of the users whose inbox is open here, and for the epoch. What is behind reads on from the table.
 * So a subscriber sees a committed event within two seconds whatever the broker does. What is ahead of the table, or of
 * another epoch, belongs to a history that was replaced: its followers begin anew.
 */
import { sleep } from "../lib/latch.ts";
import { OWN_ROW_KINDS, ownRowOf } from "../domain/ownRows.ts";
import type { OwnRowItem, ReadOwnRows } from "../domain/ownRows.ts";
import type { InboxExtra } from "../domain/streams.ts";
import type { Feeds } from "./feeds.ts";
import type { Places, Positions } from "../domain/places.ts";

const INTERVAL_MS = 1_000;
/** Rows are read in milliseconds; a look waits no longer for them, so that the next one comes in its time. */
const ROWS_PATIENCE_MS = 500;

export interface InboxWatcher {
  readonly onMembershipChanged: (conversationId: string) => void;
  /** Which of the user's own rows are read for it. */
  readonly wanted: ReadonlySet<InboxExtra>;
  /** Told of rows, perhaps twice and perhaps of another kind, before any position that covers the change. */
  readonly onRowChanged: (item: OwnRowItem) => void;
  /** A look begins. */
  readonly onLook: () => void;
  /** The horizon of the look before. Every feed here has reached what was committed before `horizon`. */
  readonly onPosition: (horizon: bigint) => void;
  /** The log is another one now. */
  readonly onVoid: () => void;
}

export interface PositionCheck extends AsyncDisposable {
  /**
   * A horizon of a second ago or more, for who is told of one at once: a database that crashes may give out anew the
   * numbers of transactions that had changed nothing, of which no more than the last second's log is not on the disk yet.
   */
  readonly settledHorizon: bigint;
  /** Tells of a user's memberships, and of every position; returns what ends that. */
  watch(userId: string, watcher: InboxWatcher): () => void;
  /** Looks now; resolves when all feeds have what the table had. */
  check(): Promise<void>;
}

export interface PositionCheckOptions {
  readonly feeds: Feeds;
  readonly places: Places;
  readonly readOwnRows: ReadOwnRows;
  /** A horizon from before the first follower: what is older is nobody's news here. */
  readonly horizon: bigint;
  readonly epoch: () => string;
  /** Told of another epoch before any follower begins anew. */
  readonly onEpoch: (epoch: string) => void;
  readonly onError: (error: unknown) => void;
}

export function startPositionCheck(options: PositionCheckOptions): PositionCheck {
  const { feeds, places, readOwnRows, epoch, onEpoch, onError } = options;
  const watchers = new Map<string, Set<InboxWatcher>>();
  const controller = new AbortController();
  // What was opened while a look was under way is asked for from before that look: so one look behind.
  let since = options.horizon;
  let last = options.horizon;
  let running: Promise<void> = Promise.resolve();
  /** Rows that are being read. */
  let telling: Promise<boolean> | null = null;

  async function look(): Promise<void> {
    const known = new Map(feeds.ids().map((id) => [id, feeds.get(id)?.head ?? 0]));
    const userIds = [...watchers.keys()];
    const watched = new Map(watchers);
    for (const set of watched.values()) for (const watcher of set) watcher.onLook();
    const positions = await places.readPositions(since, known, userIds);
    if (positions.epoch !== epoch() || positions.horizon < since) return startAnew(positions);
    for (const [conversationId, headSeq] of positions.heads) {
      // A head never falls: the table is another one, although nobody has said so.
      if (headSeq < (known.get(conversationId) ?? 0)) feeds.void(conversationId);
    }
    const behind = await findBehind(feeds, positions.heads);
    for (const { userId, conversationId } of positions.memberships) {
      for (const watcher of watched.get(userId) ?? []) watcher.onMembershipChanged(conversationId);
    }
    if (behind.length > 0) {
      onError(new Error(`Feeds are behind the table and could not catch up: ${behind.join(", ")}.`));
      return;
    }
    if (!(await rowsAreTold(watched))) return;
    // Behind a crash it may have fallen a little: `last` counts transactions then whose numbers are given out anew.
    if (positions.horizon >= last) {
      for (const set of watched.values()) {
        if (last > 0n) for (const watcher of set) watcher.onPosition(last);
      }
      since = last;
    }
    last = positions.horizon;
  }

  /**
   * Whether the rows of this look have been told. Those of a table that does not answer, or not in time, keep back positions
   * and nothing else: events and memberships go on.
   */
  async function rowsAreTold(watched: ReadonlyMap<string, ReadonlySet<InboxWatcher>>): Promise<boolean> {
    // Of an earlier look, whose horizon is older than this one's.
    if (telling !== null) return false;
    telling = tellRows(watched)
      .then(() => true)
      .catch((error: unknown) => {
        onError(error);
        return false;
      })
      .finally(() => {
        telling = null;
      });
    const late = new AbortController();
    const patience = sleep(ROWS_PATIENCE_MS, AbortSignal.any([late.signal, controller.signal]));
    const areTold = await Promise.race([telling, patience.then(() => false)]);
    late.abort();
    return areTold;
  }

  /** Read after the horizon of this look, so that it holds all that is older. A statement for each kind at most. */
  async function tellRows(watched: ReadonlyMap<string, ReadonlySet<InboxWatcher>>): Promise<void> {
    for (const kind of OWN_ROW_KINDS) {
      const userIds = [...watched].flatMap(([userId, set]) =>
        [...set].some(({ wanted }) => wanted.has(kind)) ? [userId] : [],
      );
      const items: readonly OwnRowItem[] =
        userIds.length === 0 ? [] : await readOwnRows[kind](userIds, since);
      for (const item of items) {
        for (const watcher of watched.get(ownRowOf(item).userId) ?? []) watcher.onRowChanged(item);
      }
    }
  }

  /** A new epoch; or an older copy of the database, although nobody has said so. */
  function startAnew({ epoch: now, horizon }: Positions): void {
    if (now !== epoch()) onEpoch(now);
    since = horizon;
    last = horizon;
    // Those, too, that were opened beside the look.
    for (const conversationId of feeds.ids()) feeds.void(conversationId);
    for (const set of Array.from(watchers.values())) for (const watcher of Array.from(set)) watcher.onVoid();
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
    get settledHorizon() {
      return since;
    },
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
      await telling;
    },
  };
}

/** Lets the feeds that are behind these heads read on; the ids of those that still are. */
async function findBehind(feeds: Feeds, heads: ReadonlyMap<string, number>): Promise<string[]> {
  const behind = await Promise.all(
    [...heads].map(async ([conversationId, headSeq]) => {
      const feed = feeds.get(conversationId);
      if (feed === null || feed.isVoid) return [];
      // The first may be one that was under way, and older than this look.
      for (let tries = 0; feed.head < headSeq && tries < 2; tries += 1) await feed.heal();
      return feed.head < headSeq ? [conversationId] : [];
    }),
  );
  return behind.flat();
}
