/** Group commit: what arrives for a key while a batch of it is under way goes together as the next one. */

export interface BatcherOptions<Item, Result> {
  /** Runs one batch; answers item by item, in order. A rejection is every waiting item's rejection. */
  readonly run: (key: string, items: readonly Item[]) => Promise<readonly Result[]>;
  /** Items in one batch. */
  readonly batchMax: number;
  /** Items that may wait for one key; the next is refused by `onFull`. */
  readonly waitingMax: number;
  /** An item that has waited for longer when its turn comes is refused by `onFull`, too, and not run. */
  readonly waitMaxMs: number;
  readonly onFull: () => Error;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly since: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Per key one batch under way, in order of arrival; keys are independent. A key costs nothing when it is idle.
 */
export function createBatcher<Item, Result>(
  options: BatcherOptions<Item, Result>,
): (key: string, item: Item) => Promise<Result> {
  const queues = new Map<string, Waiting<Item, Result>[]>();

  function takeLiving(batch: readonly Waiting<Item, Result>[]): Waiting<Item, Result>[] {
    const oldest = performance.now() - options.waitMaxMs;
    return batch.filter((waiting) => {
      if (waiting.since < oldest) waiting.reject(options.onFull());
      return waiting.since >= oldest;
    });
  }

  async function drain(key: string, queue: Waiting<Item, Result>[]): Promise<void> {
    while (queue.length > 0) {
      const batch = takeLiving(queue.splice(0, options.batchMax));
      if (batch.length === 0) continue;
      try {
        const results = await options.run(
          key,
          batch.map((waiting) => waiting.item),
        );
        for (const [index, waiting] of batch.entries()) {
          const result = results[index];
          if (result === undefined)
            waiting.reject(new Error("A batch answered fewer items than it was given."));
          else waiting.resolve(result);
        }
      } catch (error) {
        for (const waiting of batch) waiting.reject(error);
      }
    }
    queues.delete(key);
  }

  return (key, item) =>
    new Promise((resolve, reject) => {
      const queue = queues.get(key);
      const waiting = { item, since: performance.now(), resolve, reject };
      if (queue === undefined) {
        const first = [waiting];
        queues.set(key, first);
        void drain(key, first);
      } else if (queue.length >= options.waitingMax) {
        reject(options.onFull());
      } else {
        queue.push(waiting);
      }
    });
}
