/** One graphql-transport-ws socket that asks one thing after another, and times it: for pages and resumes. */
import { once } from "node:events";
import { randomUUID } from "node:crypto";
import { WebSocket } from "ws";
import { at } from "../support/json.ts";
import type { Person } from "../support/world.ts";
import type { Operation } from "./speakers.ts";

const ANSWER_WITHIN_MS = 120_000;

export class AskingSocket implements AsyncDisposable {
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.setMaxListeners(0);
  }

  /** Signed in. */
  static async open(url: URL, person: Person): Promise<AskingSocket> {
    const address = new URL("/graphql", url);
    address.protocol = "ws:";
    const socket = new WebSocket(address, "graphql-transport-ws", { perMessageDeflate: false });
    await once(socket, "open");
    const asking = new AskingSocket(socket);
    const acknowledged = asking.#until((message) => at(message, "type") === "connection_ack");
    const payload = { authorization: `Bearer ${person.accessToken}` };
    socket.send(JSON.stringify({ type: "connection_init", payload }));
    await acknowledged;
    return asking;
  }

  /** The answer's data, and how long it took. Rejects for an answer with errors. */
  async ask(operation: Operation): Promise<{ readonly data: unknown; readonly ms: number }> {
    const id = randomUUID();
    const begun = performance.now();
    const answered = this.#until((message) => at(message, "id") === id && at(message, "type") !== "complete");
    this.#socket.send(JSON.stringify({ id, type: "subscribe", payload: operation }));
    const message = await answered;
    const ms = performance.now() - begun;
    if (at(message, "type") !== "next" || at(message, "payload", "errors") !== undefined)
      throw new Error(`Refused: ${JSON.stringify(message)}`);
    return { data: at(message, "payload", "data"), ms };
  }

  /** Follows until an item `isLast`; answers how many came before it and how long it took, and unsubscribes. */
  async follow(
    operation: Operation,
    isLast: (text: string) => boolean,
  ): Promise<{ readonly items: number; readonly ms: number }> {
    const id = randomUUID();
    const begun = performance.now();
    let items = 0;
    const ready = this.#untilText((text) => {
      if (!text.includes(id)) return false;
      if (text.includes('"type":"error"') || text.includes('"errors":[')) throw new Error(`Refused: ${text}`);
      if (isLast(text)) return true;
      items += 1;
      return false;
    });
    this.#socket.send(JSON.stringify({ id, type: "subscribe", payload: operation }));
    await ready;
    const ms = performance.now() - begun;
    this.#socket.send(JSON.stringify({ id, type: "complete" }));
    return { items, ms };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.#socket, "close");
    this.#socket.terminate();
    await closed;
  }

  async #until(isWanted: (message: unknown) => boolean): Promise<unknown> {
    return JSON.parse(await this.#untilText((text) => isWanted(JSON.parse(text))));
  }

  #untilText(isWanted: (text: string) => boolean): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const onMessage = (frame: unknown): void => {
      const text = String(frame);
      if (text.includes('"type":"ping"')) {
        this.#socket.send('{"type":"pong"}');
        return;
      }
      try {
        if (isWanted(text)) resolve(text);
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    const onClose = (code: number, reason: Buffer): void =>
      reject(new Error(`The socket was closed: ${code} ${String(reason)}`));
    const late = setTimeout(
      () => reject(new Error(`No answer within ${ANSWER_WITHIN_MS / 1000} s.`)),
      ANSWER_WITHIN_MS,
    );
    this.#socket.on("message", onMessage);
    this.#socket.once("close", onClose);
    return promise.finally(() => {
      clearTimeout(late);
      this.#socket.off("message", onMessage);
      this.#socket.off("close", onClose);
    });
  }
}
