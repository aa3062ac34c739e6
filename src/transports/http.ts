/** The one server of Parley: HTTP, SSE and WebSockets on one port, and how it stops. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { newId } from "../lib/ids.ts";
import type { Metrics } from "../metrics.ts";
import { BoundLog } from "./boundLog.ts";
import { createClientAddress } from "./clientAddress.ts";
import { createEngine } from "./engine.ts";
import { refuse, respondJson } from "./exchange.ts";
import type { Exchange, Route } from "./exchange.ts";
import { createExportRoute, EXPORTS_PATH } from "./exportRoute.ts";
import { createGraphqlOverHttp } from "./graphqlOverHttp.ts";
import { createGraphiql } from "./graphiql.ts";
import { createHealth } from "./health.ts";
import type { DependencyCheck } from "./health.ts";
import { createLandingPage } from "./landingPage.ts";
import { MEDIA_PATH, createMediaRoute } from "./media.ts";
import type { MediaPorts } from "./mediaPorts.ts";
import { createMetricsRoute } from "./metricsRoute.ts";
import { createOriginCheck } from "./origins.ts";
import type { OperationPorts } from "./ports.ts";
import { requestIdOf } from "./requestId.ts";
import { createUnsubscribeRoute, UNSUBSCRIBE_PATH } from "./unsubscribeRoute.ts";
import { createWebSocketTransport } from "./websocket.ts";

export const GRAPHQL_PATH = "/graphql";

/** A request must have arrived whole within this time. */
const REQUEST_TIMEOUT_MS = 30_000;
/** A file may take longer. */
const UPLOAD_TIMEOUT_MS = 600_000;
/** What is signed in ends at most so long behind the expiry of its access token; one sweep is for all, and takes no timer of each. */
const EXPIRY_SWEEP_MS = 1_000;
/** Longer than the idle time of the usual load balancers, so that it is they who close. */
const KEEP_ALIVE_MS = 65_000;
/**
 * Connections that wait to be accepted: after a restart all clients come at once, and beyond it the kernel lets them wait
 * for seconds, or resets them. Node's own is 511; the kernel's bound (net.core.somaxconn) is often this.
 */
const BACKLOG = 4096;

export interface HttpServerOptions {
  readonly config: Config;
  readonly schema: GraphQLSchema;
  readonly ports: OperationPorts;
  readonly media: MediaPorts;
  readonly checks: readonly DependencyCheck[];
  readonly metrics: Metrics;
  readonly log: Logger;
}

export interface HttpServer extends AsyncDisposable {
  /** Starts to listen; resolves with the URL, e.g. `http://127.0.0.1:4000`. Rejects when the port is taken. */
  listen(): Promise<string>;
  /** Ends what runs under these sessions: sockets with 4403, SSE streams with UNAUTHENTICATED. */
  endSessions(sessionIds: readonly string[]): void;
  /** Whether a socket or an SSE stream is open. */
  hasOpen(): boolean;
  /**
   * Stops: accepts nothing more, lets running requests end within DRAIN_TIMEOUT_MS, closes sockets with 1012, cuts SSE
   * streams, then all connections. Takes at most DRAIN_TIMEOUT_MS and a second. Disposing does the same.
   */
  drain(): Promise<void>;
}

