/** A running subscription on a socket: it follows a stream, and graphql-ws waits for its end. */
import { RequestError } from "../domain/errors.ts";
import type { Follower, InboxStreamItem, ItemStream, Payload, Selection } from "../domain/streams.ts";
import { CLOSE_CODES } from "./closeCodes.ts";
import type { Connection } from "./connection.ts";
import { encodeId, NextPayload } from "./frames.ts";
import type { Recipient } from "./frames.ts";

/** Whose stream it is. Kept as long as that is open. */
export interface SocketStreamOwner {
  readonly connection: Connection;
  /** The operation's, as the client chose it. */
  readonly id: string;
  readonly selection: Selection;
  /** Executes an item for this subscription alone; see `Follower`. */
  present(item: InboxStreamItem): Promise<NextPayload>;
  onEnded(): void;
  /** The client wants no more. */
  onReturned(): void;
}

/** Told of the end, which the server has brought about: with `undefined` as it should be, or with an error. */
export interface StreamListener {
  ended(stream: SocketStream, error: unknown): void;
}

/**
 * Life: open → ended. The stream hands its payloads to the socket's outbox; `next` yields nothing and settles at the
 * end, when all that was taken is written: so what graphql-ws then says (`complete`, an error) stands behind it. After
 * the client's `complete` it never settles, and nothing more is written under the operation's id.
 */
export class SocketStream implements Follower, Recipient, AsyncIterableIterator<never> {
  readonly #owner: SocketStreamOwner;
  readonly encodedId: string;
  readonly #stop: () => void;
  #isOver = false;
  /** What it ended with; null as long as it has not ended of itself. */
  #end: { readonly error: unknown } | null = null;
  #waiting: PromiseWithResolvers<IteratorResult<never>> | null = null;
  #listener: StreamListener | null = null;

  constructor(stream: ItemStream<InboxStreamItem>, owner: SocketStreamOwner) {
    this.#owner = owner;
    this.encodedId = encodeId(owner.id);
    this.#stop = stream.handTo(this);
  }

  get selection(): Selection {
    return this.#owner.selection;
  }

  present(item: InboxStreamItem): Promise<Payload> {
    return this.#owner.present(item);
  }

  take(payload: Payload): boolean {
    if (!(payload instanceof NextPayload)) throw new TypeError("A payload of another making.");
    return this.#isOver || this.#owner.connection.outbox.take(payload, this);
  }

  drained(): Promise<void> {
    return this.#owner.connection.outbox.drained();
  }

  end(error?: unknown): void {
    if (this.#isOver) return;
    this.#close();
    const { connection } = this.#owner;
    if (error instanceof RequestError && error.code === "UNAVAILABLE") {
      // It comes back with its cursor, to a process that is better off.
      connection.close(CLOSE_CODES.UNAVAILABLE);
      return;
    }
    connection.outbox.flush();
    this.#end = { error };
    this.#listener?.ended(this, error);
    this.#settle();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Nobody waits for `next`, which would keep whoever waits in memory: the end is told to this. */
  onEnd(listener: StreamListener): void {
    this.#listener = listener;
  }

  next(): Promise<IteratorResult<never>> {
    this.#waiting ??= Promise.withResolvers();
    this.#settle();
    return this.#waiting.promise;
  }

  return(): Promise<IteratorResult<never>> {
    if (!this.#isOver) {
      this.#close();
      this.#owner.connection.outbox.discard(this);
      this.#stop();
      this.#owner.onReturned();
    }
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #settle(): void {
    if (this.#end === null || this.#waiting === null) return;
    const { error } = this.#end;
    if (error === undefined) this.#waiting.resolve({ done: true, value: undefined });
    else this.#waiting.reject(error);
  }

  #close(): void {
    this.#isOver = true;
    this.#owner.onEnded();
  }
}
