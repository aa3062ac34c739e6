/** Keeps when people were last here: written behind, many in one statement, never for each connection. */
import type { SaveSightings, Sighting } from "../domain/presence/ports.ts";
import { sleep } from "../lib/latch.ts";

/** Who left within this time is written together. */
const COLLECT_MS = 250;
/** In one statement. */
const BATCH_MAX = 1_000;
/** Past it nobody is added: a database that is away for long costs times, not memory. */
const WAITING_MAX = 100_000;

export interface SightingsOptions {
  readonly save: SaveSightings;
  readonly onError: (error: unknown) => void;
}

/** Writes what is added to it, one statement at a time. What cannot be written is reported and dropped. */
export class Sightings implements AsyncDisposable {
  readonly #options: SightingsOptions;
  readonly #waiting = new Map<string, Date>();
  readonly #ending = new AbortController();
  /** Collects until its time has come; then it writes, and the next one may collect. */
  #next: Promise<void> | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(options: SightingsOptions) {
    this.#options = options;
  }

  /** Resolves when it is kept, or dropped. */
  add({ userId, at }: Sighting): Promise<void> {
    if (this.#waiting.size < WAITING_MAX) this.#waiting.set(userId, at);
    this.#next ??= this.#collect();
    return this.#next;
  }

  /** Writes what waits, at once. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#next;
    await this.#writing;
  }

  async #collect(): Promise<void> {
    await sleep(COLLECT_MS, this.#ending.signal);
    const batch = [...this.#waiting].map(([userId, at]) => ({ userId, at }));
    this.#waiting.clear();
    this.#next = null;
    this.#writing = this.#writing.then(() => this.#save(batch));
    await this.#writing;
  }

  async #save(batch: readonly Sighting[]): Promise<void> {
    for (let start = 0; start < batch.length; start += BATCH_MAX) {
      await this.#options.save(batch.slice(start, start + BATCH_MAX)).catch(this.#options.onError);
    }
  }
}
