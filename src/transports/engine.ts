/** The GraphQL engine that HTTP and sockets share: Yoga with the schema, the guards, and one way in and out. */
import { createSourceEventStream, mapSourceToResponseEvent, validateSubscriptionArgs } from "graphql";
import type { DocumentNode, ExecutionArgs, ExecutionResult, GraphQLSchema } from "graphql";
import { createYoga } from "graphql-yoga";
import type { Plugin, YogaServerInstance } from "graphql-yoga";
import { unauthenticated } from "../domain/errors.ts";
import type { InboxStreamItem, ItemStream, Payload } from "../domain/streams.ts";
import type { Metrics } from "../metrics.ts";
import { newId } from "../lib/ids.ts";
import { BoundLog } from "./boundLog.ts";
import type { Log } from "./boundLog.ts";
import { errorScope, presentErrors, presentHttpErrors, presentResult, refusal } from "./errors.ts";
import type { ErrorScope } from "./errors.ts";
import { createGuards } from "./guards.ts";
import type { GuardLimits } from "./guards.ts";
import type { Call, Client, LiveConnection, OperationPorts, SignedIn, Transport } from "./ports.ts";
import { NextPayload } from "./frames.ts";
import { ItemSubscription, SocketSubscription } from "./itemSubscription.ts";
import { Selections } from "./selection.ts";
import type { SocketOperation } from "./socketOperation.ts";
import { SocketStream } from "./socketStream.ts";
import { mapped, OpenStream } from "./stream.ts";

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
  /** For what is no single client's. */
  readonly log: Log;
}

export type Engine = YogaServerInstance<EngineInput, object>;
export interface EngineInput {
  readonly arrival: Arrival;
}

export function createEngine({ schema, ports, guards, bodyBytesMax, metrics, log }: EngineOptions): Engine {
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
    plugins: [createGuards(guards), oneWayInAndOut(ports, metrics, log)],
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

function oneWayInAndOut(ports: OperationPorts, metrics: Metrics, log: Log): Plugin<EngineInput, EngineInput> {
  const subscribe = createSubscribe(ports, metrics, log);
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
 * Opens a subscription's stream. Of a stream of items executions are shared with others who follow it, on a socket by a
 * `SocketStream`; what else a resolver returns is executed item by item for this reader.
 */
function createSubscribe(ports: OperationPorts, metrics: Metrics, log: Log) {
  const selections = new Selections(ports, () => {
    const requestId = `shared/${newId()}`;
    return errorScope({ requestId, log: new BoundLog(log, { requestId }) }, metrics, ports);
  });
  const engine = { ports, metrics };
  return async (
    args: ExecutionArgs,
    arrival: Arrival,
  ): Promise<ExecutionResult | AsyncIterableIterator<ExecutionResult>> => {
    const validated = validateSubscriptionArgs(args);
    if (!("schema" in validated)) return { errors: validated };
    const source = await createSourceEventStream(validated);
    if (!(Symbol.asyncIterator in source)) return source;
    const { transport, onSocket } = arrival;
    const scope = errorScope(arrival, metrics, ports);
    if (!isItemStream(source)) {
      metrics.openStreams.inc({ transport });
      const results = mapped(mapSourceToResponseEvent(validated, source), (result) => {
        metrics.executions.inc({ transport });
        return presentResult(result, scope);
      });
      return openStream(results, arrival, scope, () => metrics.openStreams.dec({ transport }));
    }
    const held = selections.hold(validated);
    if (onSocket !== null) {
      const owner = new SocketSubscription(onSocket, held, callOf(arrival), validated, engine);
      return new SocketStream(source, owner);
    }
    const subscription = new ItemSubscription(held, callOf(arrival), validated, engine);
    const results = mapped(source.payloads(subscription), resultOf);
    return openStream(results, arrival, scope, () => subscription.onEnded());
  };
}

function isItemStream(source: AsyncIterable<unknown>): source is ItemStream<InboxStreamItem> {
  return "handTo" in source;
}

function openStream(
  results: AsyncIterator<ExecutionResult>,
  arrival: Arrival,
  scope: ErrorScope,
  onEnded: () => void,
): OpenStream<ExecutionResult> {
  const stream = new OpenStream(results, {
    onEnded,
    // graphql-ws has a message for a failed stream; an SSE stream says it in its last item.
    lastWords:
      arrival.transport === "websocket" ? null : (error) => ({ errors: presentErrors([error], scope) }),
  });
  arrival.onStream(stream);
  return stream;
}

/** Made for many: its text is not made anew. */
function resultOf(payload: Payload): ExecutionResult & { readonly stringify: () => string } {
  if (!(payload instanceof NextPayload)) throw new TypeError("A payload of another making.");
  return { stringify: () => payload.json.toString("utf8") };
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
