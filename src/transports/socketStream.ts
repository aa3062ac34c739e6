/** A running subscription on a socket: it follows a stream, and graphql-ws waits for its end. */
import { RequestError } from "../domain/errors.ts";
import type { Follower, InboxStreamItem, ItemStream, Payload, Selection } from "../domain/streams.ts";
import { CLOSE_CODES } from "./closeCodes.ts";
import type { Connection } from "./connection.ts";
import { encodeId, NextPayload } from "./frames.ts";
import type { Recipient } from "./frames.ts";

export interface SocketStreamOptions {
  readonly connection: Connection;
  /** The operation's, as the client chose it. */
  readonly id: string;
  readonly selection: Selection;
  /** Executes an item for this subscription alone; see `Follower`. */
  readonly present: (item: InboxStreamItem) => Promise<NextPayload>;
  readonly onEnded: () => void;
  /** The client wants no more. */
  readonly onReturned: () => void;
}

/**
 * Life: open → ended. The stream hands its payloads to the socket's outbox; `next` yields nothing and settles at the
 * end, when all that was taken is written: so what graphql-ws then says (`complete`, an error) stands behind it. After
 * the client's `complete` it never settles, and nothing more is written under the operation's id.
 */
export class SocketStream implements Follower, Recipient, AsyncIterableIterator<never> {
  readonly #options: SocketStreamOptions;
  readonly encodedId: string;
  readonly #stop: () => void;
  readonly #ended = Promise.withResolvers<IteratorResult<never>>();
  #isOver = false;

  constructor(stream: ItemStream<InboxStreamItem>, options: SocketStreamOptions) {
    this.#options = options;
    this.encodedId = encodeId(options.id);
    // Asked for when graphql-ws begins to listen; a stream that fails before is not an unhandled rejection.
    this.#ended.promise.catch(() => undefined);
    this.#stop = stream.handTo(this);
  }

  get selection(): Selection {
    return this.#options.selection;
  }

  present(item: InboxStreamItem): Promise<Payload> {
    return this.#options.present(item);
  }

  take(payload: Payload): boolean {
    if (!(payload instanceof NextPayload)) throw new TypeError("A payload of another making.");
    return this.#isOver || this.#options.connection.outbox.take(payload, this);
  }

  drained(): Promise<void> {
    return this.#options.connection.outbox.drained();
  }

  end(error?: unknown): void {
    if (this.#isOver) return;
    this.#close();
    const { connection } = this.#options;
    if (error === undefined) {
      connection.outbox.flush();
      this.#ended.resolve({ done: true, value: undefined });
    } else if (error instanceof RequestError && error.code === "UNAVAILABLE") {
      // It comes back with its cursor, to a process that is better off.
      connection.close(CLOSE_CODES.UNAVAILABLE);
    } else {
      connection.outbox.flush();
      this.#ended.reject(error);
    }
  }

  next(): Promise<IteratorResult<never>> {
    return this.#ended.promise;
  }

  return(): Promise<IteratorResult<never>> {
    if (!this.#isOver) {
      this.#close();
      this.#options.connection.outbox.discard(this);
      this.#stop();
      this.#options.onReturned();
    }
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #close(): void {
    this.#isOver = true;
    this.#options.onEnded();
  }
}
