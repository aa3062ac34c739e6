/** A running subscription, as a transport holds it: counted, and ended exactly once whoever ends it. */

export interface StreamHooks<Item> {
  readonly onEnded: () => void;
  readonly lastWords: ((error: unknown) => Item) | null;
}

/**
 * Life: open → ended. It ends when its source is done or fails, when its reader calls `return`, or when the server calls
 * `end`. The source is asked for the next item only when the reader asks: nothing queues for a slow reader. After the
 * reader's `return` a pending `next` never settles, so that nothing is said behind a client's `complete`.
 */
export class OpenStream<Item> implements AsyncIterableIterator<Item> {
  readonly #source: AsyncIterator<Item>;
  readonly #onEnded: () => void;
  readonly #lastWords: ((error: unknown) => Item) | null;
  #isEnded = false;
  #isReturned = false;
  #tellReturned: () => void = () => undefined;
  #last: Item | null = null;
  #wake: ((result: IteratorResult<Item>) => void) | null = null;

  /** A failing source rejects `next`; with `lastWords` its error becomes the last item. */
  constructor(source: AsyncIterator<Item>, hooks: StreamHooks<Item>) {
    this.#source = source;
    this.#onEnded = hooks.onEnded;
    this.#lastWords = hooks.lastWords;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  next(): Promise<IteratorResult<Item>> {
    if (this.#isEnded) return this.#afterEnd();
    return new Promise((resolve, reject) => {
      this.#wake = resolve;
      this.#source
        .next()
        .then(
          (result) => {
            if (this.#isEnded) return;
            this.#wake = null;
            if (result.done === true) this.#close();
            resolve(result);
          },
          (error: unknown) => {
            if (this.#isEnded) return;
            this.#close();
            if (this.#lastWords === null) reject(error);
            else resolve({ done: false, value: this.#lastWords(error) });
          },
        )
        .catch(reject);
    });
  }

  /** Tells once of the reader's `return`. */
  onReturned(tell: () => void): void {
    this.#tellReturned = tell;
  }

  /** The reader wants no more. */
  async return(): Promise<IteratorResult<Item>> {
    if (!this.#isReturned) this.#tellReturned();
    this.#isReturned = true;
    if (!this.#isEnded) {
      this.#close();
      await this.#source.return?.();
    }
    return { done: true, value: undefined };
  }

  /** The server ends the stream, after `last` where given. Never waits. */
  end(last?: Item): void {
    if (this.#isEnded) return;
    const wake = this.#wake;
    this.#close();
    this.#source.return?.().then(undefined, () => undefined);
    if (wake === null) this.#last = last ?? null;
    else wake(last === undefined ? { done: true, value: undefined } : { done: false, value: last });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #afterEnd(): Promise<IteratorResult<Item>> {
    if (this.#isReturned) return new Promise(() => undefined);
    const last = this.#last;
    this.#last = null;
    return Promise.resolve(last === null ? { done: true, value: undefined } : { done: false, value: last });
  }

  #close(): void {
    this.#isEnded = true;
    this.#wake = null;
    this.#onEnded();
  }
}

/** The same with each item changed. */
export function mapped<From, To>(source: AsyncIterator<From>, map: (item: From) => To): AsyncIterator<To> {
  return {
    next: async () => {
      const result = await source.next();
      return result.done === true ? result : { done: false, value: map(result.value) };
    },
    return: async () => {
      await source.return?.();
      return { done: true, value: undefined };
    },
  };
}
