/** The GraphQL engine that HTTP and sockets share: Yoga with the schema, the guards, and one way in and out. */
import { createSourceEventStream, mapSourceToResponseEvent, validateSubscriptionArgs } from "graphql";
import type {
  DocumentNode,
  ExecutionArgs,
  ExecutionResult,
  GraphQLSchema,
  ValidatedSubscriptionArgs,
} from "graphql";
import { createYoga } from "graphql-yoga";
import type { Plugin, YogaServerInstance } from "graphql-yoga";
import { unauthenticated } from "../domain/errors.ts";
import type { InboxStreamItem, ItemStream, Selection } from "../domain/streams.ts";
import type { Metrics } from "../metrics.ts";
import type { Connection } from "./connection.ts";
import type { Log } from "./boundLog.ts";
import { presentErrors, presentHttpErrors, presentResult, refusal } from "./errors.ts";
import type { ErrorScope } from "./errors.ts";
import { createGuards } from "./guards.ts";
import type { GuardLimits } from "./guards.ts";
import type { Call, Client, LiveConnection, OperationPorts, SignedIn, Transport } from "./ports.ts";
import { presentItem } from "./presentItem.ts";
import type { Subscribed } from "./presentItem.ts";
import type { NextPayload } from "./frames.ts";
import { Selections } from "./selection.ts";
import type { HeldSelection } from "./selection.ts";
import type { SocketOperation } from "./socketOperation.ts";
import { SocketStream } from "./socketStream.ts";
import type { SocketStreamOwner } from "./socketStream.ts";
import { OpenStream } from "./stream.ts";

/** What a transport knows of an operation before its context is made. */
export interface Arrival {
  readonly requestId: string;
  readonly transport: Transport;
  readonly client: Client;
  readonly log: Log;
  /** Null over HTTP and SSE. */
  readonly connection: LiveConnection | null;
  /** Signs the asker in, or finds that nobody is. Called once. */
  readonly signIn: () => Promise<SignedIn | null>;
  /** The engine tells the transport of a subscription's stream as soon as it is open. */
  readonly onStream: (stream: OpenStream<ExecutionResult>) => void;
  /** The socket's operation that this is; null over HTTP and SSE. */
  readonly onSocket: SocketOperation | null;
  /** Set by the engine when the request held a GraphQL request. */
  isParsed: boolean;
  /** Set by the engine once the asker is known. */
  viewer: SignedIn | null;
}

export interface EngineOptions {
  readonly schema: GraphQLSchema;
  readonly ports: OperationPorts;
  readonly guards: GuardLimits;
  readonly bodyBytesMax: number;
  readonly metrics: Metrics;
}

export type Engine = YogaServerInstance<EngineInput, object>;
export interface EngineInput {
  readonly arrival: Arrival;
}

export function createEngine({ schema, ports, guards, bodyBytesMax, metrics }: EngineOptions): Engine {
  return createYoga<EngineInput, object>({
    schema,
    context: ({ arrival }) => createContext(arrival, ports),
    // The server around it does these: pages, CORS, health, and masking (at the one way out, below).
    graphiql: false,
    landingPage: false,
    cors: false,
    maskedErrors: false,
    multipart: false,
    logging: false,
    maxRequestBodySize: bodyBytesMax,
    parserAndValidationCache: { documentCache: smallDocuments(), errorCache: NO_CACHE },
    plugins: [createGuards(guards), oneWayInAndOut(ports, metrics)],
  });
}

/** An operation's context. Throws UNAUTHENTICATED for a token that is bad, too old, or of an ended session. */
async function createContext(arrival: Arrival, ports: OperationPorts): Promise<object> {
  const viewer = await arrival.signIn();
  arrival.viewer = viewer;
  if (viewer !== null) {
    if (viewer.accessTokenExpiresAt.getTime() <= Date.now())
      throw unauthenticated("The access token has expired.");
    await ports.assertLive(viewer);
  }
  return ports.createContext(callOf(arrival));
}

function callOf({ requestId, transport, client, log, viewer, connection }: Arrival): Call {
  return { requestId, transport, client, log, viewer, connection };
}

export function errorScope(
  arrival: Pick<Arrival, "requestId" | "log">,
  metrics: Metrics,
  { explain }: Pick<OperationPorts, "explain">,
): ErrorScope {
  const { requestId, log } = arrival;
  return { requestId, log, explain, onRefused: (code) => metrics.refusals.inc({ code }) };
}

/** The result of an operation over HTTP as its client may read it. */
export function presentAnswer(
  result: ExecutionResult,
  arrival: Arrival,
  metrics: Metrics,
  ports: OperationPorts,
): ExecutionResult {
  if (result.errors === undefined) return result;
  const scope = errorScope(arrival, metrics, ports);
  if ("data" in result) return presentResult(result, scope);
  return { ...result, errors: presentHttpErrors(result.errors, scope, arrival.isParsed) };
}

