/** A few graphql-transport-ws sockets, each with several lanes: one operation under way in each. */
import { once } from "node:events";
import { WebSocket } from "ws";
import { isRecord } from "./json.ts";
import type { Lane, Lanes, OnAnswer, ReadAnswer } from "./lane.ts";

export interface SocketLanesOptions {
  readonly url: URL;
  /** One access token a socket: that many are opened. */
  readonly tokens: readonly string[];
  readonly lanesPerSocket: number;
  /** Reads the payload of a `next`. */
  readonly readAnswer: ReadAnswer;
}

/** Templates are `subscribe` messages with the key as their id. Lane n is on socket n modulo their number. */
export async function openSocketLanes(options: SocketLanesOptions): Promise<Lanes> {
  const sockets = await Promise.all(options.tokens.map((token) => LoadSocket.open(options, token)));
  const all = Array.from({ length: options.lanesPerSocket }, () => sockets).flat();
  return {
    all,
    async [Symbol.asyncDispose]() {
      await Promise.all(sockets.map((socket) => socket.close()));
    },
  };
}

/** Any number of lanes: what is under way is kept by id. */
class LoadSocket implements Lane {
  readonly #socket: WebSocket;
  readonly #readAnswer: ReadAnswer;
  readonly #underWay = new Map<unknown, OnAnswer>();

  constructor(socket: WebSocket, readAnswer: ReadAnswer) {
    this.#socket = socket;
    this.#readAnswer = readAnswer;
    socket.on("message", (frame) => {
      // Never fragments: `ws` hands them over joined.
      if (frame instanceof Buffer) this.#receive(frame.toString());
    });
    socket.on("error", (error) => this.#failAll(error));
    socket.on("close", (code, reason) =>
      this.#failAll(new Error(`The socket was closed: ${code} ${String(reason)}`)),
    );
  }

  static async open({ url, readAnswer }: SocketLanesOptions, token: string): Promise<LoadSocket> {
    const address = new URL(url);
    address.protocol = "ws:";
    const socket = new WebSocket(address, "graphql-transport-ws", { perMessageDeflate: false });
    await once(socket, "open");
    const acknowledged = once(socket, "message");
    const payload = { authorization: `Bearer ${token}` };
    socket.send(JSON.stringify({ type: "connection_init", payload }));
    const [frame]: unknown[] = await acknowledged;
    if (!String(frame).includes('"connection_ack"')) throw new Error(`Not signed in: ${String(frame)}`);
    return new LoadSocket(socket, readAnswer);
  }

  send(template: readonly string[], key: string, onAnswer: OnAnswer): void {
    this.#underWay.set(key, onAnswer);
    this.#socket.send(template.join(key));
  }

  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = once(this.#socket, "close");
    this.#socket.terminate();
    await closed;
  }

  #receive(text: string): void {
    const message: unknown = JSON.parse(text);
    if (!isRecord(message)) return;
    switch (message["type"]) {
      case "next":
      case "error": {
        const onAnswer = this.#underWay.get(message["id"]);
        this.#underWay.delete(message["id"]);
        if (onAnswer !== undefined) this.#read(message, onAnswer);
        break;
      }
      case "ping":
        this.#socket.send('{"type":"pong"}');
        break;
      case "complete":
        if (this.#underWay.has(message["id"])) this.#failAll(new Error("Completed without an answer."));
        break;
    }
  }

  #read(message: Readonly<Record<string, unknown>>, onAnswer: OnAnswer): void {
    let seq: number;
    try {
      if (message["type"] === "error") throw new Error(`Refused: ${JSON.stringify(message)}`);
      seq = this.#readAnswer(message["payload"]);
    } catch (error) {
      onAnswer(error instanceof Error ? error : new Error(String(error)), 0);
      return;
    }
    onAnswer(null, seq);
  }

  #failAll(error: Error): void {
    const waiting = [...this.#underWay.values()];
    this.#underWay.clear();
    for (const onAnswer of waiting) onAnswer(error, 0);
  }
}
