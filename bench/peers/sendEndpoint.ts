/** The front that all bare peers share: `node:http` and JSON, without sign-in, validation or framework. */
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { BenchServer } from "../support/serverModule.ts";
import { at } from "../support/json.ts";
import { listen } from "./listen.ts";

export interface Send {
  readonly conversationId: string;
  readonly senderId: string;
  readonly clientKey: string;
  readonly body: string;
}

export interface Sent {
  readonly id: string;
  /** Left out by a peer that numbers nothing. */
  readonly seq?: number;
  readonly createdAt: Date;
}

/** Answers each POST with what `send` resolves to, or with 500 and why it rejected. */
export function serveSends(
  send: (message: Send) => Promise<Sent>,
  dispose: () => Promise<void>,
): Promise<BenchServer> {
  const server = createServer((request, response) => {
    answer(request, response, send).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  return listen(server, dispose);
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  send: (message: Send) => Promise<Sent>,
): Promise<void> {
  const sent = JSON.stringify(await send(readSend(await readBody(request))));
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(sent) });
  response.end(sent);
}

function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => {
      text += chunk;
    });
    request.on("end", () => resolve(text));
    request.on("error", reject);
  });
}

function readSend(text: string): Send {
  const value: unknown = JSON.parse(text);
  const [conversationId, senderId] = [at(value, "conversationId"), at(value, "senderId")];
  const [clientKey, body] = [at(value, "clientKey"), at(value, "body")];
  if (
    typeof conversationId !== "string" ||
    typeof senderId !== "string" ||
    typeof clientKey !== "string" ||
    typeof body !== "string"
  ) {
    throw new TypeError("Not a send.");
  }
  return { conversationId, senderId, clientKey, body };
}
