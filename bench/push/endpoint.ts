/**
 * Google's servers in a process of their own: whoever asks gets a token, and each message is taken. Says where it listens;
 * answers each "taken" with how many messages it has taken, of how many devices and conversations, and when the last one
 * came. A number is how many milliseconds each answer takes from then on.
 */
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { constants, setPriority } from "node:os";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { at } from "../support/json.ts";
import { CERTIFICATE } from "./googleAgent.ts";

let count = 0;
let lastAt = 0;
let told = new Set<string>();
let answersMs = 0;

// It stands for machines elsewhere.
if (process.env["BENCH_GOOGLE_YIELDS"] === "true") setPriority(constants.priority.PRIORITY_LOW);

const server = createServer(CERTIFICATE, (request, response) => {
  answer(request, response).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    response.destroy();
  });
});
// Google keeps connections for minutes.
server.keepAliveTimeout = 240_000;
server.listen(0, "127.0.0.1");
await once(server, "listening");

process.on("message", (question) => {
  if (typeof question === "number") {
    answersMs = question;
    return;
  }
  if (question === "forget") {
    count = 0;
    told = new Set();
  }
  process.send?.({ count, distinct: told.size, lastAt, cpuMicros: cpuMicros() });
});
process.on("SIGINT", () => undefined);
process.once("disconnect", () => process.exit(0));
process.send?.({ port: (server.address() as AddressInfo).port });

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  response.setHeader("content-type", "application/json");
  if (request.headers.host === "oauth2.googleapis.com") {
    response.end(JSON.stringify({ access_token: "a token", expires_in: 3_599, token_type: "Bearer" }));
    return;
  }
  const message = at(JSON.parse(body), "message");
  count += 1;
  told.add(`${String(at(message, "token"))} ${String(at(message, "data", "collapseKey"))}`);
  lastAt = Date.now();
  if (answersMs > 0) await sleep(answersMs);
  response.end(JSON.stringify({ name: `projects/bench/messages/${count}` }));
}

function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
