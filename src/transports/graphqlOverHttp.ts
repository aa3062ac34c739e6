/** The route of GraphQL over HTTP: what is turned away before it is parsed, and the streams of those without sockets. */
import { once } from "node:events";
import type { ExecutionResult } from "graphql";
import type { Metrics } from "../metrics.ts";
import { unauthenticated } from "../domain/errors.ts";
import type { Arrival } from "./arrival.ts";
import type { Engine } from "./engine.ts";
import { errorScope, presentErrors } from "./errors.ts";
import { refuse } from "./exchange.ts";
import type { Exchange, Route } from "./exchange.ts";
import { watchReaders } from "./keepAlive.ts";
import type { OneWay } from "./keepAlive.ts";
import { PREFLIGHT_HEADERS, corsHeaders } from "./origins.ts";
import type { OriginCheck } from "./origins.ts";
import type { OperationPorts } from "./ports.ts";
import { answerPlainPost, plainMediaTypeOf } from "./plainPost.ts";
import type { OpenStream } from "./stream.ts";

export interface GraphqlOverHttpOptions {
  readonly engine: Engine;
  readonly ports: OperationPorts;
  readonly metrics: Metrics;
  readonly bodyBytesMax: number;
  readonly isAllowedOrigin: OriginCheck;
  /** Answers a browser's GET; null where GraphiQL is off. */
  readonly page: Route | null;
}

export interface GraphqlOverHttp {
  readonly route: Route;
  /** Tells the streams of these sessions UNAUTHENTICATED and completes them. */
  endSessions(sessionIds: ReadonlySet<string>): void;
  /** The same for those whose access token has expired. */
  endExpired(): void;
  hasOpenStreams(): boolean;
  /** Cuts all streams without `complete`, so that their clients come back, and stops watching them. */
  cutStreams(): void;
}

interface Served extends OneWay {
  readonly arrival: Arrival;
  readonly stream: OpenStream<ExecutionResult>;
}

export function createGraphqlOverHttp(options: GraphqlOverHttpOptions): GraphqlOverHttp {
  const { engine, ports, metrics, bodyBytesMax, isAllowedOrigin, page } = options;
  const streams = new Set<Served>();
  const stopWatching = watchReaders(streams);
  let isCut = false;

  return {
    async route(exchange) {
      const { request, response, method } = exchange;
      if (!isAllowedOrigin(request)) return refuse(exchange, 403, "This origin is not in ALLOWED_ORIGINS.");
      for (const [name, value] of Object.entries(corsHeaders(request))) response.setHeader(name, value);
      if (method === "OPTIONS") {
        response.writeHead(204, PREFLIGHT_HEADERS).end();
        return;
      }
      const wantsPage =
        (method === "GET" || method === "HEAD") && request.headers.accept?.includes("text/html");
      if (wantsPage === true && page !== null) return page(exchange);
      if (method !== "POST") {
        response.setHeader("allow", "POST, OPTIONS");
        return refuse(exchange, 405, "GraphQL is asked with POST.");
      }
      // A page of a foreign site can send a form or plain text without asking; JSON it cannot. So this is the CSRF guard.
      if (!isJson(request.headers["content-type"])) {
        return refuse(exchange, 415, "The body must be application/json, in UTF-8.");
      }
      if (Number(request.headers["content-length"] ?? 0) > bodyBytesMax) {
        response.setHeader("connection", "close");
        return refuse(exchange, 413, `A body may have ${bodyBytesMax} bytes.`);
      }
      const mediaType = plainMediaTypeOf(request);
      if (mediaType === null) await engine.handle(request, response, { arrival: arrivalOf(exchange) });
      else await answerPlainPost(exchange, arrivalOf(exchange), mediaType, options);
      if (!response.writableFinished && !response.destroyed) await once(response, "close");
    },

    endSessions(sessionIds) {
      for (const served of streams) {
        const { viewer } = served.arrival;
        if (viewer !== null && sessionIds.has(viewer.sessionId ?? viewer.userId))
          end(served, "The session has ended.");
      }
    },

    endExpired() {
      const now = Date.now();
      for (const served of streams) {
        const { viewer } = served.arrival;
        if (viewer !== null && viewer.accessTokenExpiresAt.getTime() <= now)
          end(served, "The access token has expired.");
      }
    },

    hasOpenStreams: () => streams.size > 0,

    cutStreams() {
      isCut = true;
      stopWatching();
      for (const { response } of streams) response.destroy();
    },
  };

  function end({ arrival, stream }: Served, why: string): void {
    if (stream.isEnded) return;
    stream.end({ errors: presentErrors([unauthenticated(why)], errorScope(arrival, metrics, ports)) });
  }

  function arrivalOf(exchange: Exchange): Arrival {
    const { request, response, requestId, client, log } = exchange;
    const { authorization } = request.headers;
    const arrival: Arrival = {
      requestId,
      transport: request.headers.accept?.includes("text/event-stream") === true ? "sse" : "http",
      client,
      log,
      connection: null,
      signIn: async () => (authorization === undefined ? null : ports.identify(authorization)),
      onSocket: null,
      onStream: (stream) => {
        const served: Served = { response, arrival, stream, silentLooks: 0, seenLeft: 0 };
        const device = arrival.viewer === null ? null : ports.onConnected(arrival.viewer);
        streams.add(served);
        const drop = (): void => {
          streams.delete(served);
          device?.release();
          stream.return().catch((error: unknown) => log.error({ err: error }, "ending a stream failed"));
        };
        if (isCut) response.destroy();
        if (response.destroyed) drop();
        else response.once("close", drop);
      },
      isParsed: false,
      viewer: null,
    };
    return arrival;
  }
}

function isJson(contentType: string | undefined): boolean {
  const [type, ...parameters] = (contentType ?? "").toLowerCase().split(";");
  const charset = parameters
    .map((parameter) => parameter.trim())
    .find((parameter) => parameter.startsWith("charset="));
  return (
    type?.trim() === "application/json" && (charset === undefined || /^charset="?utf-?8"?$/.test(charset))
  );
}
