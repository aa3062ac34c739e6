/** The route of files: PUT brings the bytes of an upload, GET and HEAD hand them out, each by a signed link. */
import type { IncomingMessage } from "node:http";
import { pipeline } from "node:stream/promises";
import { RequestError } from "../domain/errors.ts";
import { refuse, respondJson } from "./exchange.ts";
import type { Exchange, Route } from "./exchange.ts";
import type { Download, MediaPorts, UploadState } from "./mediaPorts.ts";
import { corsHeaders } from "./origins.ts";
import type { OriginCheck } from "./origins.ts";
import { contentDisposition, rangeOf } from "./mediaHeaders.ts";

export const MEDIA_PATH = "/media/";

/** Files on their way at a time, on this process: each holds an open file. */
export const TRANSFERS_MAX = 500;
/** Of one address: whoever takes theirs slowly leaves the others to everybody else. */
export const TRANSFERS_PER_ADDRESS_MAX = 100;
/** Whoever sends or takes nothing for so long is cut off. */
const IDLE_MS = 30_000;

const PREFLIGHT_HEADERS: Readonly<Record<string, string>> = {
  "access-control-allow-methods": "PUT, GET, HEAD, OPTIONS",
  "access-control-allow-headers": "Content-Type, Range, X-Request-Id",
  "access-control-max-age": "600",
};

export interface MediaRouteOptions {
  readonly media: MediaPorts;
  readonly isAllowedOrigin: OriginCheck;
  /** Charges an address for one request; throws RATE_LIMITED. */
  readonly chargeRequest: (address: string) => Promise<void>;
  /** A `RequestError` in place of a passing fault; every other error as it is. */
  readonly explain: (error: unknown) => unknown;
  readonly transfersMax?: number;
  readonly transfersPerAddressMax?: number;
}

export function createMediaRoute(options: MediaRouteOptions): Route {
  const { media, isAllowedOrigin, chargeRequest, explain } = options;
  const { transfersMax = TRANSFERS_MAX, transfersPerAddressMax = TRANSFERS_PER_ADDRESS_MAX } = options;
  let transfers = 0;
  const transfersOf = new Map<string, number>();
  const uploading: Uploading = new Map();

  return async (exchange) => {
    const { request, response, method } = exchange;
    if (!isAllowedOrigin(request)) return refuse(exchange, 403, "This origin is not in ALLOWED_ORIGINS.");
    for (const [name, value] of Object.entries(corsHeaders(request))) response.setHeader(name, value);
    if (method === "OPTIONS") {
      response.writeHead(204, PREFLIGHT_HEADERS).end();
      return;
    }
    const { address } = exchange.client;
    const ofAddress = transfersOf.get(address) ?? 0;
    if (ofAddress >= transfersPerAddressMax) return refuseForNow(exchange, 429, "RATE_LIMITED", 1_000);
    if (transfers >= transfersMax) return refuseForNow(exchange, 503, "UNAVAILABLE", 1_000);
    transfers += 1;
    transfersOf.set(address, ofAddress + 1);
    try {
      await chargeRequest(address);
      if (method === "PUT") await upload(exchange, media, uploading);
      else if (method === "GET" || method === "HEAD") await download(exchange, media);
      else {
        response.setHeader("allow", "PUT, GET, HEAD, OPTIONS");
        refuse(exchange, 405, "Files are PUT, and got with GET.");
      }
    } catch (error) {
      const explained = explain(error);
      if (!(explained instanceof RequestError) || response.headersSent) throw error;
      const isLimit = explained.code === "RATE_LIMITED";
      refuseForNow(
        exchange,
        isLimit ? 429 : 503,
        isLimit ? "RATE_LIMITED" : "UNAVAILABLE",
        waitOf(explained),
      );
    } finally {
      transfers -= 1;
      const left = (transfersOf.get(address) ?? 1) - 1;
      if (left === 0) transfersOf.delete(address);
      else transfersOf.set(address, left);
    }
  };
}

/** By path and part, the request that brings these bytes just now. */
type Uploading = Map<string, IncomingMessage>;

async function upload(exchange: Exchange, media: MediaPorts, uploading: Uploading): Promise<void> {
  const { request, response } = exchange;
  const [id, query] = linkOf(exchange);
  const name = `${id} ${query.get("part") ?? ""}`;
  const found = await media.findUpload(id, query);
  const length = request.headers["content-length"];
  if (found === null) return refuseBody(exchange, 404, "not found");
  if (found.state !== "PENDING") {
    // What is there stays; what comes is not looked at.
    request.resume();
    return tellState(exchange, found.state);
  }
  if (length === undefined) return refuseBody(exchange, 411, "Say how many bytes come: Content-Length.");
  if (Number(length) !== found.byteSize) {
    return refuseBody(exchange, 400, `The body must have ${found.byteSize} bytes.`);
  }
  request.setTimeout(IDLE_MS, () => request.destroy());
  // Whoever begins again has lost the other connection: one part of a file at a time is on the disk.
  const before = uploading.get(name);
  if (before?.complete === false) before.destroy();
  uploading.set(name, request);
  let outcome: Awaited<ReturnType<typeof found.receive>>;
  try {
    // Whatever ends the reading, the connection stays: somebody waits for an answer there.
    outcome = await found.receive(request.iterator({ destroyOnReturn: false }));
  } catch (error) {
    // Whoever sent it has gone.
    if (request.destroyed && !request.complete) return;
    response.setHeader("connection", "close");
    request.resume();
    throw error;
  } finally {
    if (uploading.get(name) === request) uploading.delete(name);
  }
  if (outcome === "GONE") respondJson(exchange, 404, { status: "not found" });
  else if (outcome === "WRONG_SIZE") refuse(exchange, 400, `The body must have ${found.byteSize} bytes.`);
  else tellState(exchange, outcome);
}

