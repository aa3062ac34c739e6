/** One operation of one person, over HTTP, with the time it took. */
import { once } from "node:events";
import { request } from "node:http";
import type { Agent, IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import type { Operation } from "../chat/speakers.ts";
import { at } from "../support/json.ts";
import type { Person } from "../support/world.ts";

/** Rejects for an answer with errors. */
export async function askOverHttp(
  url: URL,
  agent: Agent,
  { accessToken }: Person,
  operation: Operation,
): Promise<{ readonly data: unknown; readonly ms: number }> {
  const body = JSON.stringify(operation);
  const headers = {
    "content-type": "application/json",
    accept: "application/json",
    authorization: `Bearer ${accessToken}`,
    "content-length": Buffer.byteLength(body),
  };
  const begun = performance.now();
  const asked = request(url, { method: "POST", agent, headers });
  const answered = once(asked, "response") as Promise<[IncomingMessage]>;
  asked.end(body);
  const [response] = await answered;
  const answer = await text(response);
  const ms = performance.now() - begun;
  const parsed: unknown = JSON.parse(answer);
  if (response.statusCode !== 200 || at(parsed, "errors") !== undefined)
    throw new Error(`Answered ${response.statusCode}: ${answer.slice(0, 2_000)}`);
  return { data: at(parsed, "data"), ms };
}
