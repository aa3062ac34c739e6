/** A recorded client that sends: one message at a time, and each with the same clientKey until it is decided. */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { FaultsSendDocument } from "./documents.ts";
import type { FaultsSendMutation } from "../gen/graphql.ts";
import type { SendEntry } from "./history.ts";
import { Wire } from "./wire.ts";
import type { Result } from "./wire.ts";

/** Longer than any bound of the server's: what takes longer is a send that nobody answers. */
const ANSWERED_WITHIN_MS = 25_000;
/** A client that was told to come again, or was cut off, pauses so long, and a little more at random. */
const PAUSE_MS = 50;
/** Codes that say: try again. Any other is the end of a send. */
const PASSING = new Set(["UNAVAILABLE", "RATE_LIMITED"]);

export interface SenderOptions {
  readonly name: string;
  readonly authorization: string;
  readonly conversationId: string;
  /** Where to send, at each new attempt to connect. Waits while nothing is up. */
  readonly url: () => Promise<string>;
  readonly over: "http" | "socket";
  /** Where all senders of a run write. */
  readonly log: SendEntry[];
  readonly silentMsMax?: number;
}

type Outcome =
  | { readonly type: "OK"; readonly seq: number }
  | { readonly type: "FAILED"; readonly code: string }
  | { readonly type: "UNKNOWN"; readonly reason: string };

export class Sender implements AsyncDisposable {
  readonly conversationId: string;
  readonly #options: SenderOptions;
  #wire: Wire | null = null;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.conversationId = options.conversationId;
  }

  /** Sends one message, again and again until it is acknowledged or refused, or until `giveUpAfterMs`. */
  async send(giveUpAfterMs = 120_000): Promise<Outcome> {
    const clientKey = randomUUID();
    const until = performance.now() + giveUpAfterMs;
    for (;;) {
      const url = await this.#options.url();
      const outcome = await this.#attempt(url, clientKey);
      if (outcome.type !== "UNKNOWN" || performance.now() > until) return outcome;
      await delay(PAUSE_MS * (1 + Math.random()));
    }
  }

  /** One send each `everyMs`, or as often as they are answered if that is slower, until told to stop. */
  async run(everyMs: number, signal: AbortSignal): Promise<void> {
    await delay(Math.random() * everyMs);
    let due = performance.now();
    while (!signal.aborted) {
      // What timers come late is made up for; what answers take is not.
      due = Math.max(due + everyMs, performance.now());
      await this.send();
      const left = due - performance.now();
      if (left > 0) await delay(left, undefined, { signal }).catch(() => undefined);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#wire?.[Symbol.asyncDispose]();
  }

  async #attempt(url: string, clientKey: string): Promise<Outcome> {
    const { over, conversationId } = this.#options;
    const variables = { input: { conversationId, clientKey, body: clientKey } };
    let outcome: Outcome;
    try {
      if (over === "http") {
        this.#record(clientKey, { type: "INVOKED" });
        outcome = outcomeOf(await this.#post(url, variables));
      } else {
        const wire = await this.#connect(url);
        this.#record(clientKey, { type: "INVOKED" });
        outcome = outcomeOf(await wire.ask(FaultsSendDocument, variables, ANSWERED_WITHIN_MS));
      }
    } catch (error) {
      outcome = { type: "UNKNOWN", reason: error instanceof Error ? error.message : String(error) };
      this.#wire?.terminate();
      this.#wire = null;
    }
    this.#record(clientKey, outcome);
    return outcome;
  }

  async #connect(url: string): Promise<Wire> {
    const { authorization, silentMsMax } = this.#options;
    if (this.#wire?.socket.readyState === WebSocket.OPEN) return this.#wire;
    this.#wire = await Wire.open({
      url,
      authorization,
      ...(silentMsMax === undefined ? {} : { silentMsMax }),
    });
    return this.#wire;
  }

  async #post(url: string, variables: object): Promise<Result<FaultsSendMutation>> {
    const response = await fetch(`${url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: this.#options.authorization },
      body: JSON.stringify({ query: FaultsSendDocument.toString(), variables }),
      signal: AbortSignal.timeout(ANSWERED_WITHIN_MS),
    });
    return (await response.json()) as Result<FaultsSendMutation>;
  }

  #record(clientKey: string, step: { readonly type: "INVOKED" } | Outcome): void {
    const { name, conversationId, log } = this.#options;
    log.push({ at: performance.now(), sender: name, conversationId, clientKey, ...step });
  }
}

function outcomeOf({ data, errors }: Result<FaultsSendMutation>): Outcome {
  const result = data?.sendMessage;
  if (result?.__typename === "SendMessagePayload") return { type: "OK", seq: result.sentMessage.seq };
  if (result !== undefined) return { type: "FAILED", code: result.code };
  const code = errors?.[0]?.extensions?.code ?? "NO_CODE";
  return PASSING.has(code) ? { type: "UNKNOWN", reason: code } : { type: "FAILED", code };
}
