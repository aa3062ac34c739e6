/** The GraphQL engine that HTTP and sockets share: the schema, the guards, and what comes before an operation runs. */
import { getOperationAST } from "graphql";
import type { DocumentNode, ExecutionArgs, ExecutionResult, GraphQLError, GraphQLSchema } from "graphql";
import { createYoga } from "graphql-yoga";
import type { Plugin, YogaServerInstance } from "graphql-yoga";
import { unauthenticated } from "../domain/errors.ts";
import type { Metrics } from "../metrics.ts";
import { callOf } from "./arrival.ts";
import type { Arrival } from "./arrival.ts";
import type { Log } from "./boundLog.ts";
import { Documents } from "./documents.ts";
import { errorScope, presentHttpErrors, presentResult, refusal } from "./errors.ts";
import { execute } from "./execute.ts";
import { createGuards } from "./guards.ts";
import type { GuardLimits } from "./guards.ts";
import type { OperationPorts } from "./ports.ts";
import { createSubscribe } from "./subscribe.ts";
import type { Ran } from "./subscribe.ts";

export interface EngineOptions {
  readonly schema: GraphQLSchema;
  readonly ports: OperationPorts;
  readonly guards: GuardLimits;
  readonly bodyBytesMax: number;
  readonly metrics: Metrics;
  /** For what is no single client's. */
  readonly log: Log;
}

/** A GraphQL request as it is read of a body or a message. */
export interface Params {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

/** An operation that may run. */
export interface Admitted {
  readonly args: ExecutionArgs;
  /** Given `args`; what it throws is the operation's own fault. A subscription answers with its stream. */
  readonly run: (args: ExecutionArgs) => Promise<Ran>;
}

export interface Engine extends Pick<Yoga, "fetchAPI" | "dispose"> {
  /** Answers what is asked over HTTP in any other way than by a plain POST. */
  readonly handle: Yoga["handle"];
  /**
   * All that comes before an operation runs: it is charged, parsed, validated and signed in. Answers with the errors of a
   * document that must not run; throws other refusals.
   */
  admit(arrival: Arrival, params: Params): Promise<Admitted | readonly GraphQLError[]>;
}

type Yoga = YogaServerInstance<EngineInput, object>;
interface EngineInput {
  readonly arrival: Arrival;
}

/**
 * Yoga reads documents and serves streams over HTTP. An operation whose document is known passes it by: its hooks for
 * each operation, and the copies of its context, are a tenth of what a send over a socket costs.
 */
export function createEngine({ schema, ports, guards, bodyBytesMax, metrics, log }: EngineOptions): Engine {
  const documents = new Documents();
  const { plugin, discreet, weigh } = createGuards(guards);
  const subscribe = createSubscribe(ports, metrics, log);
  const yoga = createYoga<EngineInput, object>({
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
    parserAndValidationCache: {
      // Kept once they are found valid.
      documentCache: { get: (text) => documents.get(text), set: () => undefined },
      errorCache: NO_CACHE,
    },
    plugins: [plugin, oneWayInAndOut(ports, metrics, subscribe), keepingValid(documents)],
  });

  function read(arrival: Arrival, params: Params): DocumentNode | readonly GraphQLError[] {
    arrival.isParsed = true;
    const known = documents.get(params.query);
    if (known !== undefined) return known;
    const enveloped = yoga.getEnveloped({ arrival });
    const document: DocumentNode = enveloped.parse(params.query);
    const errors: readonly GraphQLError[] = enveloped.validate(enveloped.schema, document);
    return errors.length > 0 ? errors : document;
  }

  return {
    handle: yoga.handle,
    fetchAPI: yoga.fetchAPI,
    dispose: () => yoga.dispose(),

    async admit(arrival, params) {
      await ports.chargeRequest(arrival.client.address);
      const document = read(arrival, params);
      if (!("kind" in document)) return document;
      const operation = getOperationAST(document, params.operationName);
      if (operation == null) {
        return [refusal("BAD_REQUEST", "The document has no operation of this name, or several.")];
      }
      const args = discreet({
        schema,
        document,
        operationName: params.operationName ?? null,
        variableValues: params.variables ?? {},
        contextValue: await createContext(arrival, ports),
      });
      if (operation.operation === "subscription") {
        return {
          args,
          run: async (ready) => {
            const error = refusalOf(arrival) ?? weigh(ready);
            return error === null ? subscribe(ready, arrival) : { errors: [error] };
          },
        };
      }
      return {
        args,
        run: (ready) => {
          metrics.executions.inc({ transport: arrival.transport });
          return execute(ready);
        },
      };
    },
  };
}

/** What speaks against a subscription over this transport. */
function refusalOf({ transport }: Arrival): GraphQLError | null {
  if (transport !== "http") return null;
  return refusal("BAD_REQUEST", "A subscription needs a socket, or accept: text/event-stream.");
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

/** What goes through Yoga. */
function oneWayInAndOut(
  ports: OperationPorts,
  metrics: Metrics,
  subscribe: ReturnType<typeof createSubscribe>,
): Plugin<EngineInput, EngineInput> {
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
      const error = refusalOf(arrival);
      if (error === null) setSubscribeFn((subscribed: ExecutionArgs) => subscribe(subscribed, arrival));
      else setResultAndStopExecution({ errors: [error] });
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

function keepingValid(documents: Documents): Plugin {
  return {
    onValidate: ({ params: { documentAST } }) => {
      return ({ valid }) => {
        const text = documentAST.loc?.source.body;
        if (valid && text !== undefined) documents.set(text, documentAST);
      };
    },
  };
}

/** Broken documents are not remembered: their errors are changed on their way to the client. */
const NO_CACHE = { get: () => undefined, set: () => undefined };
