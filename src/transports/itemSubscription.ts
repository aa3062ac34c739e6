/** What is kept of a subscription to a stream of items; their contexts, which are kilobytes, are made as they are needed. */
import type { ValidatedSubscriptionArgs } from "graphql";
import type { InboxStreamItem, Presenter, Selection } from "../domain/streams.ts";
import type { Metrics } from "../metrics.ts";
import type { Connection } from "./connection.ts";
import { errorScope } from "./errors.ts";
import type { NextPayload } from "./frames.ts";
import type { Call, OperationPorts } from "./ports.ts";
import { presentItem } from "./presentItem.ts";
import type { Subscribed } from "./presentItem.ts";
import type { HeldSelection } from "./selection.ts";
import type { SocketOperation } from "./socketOperation.ts";
import type { SocketStreamOwner } from "./socketStream.ts";

export interface SubscriptionEngine {
  readonly ports: OperationPorts;
  readonly metrics: Metrics;
}

/** Counted as an open stream from its making until `onEnded`. */
export class ItemSubscription implements Presenter {
  readonly #held: HeldSelection;
  readonly #call: Call;
  readonly #subscribed: Subscribed;
  readonly #engine: SubscriptionEngine;

  constructor(
    held: HeldSelection,
    call: Call,
    { schema, document, operation, rawVariableValues }: ValidatedSubscriptionArgs,
    engine: SubscriptionEngine,
  ) {
    this.#held = held;
    this.#call = call;
    this.#subscribed = { schema, document, operation, rawVariableValues };
    this.#engine = engine;
    engine.metrics.openStreams.inc({ transport: call.transport });
  }

  get selection(): Selection {
    return this.#held.selection;
  }

  present(item: InboxStreamItem): Promise<NextPayload> {
    const { ports, metrics } = this.#engine;
    metrics.executions.inc({ transport: this.#call.transport });
    const scopeOf = () => errorScope(this.#call, metrics, ports);
    return presentItem(this.#subscribed, item, ports.createContext(this.#call), scopeOf);
  }

  onEnded(): void {
    this.#held.release();
    this.#engine.metrics.openStreams.dec({ transport: this.#call.transport });
  }
}

/** The same as a socket's operation. */
export class SocketSubscription extends ItemSubscription implements SocketStreamOwner {
  readonly #onSocket: SocketOperation;

  constructor(
    onSocket: SocketOperation,
    held: HeldSelection,
    call: Call,
    args: ValidatedSubscriptionArgs,
    engine: SubscriptionEngine,
  ) {
    super(held, call, args, engine);
    this.#onSocket = onSocket;
  }

  get connection(): Connection {
    return this.#onSocket.connection;
  }

  get id(): string {
    return this.#onSocket.id;
  }

  onReturned(): void {
    this.#onSocket.onReturned();
  }
}
