/** The route of GraphQL over HTTP: what is turned away before it is parsed, and the streams of those without sockets. */
import { once } from "node:events";
import type { ExecutionResult } from "graphql";
import type { Metrics } from "../metrics.ts";
import { unauthenticated } from "../domain/errors.ts";
import { errorScope } from "./engine.ts";
import type { Arrival, Engine } from "./engine.ts";
import { presentErrors } from "./errors.ts";
import { refuse } from "./exchange.ts";
import type { Exchange, Route } from "./exchange.ts";
import { PREFLIGHT_HEADERS, corsHeaders } from "./origins.ts";
import type { OriginCheck } from "./origins.ts";
import type { OperationPorts } from "./ports.ts";
import type { OpenStream } from "./stream.ts";

/** A stream whose reader takes nothing, not even pings, for so long is cut. */
const STALLED_AFTER_MS = 30_000;

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
  sessionIds(): string[];
  /** Cuts all streams without `complete`, so that their clients come back. */
  cutStreams(): void;
}

interface Served {
  readonly exchange: Exchange;
  readonly arrival: Arrival;
  readonly stream: OpenStream<ExecutionResult>;
}

export function createGraphqlOverHttp(options: GraphqlOverHttpOptions): GraphqlOverHttp {
  const { engine, ports, metrics, bodyBytesMax, isAllowedOrigin, page } = options;
  const streams = new Set<Served>();
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
      await engine.handle(request, response, { arrival: arrivalOf(exchange) });
      if (!response.writableFinished && !response.destroyed) await once(response, "close");
    },

    endSessions(sessionIds) {
      for (const { arrival, stream } of streams) {
        const sessionId = arrival.viewer?.sessionId ?? null;
        if (sessionId === null || !sessionIds.has(sessionId)) continue;
        const error = unauthenticated("The session has ended.");
        stream.end({ errors: presentErrors([error], errorScope(arrival, metrics, ports)) });
      }
    },

    sessionIds: () => [...streams].flatMap(({ arrival }) => arrival.viewer?.sessionId ?? []),

    cutStreams() {
      isCut = true;
      for (const { exchange } of streams) exchange.response.destroy();
    },
  };

  function arrivalOf(exchange: Exchange): Arrival {
    const { request, response, requestId, client, log } = exchange;
    const { authorization } = request.headers;
    const arrival: Arrival = {
      requestId,
      transport: request.headers.accept?.includes("text/event-stream") === true ? "sse" : "http",
      client,
      log,
      signIn: async () => (authorization === undefined ? null : ports.identify(authorization)),
      onStream: (stream) => {
        const served = { exchange, arrival, stream };
        streams.add(served);
        request.socket.setTimeout(STALLED_AFTER_MS);
        const drop = (): void => {
          streams.delete(served);
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
