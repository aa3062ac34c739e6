/** One HTTP request and its response, with what every route wants to know of it. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Log } from "./boundLog.ts";
import type { ErrorCode } from "./errors.ts";
import type { Client } from "./ports.ts";

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  readonly path: string;
  readonly requestId: string;
  readonly client: Client;
  readonly log: Log;
}

export type Route = (exchange: Exchange) => void | Promise<void>;

export function respond(
  exchange: Exchange,
  status: number,
  contentType: string,
  body: string | Uint8Array,
): void {
  const { response } = exchange;
  response.statusCode = status;
  response.setHeader("content-type", contentType);
  response.setHeader("content-length", Buffer.byteLength(body));
  response.end(exchange.method === "HEAD" ? undefined : body);
}

export function respondJson(exchange: Exchange, status: number, body: object): void {
  respond(exchange, status, "application/json; charset=utf-8", JSON.stringify(body));
}

/** Refuses a request before GraphQL sees it: an error as GraphQL would write it, and one log line. */
export function refuse(
  exchange: Exchange,
  status: number,
  message: string,
  code: ErrorCode = "BAD_REQUEST",
): void {
  exchange.log.info({ code, status, method: exchange.method, path: exchange.path }, `refused: ${message}`);
  respondJson(exchange, status, { errors: [{ message, extensions: { code } }] });
}
