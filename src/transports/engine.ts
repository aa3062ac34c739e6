/** The GraphQL engine that HTTP and sockets share: Yoga with the schema, the guards, and one way in and out. */
import type { DocumentNode, ExecutionResult, GraphQLSchema } from "graphql";
import { createYoga } from "graphql-yoga";
import type { Plugin, YogaServerInstance } from "graphql-yoga";
import type { Logger } from "pino";
import { unauthenticated } from "../domain/errors.ts";
import type { Metrics } from "../metrics.ts";
import { presentErrors, presentHttpErrors, presentResult, refusal } from "./errors.ts";
import type { ErrorScope } from "./errors.ts";
import { createGuards } from "./guards.ts";
import type { GuardLimits } from "./guards.ts";
import type { Call, Client, OperationPorts, SignedIn, Transport } from "./ports.ts";
import { OpenStream } from "./stream.ts";

/** What a transport knows of an operation before its context is made. */
export interface Arrival {
  readonly requestId: string;
  readonly transport: Transport;
  readonly client: Client;
  readonly log: Logger;
  /** Signs the asker in, or finds that nobody is. Called once. */
  readonly signIn: () => Promise<SignedIn | null>;
  /** The engine tells the transport of a subscription's stream as soon as it is open. */
  readonly onStream: (stream: OpenStream<ExecutionResult>) => void;
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
  const { requestId, transport, client, log } = arrival;
  return ports.createContext({ requestId, transport, client, log, viewer } satisfies Call);
}

export function errorScope(
  arrival: Arrival,
  metrics: Metrics,
  { explain }: Pick<OperationPorts, "explain">,
): ErrorScope {
  const { requestId, log } = arrival;
  return { requestId, log, explain, onRefused: (code) => metrics.refusals.inc({ code }) };
}

function oneWayInAndOut(ports: OperationPorts, metrics: Metrics): Plugin<EngineInput, EngineInput> {
  return {
    onParams: ({ context }) => ports.chargeRequest(context.arrival.client.address),
    onParse: ({ context }) => {
      context.arrival.isParsed = true;
    },
    onExecute: ({ args }) => {
      const { arrival } = args.contextValue as EngineInput;
      metrics.executions.inc({ transport: arrival.transport });
    },
    onSubscribe: ({ args, setResultAndStopExecution }) => {
      const { arrival } = args.contextValue as EngineInput;
      if (arrival.transport === "http") {
        const error = refusal("BAD_REQUEST", "A subscription needs a socket, or accept: text/event-stream.");
        setResultAndStopExecution({ errors: [error] });
        return undefined;
      }
      return {
        onSubscribeResult: ({ result, setResult }) => {
          if (Symbol.asyncIterator in result) setResult(openStream(result, arrival, metrics, ports));
        },
      };
    },
    // Over HTTP only: sockets present their results themselves.
    onResultProcess: (payload) => {
      const { result } = payload;
      const { arrival } = payload.serverContext;
      if (Symbol.asyncIterator in result) return;
      const results = Array.isArray(result) ? result : [result];
      const scope = errorScope(arrival, metrics, ports);
      const [presented] = results.map((each: ExecutionResult) => {
        if (each.errors === undefined) return each;
        if ("data" in each) return presentResult(each, scope);
        return { ...each, errors: presentHttpErrors(each.errors, scope, arrival.isParsed) };
      });
      if (presented !== undefined) payload.setResult(presented);
    },
  };
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
