/** What a client library hands over, item by item: waited for with a deadline, never with a sleep. */

const DEADLINE_MS = 10_000;

export class Arrivals<Item> {
  readonly #unread: Item[] = [];
  #end: { readonly error: unknown } | null = null;
  #wake: (() => void) | null = null;

  put(item: Item): void {
    this.#unread.push(item);
    this.#wake?.();
  }

  /** Nothing more comes; `error` is why, if there was a reason. */
  end(error: unknown = null): void {
    this.#end ??= { error };
    this.#wake?.();
  }

  /** The next item; rejects when there is none, because of an end or within ten seconds. */
  async next(): Promise<Item> {
    await this.#until(() => this.#unread.length > 0 || this.#end !== null);
    const item = this.#unread.shift();
    if (item === undefined) throw this.#end?.error ?? new Error("Nothing more comes.");
    return item;
  }

  /** The next `count` items. */
  async take(count: number): Promise<Item[]> {
    const items: Item[] = [];
    while (items.length < count) items.push(await this.next());
    return items;
  }

  /** Resolves with the reason when nothing more comes. */
  async over(): Promise<unknown> {
    await this.#until(() => this.#end !== null);
    return this.#end?.error;
  }

  async #until(isDone: () => boolean): Promise<void> {
    const deadline = Date.now() + DEADLINE_MS;
    while (!isDone()) {
      await new Promise<void>((resolve, reject) => {
        const late = new Error(`Nothing came in ${DEADLINE_MS} ms.`);
        const timer = setTimeout(() => reject(late), deadline - Date.now());
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}
