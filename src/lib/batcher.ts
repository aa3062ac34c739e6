/** Group commit: what arrives for a key while a batch of it is under way goes together as the next one. */

export interface BatcherOptions<Item, Result> {
  /** Runs one batch; answers item by item, in order. A rejection is every waiting item's rejection. */
  readonly run: (key: string, items: readonly Item[]) => Promise<readonly Result[]>;
  /** Items in one batch. */
  readonly batchMax: number;
  /** Items that may wait for one key; the next is refused by `onFull`. */
  readonly waitingMax: number;
  readonly onFull: () => Error;
}

interface Waiting<Item, Result> {
  readonly item: Item;
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

  async function drain(key: string, queue: Waiting<Item, Result>[]): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, options.batchMax);
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
      if (queue === undefined) {
        const first = [{ item, resolve, reject }];
        queues.set(key, first);
        void drain(key, first);
      } else if (queue.length >= options.waitingMax) {
        reject(options.onFull());
      } else {
        queue.push({ item, resolve, reject });
      }
    });
}
