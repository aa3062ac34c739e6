/**
 * The short way of GraphQL over HTTP: a POST whose answer is one JSON text, from `node:http` to the engine and back.
 *
 * The engine charges, checks, parses and runs it as it does a socket's operation. What is left out is Yoga's fetch layer,
 * which makes a Request, a Response and streams between them, a third of what a send over HTTP cost. Whatever is not plain
 * (another `accept`, a stream) goes through that layer.
 */
import type { IncomingMessage } from "node:http";
import { GraphQLError } from "graphql";
import type { ExecutionResult } from "graphql";
import { processRegularResult } from "graphql-yoga";
import type { Metrics } from "../metrics.ts";
import type { Arrival } from "./arrival.ts";
import { presentAnswer } from "./engine.ts";
import type { Engine, Params } from "./engine.ts";
import { refusal } from "./errors.ts";
import { refuse, respond } from "./exchange.ts";
import type { Exchange } from "./exchange.ts";
import type { OperationPorts } from "./ports.ts";

type MediaType = "application/json" | "application/graphql-response+json";

/** As which JSON a request takes its answer: the first that it names. Null for what Yoga must look at more closely. */
export function plainMediaTypeOf({ headers: { accept = "*/*" } }: IncomingMessage): MediaType | null {
  if (/event-stream|charset/i.test(accept)) return null;
  for (const range of accept.toLowerCase().split(",")) {
    const type = range.split(";", 1)[0]?.trim();
    if (type === "application/json" || type === "*/*" || type === "application/*") return "application/json";
    if (type === "application/graphql-response+json") return type;
  }
  return null;
}

export interface PlainPostOptions {
  readonly engine: Engine;
  readonly ports: OperationPorts;
  readonly metrics: Metrics;
  readonly bodyBytesMax: number;
}

/** Answers; or does nothing for a client that has gone before its body was here. */
export async function answerPlainPost(
  exchange: Exchange,
  arrival: Arrival,
  mediaType: MediaType,
  options: PlainPostOptions,
): Promise<void> {
  const { engine, ports, metrics, bodyBytesMax } = options;
  const body = await readBody(exchange.request, bodyBytesMax);
  if (body === "gone") return;
  if (body === "too long") {
    exchange.response.setHeader("connection", "close");
    return refuse(exchange, 413, `A body may have ${bodyBytesMax} bytes.`);
  }
  const answer = presentAnswer(await run(body.text, arrival, options), arrival, metrics, ports);
  if (answer.errors === undefined) {
    return respond(exchange, 200, `${mediaType}; charset=utf-8`, JSON.stringify(answer));
  }
  const response = processRegularResult(answer, engine.fetchAPI, mediaType);
  for (const [name, value] of response.headers) exchange.response.setHeader(name, value);
  respond(exchange, response.status, `${mediaType}; charset=utf-8`, await response.text());
}

/** What is thrown before an operation runs is a result, too. */
async function run(text: string, arrival: Arrival, { engine }: PlainPostOptions): Promise<ExecutionResult> {
  try {
    const admitted = await engine.admit(arrival, readParams(text));
    if (!("args" in admitted)) return { errors: admitted };
    const result = await admitted.run(admitted.args);
    if (Symbol.asyncIterator in result) throw new Error("A stream as the answer of a plain POST.");
    return result;
  } catch (error) {
    return { errors: [error instanceof GraphQLError ? error : new GraphQLError("", { cause: error })] };
  }
}

function readParams(text: string): Params {
  const body = parseJson(text);
  if (!isRecord(body)) throw refusal("BAD_REQUEST", "The body must be a JSON object.");
  const { query, operationName = null, variables, extensions } = body;
  if (typeof query !== "string") throw refusal("BAD_REQUEST", "The body's `query` must be a text.");
  if (operationName !== null && typeof operationName !== "string")
    throw refusal("BAD_REQUEST", "The body's `operationName` must be a text.");
  for (const [name, value] of Object.entries({ variables, extensions })) {
    if (!isRecord(value ?? {})) throw refusal("BAD_REQUEST", `The body's \`${name}\` must be an object.`);
  }
  return { query, operationName, variables: isRecord(variables) ? variables : {} };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusal("BAD_REQUEST", "The body is no JSON.");
  }
}

function readBody(
  request: IncomingMessage,
  bytesMax: number,
): Promise<{ readonly text: string } | "too long" | "gone"> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) resolve("too long");
      else chunks.push(chunk);
    });
    request.on("end", () => resolve({ text: Buffer.concat(chunks).toString() }));
    request.on("error", () => resolve("gone"));
    request.on("close", () => resolve("gone"));
  });
}