export function createHttpServer({
  config,
  schema,
  ports,
  media,
  checks,
  metrics,
  log,
}: HttpServerOptions): HttpServer {
  let drained: Promise<void> | null = null;
  const addressOf = createClientAddress(config.TRUSTED_PROXIES);
  const isAllowedOrigin = createOriginCheck(config.ALLOWED_ORIGINS, config.PUBLIC_URL);
  const engine = createEngine({
    schema,
    ports,
    metrics,
    log,
    bodyBytesMax: config.LIMIT_BODY_BYTES,
    guards: {
      tokens: config.LIMIT_QUERY_TOKENS,
      depth: config.LIMIT_QUERY_DEPTH,
      aliases: config.LIMIT_QUERY_ALIASES,
      directives: config.LIMIT_QUERY_DIRECTIVES,
      cost: config.LIMIT_QUERY_COST,
      answersIntrospection: config.answersIntrospection,
    },
  });
  const sockets = createWebSocketTransport({
    engine,
    ports,
    metrics,
    log,
    addressOf,
    isAllowedOrigin,
    limits: {
      frameBytes: config.LIMIT_FRAME_BYTES,
      operations: config.LIMIT_OPERATIONS_PER_SOCKET,
      operationsPerSecond: config.LIMIT_OPERATIONS_PER_SOCKET_PER_SECOND,
      refusals: config.LIMIT_REFUSALS_PER_SOCKET,
      anonymousPerAddress: config.LIMIT_ANONYMOUS_SOCKETS_PER_ADDRESS,
      perUser: config.LIMIT_SOCKETS_PER_USER,
      initTimeoutMs: config.LIMIT_INIT_TIMEOUT_MS,
    },
  });
  const graphiql = config.servesGraphiql ? createGraphiql({ hasDemo: config.seedsDemo }) : null;
  const graphql = createGraphqlOverHttp({
    engine,
    ports,
    metrics,
    bodyBytesMax: config.LIMIT_BODY_BYTES,
    isAllowedOrigin,
    page: graphiql?.page ?? null,
  });
  const exports = createExportRoute({ ports, metrics, isAllowedOrigin });
  const health = createHealth(checks, () => drained !== null, log);
  const routesOfOperators: Readonly<Record<string, Route>> = {
    "/health/live": health.live,
    "/health/ready": health.ready,
    "/metrics": createMetricsRoute(metrics, config.METRICS_TOKEN),
  };
  const routesOfClients: Readonly<Record<string, Route>> = {
    "/": createLandingPage({ hasGraphiql: config.servesGraphiql, hasDemo: config.seedsDemo }),
    [GRAPHQL_PATH]: graphql.route,
    ...graphiql?.assets,
  };
  const routes = config.SERVE ? { ...routesOfOperators, ...routesOfClients } : routesOfOperators;

  const unsubscribe = createUnsubscribeRoute(ports);
  const files = createMediaRoute({ ...ports, media, isAllowedOrigin });
  const routeOf = (path: string): { readonly route: Route | undefined; readonly label: string } => {
    if (config.SERVE && path.startsWith(MEDIA_PATH)) return { route: files, label: MEDIA_PATH };
    if (config.SERVE && path.startsWith(EXPORTS_PATH)) return { route: exports.route, label: EXPORTS_PATH };
    if (config.SERVE && path.startsWith(UNSUBSCRIBE_PATH))
      return { route: unsubscribe, label: UNSUBSCRIBE_PATH };
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
    return { route, label: route === undefined ? "unknown" : path };
  };

  /** Requests that have not arrived whole, files aside, and since when. */
  const arriving = new Map<IncomingMessage, number>();
  const cutLateArrivals = (): void => {
    const oldest = Date.now() - REQUEST_TIMEOUT_MS;
    for (const [request, since] of arriving) {
      if (!request.complete && !request.destroyed && since > oldest) continue;
      arriving.delete(request);
      if (!request.complete) request.destroy();
    }
  };
  const expirySweep = setInterval(() => {
    cutLateArrivals();
    sockets.endExpired();
    graphql.endExpired();
  }, EXPIRY_SWEEP_MS);

  const running = new Set<Promise<void>>();
  const server = createServer({
    headersTimeout: REQUEST_TIMEOUT_MS,
    requestTimeout: UPLOAD_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
  });
  server.on("request", (request, response) => {
    const answered = answer(request, response).finally(() => running.delete(answered));
    running.add(answered);
  });
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", (error) => log.debug({ err: error }, "socket broke"));
    if (config.SERVE && pathOf(request) === GRAPHQL_PATH) sockets.upgrade(request, socket, head);
    else socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = requestIdOf(request) ?? newId();
    const path = pathOf(request);
    const client = { address: addressOf(request), userAgent: request.headers["user-agent"] ?? null };
    const exchange: Exchange = {
      request,
      response,
      requestId,
      path,
      client,
      method: request.method ?? "GET",
      log: new BoundLog(log, { requestId, address: client.address }),
    };
    const { route, label } = routeOf(path);
    if (!request.complete && route !== files) arriving.set(request, Date.now());
    response.setHeader("x-request-id", requestId);
    response.setHeader("x-content-type-options", "nosniff");
    response.once("close", () => {
      arriving.delete(request);
      metrics.httpRequests.inc({ route: label, status: response.statusCode });
      exchange.log.debug({ method: exchange.method, path, status: response.statusCode }, "answered");
    });
    if (drained !== null) response.setHeader("connection", "close");
    try {
      if (route === undefined) respondJson(exchange, 404, { status: "not found" });
      else if (drained !== null && (label === GRAPHQL_PATH || label === EXPORTS_PATH))
        refuse(exchange, 503, "The server restarts.", "UNAVAILABLE");
      else await route(exchange);
    } catch (error) {
      exchange.log.error({ err: error, path }, "request failed");
      if (response.headersSent) response.destroy();
      else respondJson(exchange, 500, { status: "failed", requestId });
    }
  }

  async function stop(): Promise<void> {
    const closed = server.listening ? once(server, "close") : Promise.resolve();
    server.close();
    const deadline = Promise.withResolvers<void>();
    const timer = setTimeout(deadline.resolve, config.DRAIN_TIMEOUT_MS);
    clearInterval(expirySweep);
    graphql.cutStreams();
    exports.stop();
    await Promise.all([
      sockets.drain(deadline.promise),
      Promise.race([Promise.all(running), deadline.promise]),
    ]);
    clearTimeout(timer);
    server.closeAllConnections();
    await closed;
    await engine.dispose();
  }

  const drain = (): Promise<void> => (drained ??= stop());
  return {
    async listen() {
      server.listen({ port: config.PORT, host: config.host, backlog: BACKLOG });
      await once(server, "listening").catch((error: unknown) => refuseToListen(config, error));
      const address = server.address();
      if (address === null || typeof address === "string") throw new Error("Not listening on a port.");
      const host = config.host === "0.0.0.0" || config.host === "::" ? "localhost" : config.host;
      return `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`;
    },
    endSessions(sessionIds) {
      const ended = new Set(sessionIds);
      sockets.endSessions(ended);
      graphql.endSessions(ended);
    },
    hasOpen: () => sockets.hasOpen() || graphql.hasOpenStreams(),
    drain,
    [Symbol.asyncDispose]: drain,
  };
}

/** In one sentence, for whoever starts the server. */
function refuseToListen({ PORT, host }: Config, error: unknown): never {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "EADDRINUSE")
    throw new Error(`PORT is ${PORT}, but another program listens there already.`, { cause: error });
  if (code === "EACCES")
    throw new Error(`PORT is ${PORT}, which this user may not listen on.`, { cause: error });
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    throw new Error(`HOST is ${host}, but must be an address of this machine.`, { cause: error });
  }
  throw error;
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0] ?? "/";
}
