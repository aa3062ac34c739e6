/** How a push service may answer, well and badly. */
import type { ServerResponse } from "node:http";

/** What it writes; or that it is silent, ends the connection, writes what is no HTTP, or never comes to an end. */
export type Answer =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  | "silence"
  | "reset"
  | "garbage"
  | "endless";

const DRIP_MS = 20;

export function give(response: ServerResponse, answer: Answer): void {
  if (answer === "silence") return;
  if (answer === "reset") {
    response.socket?.destroy();
  } else if (answer === "garbage") {
    response.socket?.end("this is no HTTP\r\n\r\n");
  } else if (answer === "endless") {
    const drip = setInterval(() => response.write(" "), DRIP_MS);
    response.on("close", () => clearInterval(drip));
  } else {
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }
}

/** What a service answers next, in place of what it would have by itself. */
export class Answers {
  readonly #next: Answer[] = [];

  add(...answers: readonly Answer[]): void {
    this.#next.push(...answers);
  }

  take(otherwise: Answer): Answer {
    return this.#next.shift() ?? otherwise;
  }
}
