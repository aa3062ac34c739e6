/** `/exports/<id>`: the file of an export of somebody's data, written as fast as its reader takes it. */
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { GraphQLError } from "graphql";
import type { Metrics } from "../metrics.ts";
import { errorScope, presentHttpErrors } from "./errors.ts";
import { refuse, respondJson } from "./exchange.ts";
import type { Exchange, Route } from "./exchange.ts";
import { watchReaders } from "./keepAlive.ts";
import type { OneWay } from "./keepAlive.ts";
import { PREFLIGHT_HEADERS, corsHeaders } from "./origins.ts";
import type { OriginCheck } from "./origins.ts";
import type { Download, OperationPorts } from "./ports.ts";

export const EXPORTS_PATH = "/exports/";

export interface ExportRoute {
  readonly route: Route;
  /** Stops watching readers; what is being fetched goes on. */
  stop(): void;
}

export interface ExportRouteOptions {
  readonly ports: OperationPorts;
  readonly metrics: Metrics;
  readonly isAllowedOrigin: OriginCheck;
}

/**
 * Answers GET and HEAD. Whoever may not have the file is answered as where nothing is. A reader that takes nothing for 30 s
 * is cut; a file whose end does not come is shorter than its content-length says.
 */
export function createExportRoute(options: ExportRouteOptions): ExportRoute {
  const { ports, metrics, isAllowedOrigin } = options;
  const readers = new Set<OneWay>();

  async function route(exchange: Exchange): Promise<void> {
    const { request, response, method, client } = exchange;
    if (!isAllowedOrigin(request)) return refuse(exchange, 403, "This origin is not in ALLOWED_ORIGINS.");
    for (const [name, value] of Object.entries(corsHeaders(request))) response.setHeader(name, value);
    if (method === "OPTIONS") {
      response.writeHead(204, PREFLIGHT_HEADERS).end();
      return;
    }
    if (method !== "GET" && method !== "HEAD") {
      response.setHeader("allow", "GET, HEAD, OPTIONS");
      return refuse(exchange, 405, "An export is fetched with GET.");
    }
    try {
      await ports.chargeRequest(client.address);
      const download = await ports.openExport(exchange.path.slice(EXPORTS_PATH.length), {
        token: tokenOf(request.url),
        authorization: request.headers.authorization,
      });
      if (download === null) return respondJson(exchange, 404, { status: "not found" });
      describe(response, download);
      if (method === "HEAD") response.end();
      else await write(exchange, download);
    } catch (error) {
      if (response.headersSent) throw error;
      respondRefusal(exchange, error);
    }
  }

  async function write({ response, log }: Exchange, download: Download): Promise<void> {
    const reader: OneWay = { response, silentLooks: 0, seenLeft: 0 };
    readers.add(reader);
    try {
      let bytes = 0;
      for await (const chunk of download.chunks()) {
        if (response.destroyed) return;
        bytes += chunk.length;
        if (!response.write(chunk)) await drained(response);
        // Of what nobody takes nothing more is read.
        if (response.destroyed) return;
      }
      if (bytes === download.byteSize) {
        response.end();
        if (!response.writableFinished) await once(response, "close");
      } else {
        log.info({ bytes, byteSize: download.byteSize }, "an export ended before it was fetched");
        response.destroy();
      }
    } finally {
      readers.delete(reader);
    }
  }

  function respondRefusal(exchange: Exchange, error: unknown): void {
    const scope = errorScope(exchange, metrics, ports);
    const [presented] = presentHttpErrors([new GraphQLError("", { cause: error })], scope, false);
    const { http, ...extensions } = presented?.extensions ?? {};
    const { status = 500, headers = {} } = (http ?? {}) as {
      status?: number;
      headers?: Record<string, string>;
    };
    for (const [name, value] of Object.entries(headers)) exchange.response.setHeader(name, value);
    exchange.response.removeHeader("content-disposition");
    respondJson(exchange, status, { errors: [{ message: presented?.message ?? "", extensions }] });
  }

  return { route, stop: watchReaders(readers) };
}

function describe(response: ServerResponse, { fileName, byteSize }: Download): void {
  response.setHeader("content-type", "application/gzip");
  response.setHeader("content-length", byteSize);
  response.setHeader("content-disposition", `attachment; filename="${fileName}"`);
  response.setHeader("cache-control", "private, no-store");
  // The link is a key: no page that is opened from here is told of it.
  response.setHeader("referrer-policy", "no-referrer");
}

/** Resolves when what was written has left, or the reader is gone. */
async function drained(response: ServerResponse): Promise<void> {
  if (response.destroyed) return;
  const leaving = new AbortController();
  const { signal } = leaving;
  try {
    await Promise.race([once(response, "drain", { signal }), once(response, "close", { signal })]);
  } finally {
    leaving.abort();
  }
}

function tokenOf(url: string | undefined): string | null {
  const query = (url ?? "").split("?", 2)[1];
  return query === undefined ? null : new URLSearchParams(query).get("token");
}
