/** An operation on a socket, as the engine and its stream know it; where graphql-ws does not wait, it says the stream's end. */
import type { GraphQLFormattedError } from "graphql";
import { MessageType, stringifyMessage } from "graphql-ws";
import type { Context } from "graphql-ws";
import type { Log } from "./boundLog.ts";
import type { Connection, Operation } from "./connection.ts";
import type { SocketStream, StreamListener } from "./socketStream.ts";

/** A stream's error as its client may read it. */
export type PresentEnd = (
  error: unknown,
  scope: { readonly requestId: string; readonly log: Log },
) => readonly GraphQLFormattedError[];

/** Kept as long as its stream is open, of which there are ten thousands: small. */
export class SocketOperation implements StreamListener {
  readonly connection: Connection;
  readonly #operation: Operation;
  readonly #log: Log;
  readonly #presentEnd: PresentEnd;
  #subscriptions: Context["subscriptions"] | null = null;

  constructor(connection: Connection, operation: Operation, log: Log, presentEnd: PresentEnd) {
    this.connection = connection;
    this.#operation = operation;
    this.#log = log;
    this.#presentEnd = presentEnd;
  }

  /** As the client chose it. */
  get id(): string {
    return this.#operation.id;
  }

  /** The client wants no more of it. */
  onReturned(): void {
    this.connection.end(this.#operation);
  }

  /** From now on it says the stream's end, as graphql-ws would, which has it among `subscriptions`. */
  listen(stream: SocketStream, subscriptions: Context["subscriptions"]): void {
    this.#subscriptions = subscriptions;
    stream.onEnd(this);
  }

  ended(stream: SocketStream, error: unknown): void {
    const { id, requestId, isStale } = this.#operation;
    const subscriptions = this.#subscriptions ?? {};
    const isOpen = subscriptions[id] === stream;
    if (isOpen) delete subscriptions[id];
    this.connection.end(this.#operation);
    if (!isOpen || isStale) return;
    const message =
      error === undefined
        ? stringifyMessage<MessageType.Complete>({ id, type: MessageType.Complete })
        : stringifyMessage<MessageType.Error>({
            id,
            type: MessageType.Error,
            payload: this.#presentEnd(error, { requestId, log: this.#log }),
          });
    void this.connection.send(message);
  }
}
