/**
 * graphql-transport-ws as Parley speaks it: graphql-ws keeps the protocol, this says who may enter and what may run.
 *
 * An operation's life: arrived → (refused: RATE_LIMITED) → waits its turn → admitted (charged, parsed, validated,
 * context made) → started → over. The next one's turn comes when this one has started, so sends reach their resolvers in
 * the order in which they came. What a client has completed, or an id it has used again, says nothing more: such an
 * operation is parked on a promise that never settles, and collected with it.
 */
import { GraphQLError } from "graphql";
import type { ExecutionArgs } from "graphql";
import { makeServer } from "graphql-ws";
import type { OperationResult, Server, ServerOptions, SubscribePayload } from "graphql-ws";
import { RequestError, rateLimited } from "../domain/errors.ts";
import type { Metrics } from "../metrics.ts";
import type { Arrival } from "./arrival.ts";
import { BoundLog } from "./boundLog.ts";
import { CLOSE_CODES } from "./closeCodes.ts";
import type { Connection, Operation } from "./connection.ts";
import type { Admitted, Engine } from "./engine.ts";
import { errorScope, presentErrors, refusal } from "./errors.ts";
import type { OperationPorts, SignedIn } from "./ports.ts";
import { SocketOperation } from "./socketOperation.ts";
import type { PresentEnd } from "./socketOperation.ts";
import { SocketStream } from "./socketStream.ts";

export interface ProtocolOptions {
  readonly engine: Engine;
  readonly ports: OperationPorts;
  readonly metrics: Metrics;
  readonly initTimeoutMs: number;
  readonly onSignedIn: (connection: Connection, viewer: SignedIn) => void;
}

/** An operation that graphql-ws has handed over. */
class Arrived {
  readonly connection: Connection;
  readonly operation: Operation;
  readonly arrival: Arrival;
  /** Lets the next operation of the socket have its turn. */
  readonly leave: () => void;
  run: Admitted["run"] | null = null;

  constructor(connection: Connection, operation: Operation, arrival: Arrival, leave: () => void) {
    this.connection = connection;
    this.operation = operation;
    this.arrival = arrival;
    this.leave = leave;
  }
}

/**
 * Under which it is found again, on what graphql-ws hands around: the message's payload, and the arguments of the run.
 * (What a WeakMap holds outlives two young collections, whether its keys live or not.)
 */
const ARRIVED = Symbol("arrived");

function arrivedOf(handed: object): Arrived | null {
  const found: unknown = Reflect.get(handed, ARRIVED);
  return found instanceof Arrived ? found : null;
}

/** graphql-ws's own idea of a result: with `undefined` where others leave a member out. */
type GraphqlWsResult = Parameters<NonNullable<ServerOptions["onNext"]>>[4];

const REFUSAL_RETRY_MS = 1_000;