/** Of bytes that are here. */
function tellState(exchange: Exchange, state: UploadState | "PART"): void {
  if (state === "REFUSED") refuse(exchange, 422, "The file is refused: its attachment says why.");
  else exchange.response.writeHead(state === "READY" || state === "PART" ? 204 : 202).end();
}

async function download(exchange: Exchange, media: MediaPorts): Promise<void> {
  const { request, response, method, path } = exchange;
  const found = await media.findDownload(...linkOf(exchange));
  if (found === null) return respondJson(exchange, 404, { status: "not found" });
  const [id, query] = linkOf(exchange);
  const etag = `"${id}${query.get("of") ?? ""}"`;
  setHeaders(exchange, found, etag);
  if (request.headers["if-none-match"] === etag) {
    response.writeHead(304).end();
    return;
  }
  const isSame = request.headers["if-range"] === undefined || request.headers["if-range"] === etag;
  const range = isSame ? rangeOf(request.headers.range, found.byteSize) : null;
  if (range === "UNSATISFIABLE") {
    removeHeaders(exchange);
    response.writeHead(416, { "content-range": `bytes */${found.byteSize}` }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: found.byteSize - 1 };
  const headers: Record<string, string> = { "content-length": String(end - start + 1) };
  if (range !== null) headers["content-range"] = `bytes ${start}-${end}/${found.byteSize}`;
  const status = range === null ? 200 : 206;
  if (method === "HEAD") {
    response.writeHead(status, headers).end();
    return;
  }
  const bytes = await found.read(start, end);
  if (bytes === null) {
    exchange.log.error({ path }, "the file of an attachment is missing");
    removeHeaders(exchange);
    return respondJson(exchange, 404, { status: "not found" });
  }
  response.setTimeout(IDLE_MS, () => response.destroy());
  response.writeHead(status, headers);
  // Whoever leaves ends the reading, too.
  await pipeline(bytes, response).catch((error: unknown) => {
    if (!response.destroyed) throw error;
  });
}

function setHeaders({ response }: Exchange, found: Download, etag: string): void {
  const leftSeconds = Math.max(0, Math.floor((found.expiresAt.getTime() - Date.now()) / 1000));
  response.setHeader("content-type", found.contentType);
  response.setHeader("content-disposition", contentDisposition(found.isShown, found.filename));
  // Whatever it turns out to be, it runs nothing and loads nothing.
  response.setHeader("content-security-policy", "default-src 'none'; sandbox");
  // Pages of other origins show it: they have the link.
  response.setHeader("cross-origin-resource-policy", "cross-origin");
  response.setHeader("referrer-policy", "no-referrer");
  response.setHeader("cache-control", `private, max-age=${leftSeconds}, immutable`);
  response.setHeader("accept-ranges", "bytes");
  response.setHeader("etag", etag);
  response.setHeader(
    "access-control-expose-headers",
    "Accept-Ranges, Content-Length, Content-Range, ETag, X-Request-Id, Retry-After",
  );
}

/** Of the file, where the answer is not one. */
function removeHeaders({ response }: Exchange): void {
  const names = response
    .getHeaderNames()
    .filter((name) => /^(content-|cache-control|accept-ranges|etag)/.test(name));
  for (const name of names) response.removeHeader(name);
}

function linkOf({ request, path }: Exchange): [string, URLSearchParams] {
  const [, query = ""] = (request.url ?? "").split("?", 2);
  return [path.slice(MEDIA_PATH.length), new URLSearchParams(query)];
}

/** Before its bytes were read: they are not wanted. */
function refuseBody(exchange: Exchange, status: number, message: string): void {
  exchange.response.setHeader("connection", "close");
  exchange.request.resume();
  if (status === 404) respondJson(exchange, 404, { status: message });
  else refuse(exchange, status, message);
}

function refuseForNow(
  exchange: Exchange,
  status: number,
  code: "RATE_LIMITED" | "UNAVAILABLE",
  retryAfterMs: number,
): void {
  exchange.response.setHeader("retry-after", Math.ceil(retryAfterMs / 1000));
  exchange.response.setHeader("connection", "close");
  refuse(exchange, status, "Not now: try again.", code);
}

function waitOf({ details }: RequestError): number {
  const { retryAfterMs } = details;
  return typeof retryAfterMs === "number" ? retryAfterMs : 1_000;
}
