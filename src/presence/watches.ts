/**
 * What this process knows of the people whom somebody here watches. Nobody else is heard of.
 *
 * A watched person is read when the first watcher comes, when a process tells that something changed, and again when
 * that may have gone unannounced: after a process died, after the store came back, and every thirty seconds. Reads are
 * batched, one batch at a time; what cannot be read stays as it was.
 */
import { isSamePresence } from "../domain/presence/policy.ts";
import type { PresenceView } from "../domain/presence/ports.ts";
import type { PresenceBus } from "../domain/signals.ts";

const READ_ALL_EVERY_MS = 30_000;
const BATCH_MAX = 500;

export interface WatchesOptions {
  readonly bus: PresenceBus;
  /** Rejects where who is here cannot be told now. */
  readonly read: (userIds: readonly string[]) => Promise<ReadonlyMap<string, PresenceView>>;
  /** What is said of those who could not be read yet. */
  readonly unknown: (userId: string) => PresenceView;
  /** Whether reading everybody would tell the truth now. */
  readonly isWhole: () => boolean;
  readonly onError: (error: unknown) => void;
}

export interface Watcher {
  /** Told of the person as they are known, soon, and after every change. */
  readonly onView: (view: PresenceView) => void;
  /** Who may see the person, or whom they may see, has changed. */
  readonly onReconsider: () => void;
}

interface Watched {
  view: PresenceView | null;
  readonly watchers: Set<Watcher>;
  readonly stopHearing: () => void;
}

export class Watches implements AsyncDisposable {
  readonly #options: WatchesOptions;
  readonly #byUser = new Map<string, Watched>();
  readonly #due = new Set<string>();
  #reading: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: WatchesOptions) {
    this.#options = options;
  }

  /** Call what it returns once, to end it. */
  watch(userId: string, watcher: Watcher): () => void {
    const watched = this.#byUser.get(userId) ?? this.#begin(userId);
    // An object of its own, so that one watcher may watch twice.
    const own = { ...watcher };
    watched.watchers.add(own);
    if (watched.view !== null) own.onView(watched.view);
    return () => {
      if (!watched.watchers.delete(own) || watched.watchers.size > 0) return;
      watched.stopHearing();
      this.#byUser.delete(userId);
      if (this.#byUser.size > 0 || this.#timer === null) return;
      clearInterval(this.#timer);
      this.#timer = null;
    };
  }

  /** Reads everybody who is watched here again. */
  readAll(): void {
    if (!this.#options.isWhole()) return;
    for (const userId of this.#byUser.keys()) this.#readSoon(userId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#due.clear();
    await this.#reading;
  }

  #begin(userId: string): Watched {
    const watchers = new Set<Watcher>();
    const stopHearing = this.#options.bus.listen(userId, (what) => {
      if (what === "PRESENCE") this.#readSoon(userId);
      else for (const watcher of watchers) watcher.onReconsider();
    });
    const watched: Watched = { view: null, watchers, stopHearing };
    this.#byUser.set(userId, watched);
    this.#timer ??= setInterval(() => this.readAll(), READ_ALL_EVERY_MS);
    this.#readSoon(userId);
    return watched;
  }

  #readSoon(userId: string): void {
    this.#due.add(userId);
    this.#reading ??= this.#readDue().finally(() => {
      this.#reading = null;
    });
  }

  async #readDue(): Promise<void> {
    // What comes in the same turn of the event loop goes together.
    await new Promise(setImmediate);
    while (this.#due.size > 0) {
      const batch = [...this.#due].slice(0, BATCH_MAX).filter((userId) => this.#due.delete(userId));
      await this.#readBatch(batch.filter((userId) => this.#byUser.has(userId)));
    }
  }

  async #readBatch(userIds: readonly string[]): Promise<void> {
    try {
      const views = await this.#options.read(userIds);
      for (const userId of userIds) this.#tell(userId, views.get(userId) ?? this.#options.unknown(userId));
    } catch (error) {
      this.#options.onError(error);
      for (const userId of userIds) {
        if (this.#byUser.get(userId)?.view === null) this.#tell(userId, this.#options.unknown(userId));
      }
    }
  }

  #tell(userId: string, view: PresenceView): void {
    const watched = this.#byUser.get(userId);
    if (watched === undefined || (watched.view !== null && isSamePresence(watched.view, view))) return;
    watched.view = view;
    for (const watcher of watched.watchers) watcher.onView(view);
  }
}
