/** One HTTPS request of a push provider, and what is read of its answer. */
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import type { Agent } from "node:https";

/** An answer is for its status and its reason; whatever goes on for longer is not read. */
const ANSWER_BYTES_MAX = 8_192;

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** At most ANSWER_BYTES_MAX of it, and a piece. */
  readonly text: string;
}

export interface PostOptions {
  readonly agent: Agent;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Ends the request and its connection. */
  readonly signal: AbortSignal;
}

/** Follows no redirect. Rejects when the connection fails or `signal` aborts. */
export function post(url: URL, { body, headers, ...options }: PostOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(
      url,
      { ...options, method: "POST", headers: { ...headers, "Content-Length": String(body.length) } },
      (response) => {
        read(response).then(resolve, reject);
      },
    )
      .on("error", reject)
      .end(body);
  });
}

async function read(response: IncomingMessage): Promise<Answer> {
  const { statusCode: status = 0, headers } = response;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    bytes += chunk.length;
    // Leaving the loop ends the connection.
    if (bytes > ANSWER_BYTES_MAX) break;
  }
  return { status, retryAfter: headers["retry-after"], text: Buffer.concat(chunks).toString() };
}
