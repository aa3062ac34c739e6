/** A stream's way out: items become payloads, shared where they can be, and are handed to a follower. */
import type { Follower, InboxStreamItem, ItemStream, Payload, Presenter } from "../domain/streams.ts";
import type { Executions } from "./executions.ts";
import { PulledPayloads } from "./pulledPayloads.ts";
import { patiently } from "./readOn.ts";

/** Where a stream's items come from. */
export interface ItemSource<Item> {
  /**
   * Makes the items until the signal aborts. It may let the hub hand over to the follower what is live; it yields the
   * rest, and sleeps meanwhile.
   */
  items(signal: AbortSignal, follower: Follower): AsyncGenerator<Item>;
  /**
   * What follows when the items have ended. Null, and without this: the stream is over. Otherwise it sleeps without a
   * generator, whose frames and signal are kilobytes, until it is woken, once: then the items are made anew.
   */
  rest?(follower: Follower, sleeper: Sleeper): Rest | null;
}

export interface Sleeper {
  wake(): void;
}

export interface Rest {
  /** The stream is not wanted any more; it is not woken after that. */
  leave(): void;
}

export function createItemStream<Item extends InboxStreamItem>(
  executions: Executions,
  source: ItemSource<Item>,
): ItemStream<Item> {
  const handTo = (follower: Follower): (() => void) => {
    const handOver = new HandOver(source, executions, follower);
    handOver.start();
    return () => handOver.stop();
  };
  return {
    handTo,
    payloads: (presenter) => new PulledPayloads(handTo, presenter),
    // What these are presented as is what the source makes.
    [Symbol.asyncIterator]: () => new PulledPayloads(handTo, AS_THEY_ARE) as AsyncIterator<Item & Payload>,
  };
}

/** Items themselves, to each reader its own. */
const AS_THEY_ARE: Presenter = {
  selection: { keyOf: () => null, execute: (item) => Promise.resolve(item) },
  present: (item) => Promise.resolve(item),
};

/** Life: generating ⇄ resting, until the stream is over or stopped. */
class HandOver implements Sleeper {
  readonly #source: ItemSource<InboxStreamItem>;
  readonly #executions: Executions;
  readonly #follower: Follower;
  /** What was executed before is older than what its client may know already. */
  readonly #openedAt = performance.now();
  /** While it generates. */
  #controller: AbortController | null = null;
  /** While it rests. */
  #rest: Rest | null = null;
  #isStopped = false;

  constructor(source: ItemSource<InboxStreamItem>, executions: Executions, follower: Follower) {
    this.#source = source;
    this.#executions = executions;
    this.#follower = follower;
  }

  start(): void {
    this.#rest = null;
    this.#controller = new AbortController();
    // The generator has something to let go of, also where it is not wanted any more.
    if (this.#isStopped) this.#controller.abort("stopped");
    void this.#run(this.#controller.signal);
  }

  wake(): void {
    // Whoever wakes it is in the midst of its own work.
    queueMicrotask(() => this.start());
  }

  stop(): void {
    this.#isStopped = true;
    this.#controller?.abort("stopped");
    this.#rest?.leave();
  }

  async #run(signal: AbortSignal): Promise<void> {
    const follower = this.#follower;
    try {
      await this.#handItems(signal);
      this.#controller = null;
      this.#sleep();
    } catch (error) {
      if (!signal.aborted) follower.end(error);
    }
  }

  async #handItems(signal: AbortSignal): Promise<void> {
    const follower = this.#follower;
    for await (const item of this.#source.items(signal, follower)) {
      const payload = await patiently(
        () =>
          this.#executions.of(follower.selection, item, this.#openedAt) ??
          this.#executions.alone(follower, item),
        signal,
      );
      if (!(await hand(payload, follower, signal))) return;
    }
  }

  #sleep(): void {
    const rest = this.#source.rest?.(this.#follower, this) ?? null;
    if (rest !== null && this.#isStopped) rest.leave();
    else if (rest !== null) this.#rest = rest;
    else if (!this.#isStopped) this.#follower.end();
  }
}

/** False when nobody wants it any more. */
async function hand(payload: Payload, follower: Follower, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (follower.take(payload)) return true;
    await follower.drained();
  }
  return false;
}
