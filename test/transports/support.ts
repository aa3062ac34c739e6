/** Bare clients for tests of the transports: they can say what no library would. */
import { WebSocket } from "ws";
import type { ClientOptions } from "ws";

const DEADLINE_MS = 10_000;

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: { readonly data?: unknown; readonly errors?: readonly RawError[] };
}

export interface RawError {
  readonly message: string;
  readonly extensions: { readonly code: string } & Readonly<Record<string, unknown>>;
}

/** Posts a query, or any body, with any headers. */
export async function post(
  url: string,
  query: string | { body: string },
  headers: Readonly<Record<string, string>> = {},
): Promise<RawAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof query === "string" ? JSON.stringify({ query }) : query.body,
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : {} };
}

export interface Frame {
  readonly id?: string;
  readonly type: string;
  readonly payload?: unknown;
}

export interface Closing {
  readonly code: number;
  readonly reason: string;
}

/** A WebSocket that speaks the protocol only as far as it is told to. */
export class RawSocket implements AsyncDisposable {
  readonly webSocket: WebSocket;
  /** Resolves when the socket is closed, by whomever. */
  readonly closed: Promise<Closing>;
  readonly #unread: Frame[] = [];
  #wake: (() => void) | null = null;

  private constructor(webSocket: WebSocket) {
    this.webSocket = webSocket;
    const { promise, resolve } = Promise.withResolvers<Closing>();
    this.closed = promise;
    webSocket.on("close", (code, reason) => {
      resolve({ code, reason: String(reason) });
      this.#wake?.();
    });
    webSocket.on("message", (text) => {
      this.#unread.push(JSON.parse((text as Buffer).toString()) as Frame);
      this.#wake?.();
    });
  }

  /** Rejects with the status when the upgrade is refused. */
  static async open(url: string, options: ClientOptions = {}): Promise<RawSocket> {
    const webSocket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws", options);
    const socket = new RawSocket(webSocket);
    await new Promise<void>((resolve, reject) => {
      webSocket.once("open", () => resolve());
      webSocket.once("error", reject);
    });
    webSocket.on("error", () => undefined);
    return socket;
  }

  /** Open, and past connection_init. */
  static async enter(url: string, authorization?: string): Promise<RawSocket> {
    const socket = await RawSocket.open(url);
    socket.send({
      type: "connection_init",
      ...(authorization === undefined ? {} : { payload: { authorization } }),
    });
    await socket.next();
    return socket;
  }

  send(frame: Frame): void {
    this.webSocket.send(JSON.stringify(frame));
  }

  subscribe(id: string, query: string, variables: Record<string, unknown> = {}): void {
    this.send({ id, type: "subscribe", payload: { query, variables } });
  }

  /** The next frame; rejects when the socket closes instead, or nothing comes in ten seconds. */
  async next(): Promise<Frame> {
    const deadline = Date.now() + DEADLINE_MS;
    while (this.#unread.length === 0) {
      if (this.webSocket.readyState === WebSocket.CLOSED) throw new Error("The socket is closed.");
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error("No frame came.")), deadline - Date.now());
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    const [frame] = this.#unread.splice(0, 1);
    if (frame === undefined) throw new Error("No frame came.");
    return frame;
  }

  /** Proves that the socket still serves: a query asked now is the next thing answered. */
  async answers(): Promise<void> {
    this.subscribe("fence", "{ __typename }");
    const frame = await this.next();
    if (frame.id !== "fence" || frame.type !== "next")
      throw new Error(`Instead came ${JSON.stringify(frame)}.`);
    await this.next();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.webSocket.terminate();
    await this.closed;
  }
}

/** The value of one line of /metrics; 0 where it does not stand. */
export async function readMetric(url: string, line: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const found = text.split("\n").find((each) => each.startsWith(`${line} `));
  return Number(found?.slice(line.length + 1) ?? 0);
}

/** Asks again until the answer is this, for ten seconds. */
export async function becomes<Value>(ask: () => Promise<Value> | Value, wanted: Value): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    const value = await ask();
    if (value === wanted) return;
    if (Date.now() > deadline) throw new Error(`It is ${String(value)}, not ${String(wanted)}.`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