function oneWayInAndOut(ports: OperationPorts, metrics: Metrics): Plugin<EngineInput, EngineInput> {
  const subscribe = createSubscribe(ports, metrics);
  return {
    onParams: ({ context }) => ports.chargeRequest(context.arrival.client.address),
    onParse: ({ context }) => {
      context.arrival.isParsed = true;
    },
    onExecute: ({ args }) => {
      const { arrival } = args.contextValue as EngineInput;
      metrics.executions.inc({ transport: arrival.transport });
    },
    onSubscribe: ({ args, setResultAndStopExecution, setSubscribeFn }) => {
      const { arrival } = args.contextValue as EngineInput;
      if (arrival.transport === "http") {
        const error = refusal("BAD_REQUEST", "A subscription needs a socket, or accept: text/event-stream.");
        setResultAndStopExecution({ errors: [error] });
        return undefined;
      }
      setSubscribeFn((subscribed: ExecutionArgs) => subscribe(subscribed, arrival));
      return undefined;
    },
    // Over HTTP only: sockets present their results themselves.
    onResultProcess: (payload) => {
      const { result } = payload;
      const { arrival } = payload.serverContext;
      if (Symbol.asyncIterator in result) return;
      const [first] = Array.isArray(result) ? result : [result];
      if (first !== undefined) payload.setResult(presentAnswer(first, arrival, metrics, ports));
    },
  };
}

/**
 * Opens a subscription's stream. On a socket a stream of items is followed by a `SocketStream`, which shares executions
 * with others; whatever else a resolver returns, and every stream over SSE, is executed item by item for this reader.
 */
function createSubscribe(ports: OperationPorts, metrics: Metrics) {
  const selections = new Selections(ports);
  const shared = { ports, metrics };

  return async (
    args: ExecutionArgs,
    arrival: Arrival,
  ): Promise<ExecutionResult | AsyncIterableIterator<ExecutionResult>> => {
    const validated = validateSubscriptionArgs(args);
    if (!("schema" in validated)) return { errors: validated };
    const source = await createSourceEventStream(validated);
    if (!(Symbol.asyncIterator in source)) return source;
    if (arrival.onSocket !== null && isItemStream(source))
      return follow(source, validated, arrival.onSocket, arrival);
    return openStream(mapSourceToResponseEvent(validated, source), arrival, metrics, ports);
  };

  function follow(
    source: ItemStream<InboxStreamItem>,
    args: ValidatedSubscriptionArgs,
    onSocket: SocketOperation,
    arrival: Arrival,
  ): SocketStream {
    const held = selections.hold(args, errorScope(arrival, metrics, ports));
    metrics.openStreams.inc({ transport: arrival.transport });
    return new SocketStream(source, new Subscription(onSocket, held, callOf(arrival), args, shared));
  }
}

/** What is kept of a subscription on a socket; its items' contexts, which are kilobytes, are made as they are needed. */
class Subscription implements SocketStreamOwner {
  readonly #onSocket: SocketOperation;
  readonly #held: HeldSelection;
  readonly #call: Call;
  readonly #subscribed: Subscribed;
  readonly #engine: Pick<EngineOptions, "ports" | "metrics">;

  constructor(
    onSocket: SocketOperation,
    held: HeldSelection,
    call: Call,
    { schema, document, operation, rawVariableValues }: ValidatedSubscriptionArgs,
    engine: Pick<EngineOptions, "ports" | "metrics">,
  ) {
    this.#onSocket = onSocket;
    this.#held = held;
    this.#call = call;
    this.#subscribed = { schema, document, operation, rawVariableValues };
    this.#engine = engine;
  }

  get connection(): Connection {
    return this.#onSocket.connection;
  }

  get id(): string {
    return this.#onSocket.id;
  }

  get selection(): Selection {
    return this.#held.selection;
  }

  present(item: InboxStreamItem): Promise<NextPayload> {
    const { ports, metrics } = this.#engine;
    metrics.executions.inc({ transport: this.#call.transport });
    const scope = errorScope(this.#call, metrics, ports);
    return presentItem(this.#subscribed, item, ports.createContext(this.#call), scope);
  }

  onEnded(): void {
    this.#held.release();
    this.#engine.metrics.openStreams.dec({ transport: this.#call.transport });
  }

  onReturned(): void {
    this.#onSocket.onReturned();
  }
}

function isItemStream(source: AsyncIterable<unknown>): source is ItemStream<InboxStreamItem> {
  return "handTo" in source;
}

function openStream(
  source: AsyncIterable<ExecutionResult>,
  arrival: Arrival,
  metrics: Metrics,
  ports: OperationPorts,
) {
  const scope = errorScope(arrival, metrics, ports);
  const { transport } = arrival;
  metrics.openStreams.inc({ transport });
  const stream = new OpenStream<ExecutionResult>(source, {
    present: (item) => {
      metrics.executions.inc({ transport });
      return presentResult(item, scope);
    },
    onEnded: () => metrics.openStreams.dec({ transport }),
    // graphql-ws has a message for a failed stream; an SSE stream says it in its last item.
    lastWords: transport === "websocket" ? null : (error) => ({ errors: presentErrors([error], scope) }),
  });
  arrival.onStream(stream);
  return stream;
}

const DOCUMENTS_MAX = 1000;
const DOCUMENT_CHARS_MAX = 16_384;

/** Parsed documents, the latest used ones; big ones are parsed each time, so that nobody fills the memory with them. */
function smallDocuments() {
  const documents = new Map<string, DocumentNode>();
  return {
    get: (text: string): DocumentNode | undefined => {
      const document = documents.get(text);
      if (document !== undefined) {
        documents.delete(text);
        documents.set(text, document);
      }
      return document;
    },
    set: (text: string, document: DocumentNode): void => {
      if (text.length > DOCUMENT_CHARS_MAX) return;
      documents.set(text, document);
      if (documents.size <= DOCUMENTS_MAX) return;
      for (const oldest of documents.keys()) {
        documents.delete(oldest);
        return;
      }
    },
  };
}

/** Broken documents are not remembered: their errors are changed on their way to the client. */
const NO_CACHE = { get: () => undefined, set: () => undefined };
