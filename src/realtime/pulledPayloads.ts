/** A stream's payloads for a reader that asks for one after the other: an SSE stream, an iterator in this process. */
import type { Follower, InboxStreamItem, Payload, Presenter, Selection } from "../domain/streams.ts";

/** Payloads that wait for the reader; the stream waits behind them where it stands, and reads on from there. */
const WAITING_MAX = 16;

/** Life: begins with the first `next`; ends with its stream, behind what waits, or at once with `return`. */
export class PulledPayloads implements Follower, AsyncIterableIterator<Payload> {
  readonly #handTo: (follower: Follower) => () => void;
  readonly #presenter: Presenter;
  readonly #waiting: Payload[] = [];
  #stop: (() => void) | null = null;
  #isOver = false;
  /** What its stream failed with, until the reader is told. */
  #failure: { readonly error: unknown } | null = null;
  /** The reader waits for a payload, or the stream for room. */
  #more: PromiseWithResolvers<void> | null = null;
  #room: PromiseWithResolvers<void> | null = null;

  constructor(handTo: (follower: Follower) => () => void, presenter: Presenter) {
    this.#handTo = handTo;
    this.#presenter = presenter;
  }

  get selection(): Selection {
    return this.#presenter.selection;
  }

  present(item: InboxStreamItem): Promise<Payload> {
    return this.#presenter.present(item);
  }

  take(payload: Payload): boolean {
    if (this.#isOver) return true;
    if (this.#waiting.length >= WAITING_MAX) return false;
    this.#waiting.push(payload);
    this.#more?.resolve();
    return true;
  }

  drained(): Promise<void> {
    if (this.#isOver || this.#waiting.length === 0) return Promise.resolve();
    return (this.#room ??= Promise.withResolvers()).promise;
  }

  end(error?: unknown): void {
    if (this.#isOver) return;
    if (error !== undefined) this.#failure = { error };
    this.#close();
  }

  async next(): Promise<IteratorResult<Payload>> {
    if (!this.#isOver) this.#stop ??= this.#handTo(this);
    while (this.#waiting.length === 0 && !this.#isOver) {
      this.#more ??= Promise.withResolvers();
      await this.#more.promise;
      this.#more = null;
    }
    const value = this.#waiting.shift();
    if (value === undefined) return this.#last();
    if (this.#waiting.length === 0) this.#makeRoom();
    return { done: false, value };
  }

  async return(): Promise<IteratorResult<Payload>> {
    this.#waiting.length = 0;
    this.#failure = null;
    this.#close();
    this.#stop?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #last(): IteratorResult<Payload> {
    const failure = this.#failure;
    this.#failure = null;
    if (failure !== null) throw failure.error;
    return { done: true, value: undefined };
  }

  #close(): void {
    this.#isOver = true;
    this.#more?.resolve();
    this.#makeRoom();
  }

  #makeRoom(): void {
    this.#room?.resolve();
    this.#room = null;
  }
}