export function createSocketProtocol({
  engine,
  ports,
  metrics,
  initTimeoutMs,
  onSignedIn,
}: ProtocolOptions): Server<Connection> {
  const presentEnd: PresentEnd = (error, scope) =>
    presentErrors([asGraphQLError(error)], errorScope(scope, metrics, ports)).map((each) => each.toJSON());

  const run = (args: ExecutionArgs): OperationResult => {
    const arrived = arrivedOf(args);
    if (arrived?.run == null) throw new Error("An operation ran without admission.");
    // Begun at once, so that the order stands; what it throws is its own, and no reason to lose the socket.
    const running = begin(arrived.run, args);
    arrived.leave();
    return running.catch((error: unknown) => ({ errors: [asGraphQLError(error)] }));
  };

  return makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: initTimeoutMs,
    execute: run,
    subscribe: run,

    onConnect: async ({ extra: connection, connectionParams }) => {
      await ports.chargeRequest(connection.client.address);
      const authorization = connectionParams?.["authorization"] ?? connectionParams?.["Authorization"];
      if (authorization === undefined || authorization === null) return true;
      try {
        if (typeof authorization !== "string") throw new RequestError("UNAUTHENTICATED", "Not a text.");
        const viewer = await ports.identify(authorization);
        await ports.assertLive(viewer);
        // Gone meanwhile: it was counted out as anonymous.
        if (connection.socket.readyState !== connection.socket.OPEN) return park();
        connection.viewer = viewer;
        onSignedIn(connection, viewer);
        // Of no more use, and graphql-ws keeps the parameters as long as the socket. (Deleting makes them a dictionary.)
        Object.assign(connectionParams ?? {}, { authorization: null, Authorization: null });
      } catch (error) {
        if (!(error instanceof RequestError) || error.code !== "UNAUTHENTICATED") throw error;
        metrics.refusals.inc({ code: error.code });
        return false;
      }
      return true;
    },

    onPing: ({ extra }) => void extra.takes("ping"),
    onPong: ({ extra }) => void extra.takes("ping"),

    onSubscribe: async ({ extra: connection, subscriptions }, id, payload) => {
      if (connection.isDraining) return park();
      const operation = connection.begin(id);
      if (operation === null) return refuse(connection, metrics);
      const { come, leave } = connection.queue();
      const arrival = arrivalOf(connection, operation, payload);
      const arrived = new Arrived(connection, operation, arrival, leave);
      Reflect.set(payload, ARRIVED, arrived);
      await come;
      const outcome = await engine.admit(arrival, payload).catch((error: unknown) => [error]);
      const isWanted = id in subscriptions && !operation.isStale && !connection.isDraining;
      if (isWanted && "args" in outcome) {
        arrived.run = outcome.run;
        Reflect.set(outcome.args, ARRIVED, arrived);
        return outcome.args;
      }
      leave();
      connection.end(operation);
      if (!isWanted || "args" in outcome) return park();
      return presentErrors(outcome, errorScope(arrival, metrics, ports));
    },

    onOperation: async ({ subscriptions }, id, payload, _args, result) => {
      const arrived = arrivedOf(payload);
      if (arrived === null) return;
      const { connection, operation, arrival } = arrived;
      const stream = Symbol.asyncIterator in result ? result : null;
      if (stream !== null) connection.markStream(operation);
      if (stream instanceof SocketStream && !stream.isOver && !operation.isStale && id in subscriptions) {
        // graphql-ws does not wait for its end: what waits keeps the request and the context, kilobytes for each stream.
        subscriptions[id] = stream;
        arrival.onSocket?.listen(stream, subscriptions);
        return park();
      }
      if (!operation.isStale) return;
      if (stream !== null) await stream[Symbol.asyncIterator]().return?.();
      connection.end(operation);
      return park();
    },

    onNext: (_context, _id, payload, _args, result) => {
      const arrived = arrivedOf(payload);
      if (arrived === null) return undefined;
      if (arrived.operation.isStale) return park();
      return formatted(arrived, result);
    },

    onError: (_context, _id, payload, errors) => {
      const arrived = arrivedOf(payload);
      if (arrived === null || arrived.operation.isOver) return undefined;
      arrived.connection.end(arrived.operation);
      return presentErrors(errors, errorScope(arrived.arrival, metrics, ports)).map((error) =>
        error.toJSON(),
      );
    },

    onComplete: ({ subscriptions }, id, payload) => {
      const arrived = arrivedOf(payload);
      if (arrived === null) return undefined;
      const { connection, operation } = arrived;
      const isSilent = operation.isStale || !(id in subscriptions);
      connection.end(operation);
      return isSilent ? park() : undefined;
    },
  });

  function arrivalOf(connection: Connection, operation: Operation, payload: SubscribePayload): Arrival {
    const { requestId } = operation;
    const log = new BoundLog(connection.log, {
      requestId,
      operationName: payload.operationName ?? undefined,
    });
    return {
      requestId,
      transport: "websocket",
      client: connection.client,
      log,
      connection,
      signIn: async () => connection.viewer,
      // A client's `complete` reaches the stream itself; the place it held is free again then.
      onStream: (stream) => stream.onReturned(() => connection.end(operation)),
      onSocket: new SocketOperation(connection, operation, log, presentEnd),
      isParsed: false,
      viewer: null,
    };
  }

  /** Streams have presented their items already. */
  function formatted({ operation, arrival }: Arrived, { errors, data, extensions }: GraphqlWsResult) {
    if (operation.isStream || errors === undefined) return undefined;
    const presented = presentErrors(errors, errorScope(arrival, metrics, ports)).map((error) =>
      error.toJSON(),
    );
    return {
      errors: presented,
      ...(data === undefined ? {} : { data }),
      ...(extensions === undefined ? {} : { extensions }),
    };
  }
}

function refuse(connection: Connection, metrics: Metrics): readonly GraphQLError[] {
  metrics.refusals.inc({ code: "RATE_LIMITED" });
  connection.log.info({ code: "RATE_LIMITED" }, "refused: too many operations");
  // Behind the errors of those refused in the same turn.
  if (connection.refuse()) setImmediate(() => connection.close(CLOSE_CODES.TOO_MANY_REFUSALS));
  const { details } = rateLimited(REFUSAL_RETRY_MS);
  const error = refusal(
    "RATE_LIMITED",
    "Too many operations are open on this socket, or were begun in a second.",
  );
  Object.assign(error.extensions, details);
  return [error];
}

async function begin(run: NonNullable<Admitted["run"]>, args: ExecutionArgs) {
  return run(args);
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError("", { cause: error });
}

/** Says nothing more, and lets nothing more be said. */
function park(): Promise<never> {
  return new Promise(() => undefined);
}
