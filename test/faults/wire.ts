/** graphql-transport-ws with next to no weight: ten thousand of these fit into one process. */
import { WebSocket } from "ws";
import type { TypedDocumentString } from "../gen/graphql.ts";

const OPENS_WITHIN_MS = 15_000;

export interface Closing {
  readonly code: number;
  readonly reason: string;
}

export interface Result<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** What an operation says, in this order: any number of `next`, then `ended` once; nothing more when the socket closes. */
export interface Sink<Data> {
  readonly next: (result: Result<Data>) => void;
  /** Completed, or refused with these errors. */
  readonly ended: (errors: Result<Data>["errors"] | null) => void;
}

export interface WireOptions {
  readonly url: string;
  readonly authorization: string;
  /** Ends itself when the server says nothing for so long, although asked half way. */
  readonly silentMsMax?: number;
}

/** The socket closed before an answer came: whether it ran is unknown. */
export class ClosedError extends Error {
  readonly code: number;

  constructor({ code, reason }: Closing) {
    super(`The socket closed with ${code} ${reason}`);
    this.code = code;
  }
}

export class Wire implements AsyncDisposable {
  readonly url: string;
  readonly closed: Promise<Closing>;
  readonly socket: WebSocket;
  readonly #sinks = new Map<string, Sink<unknown>>();
  #count = 0;
  #heardAt = performance.now();

  private constructor(socket: WebSocket, url: string) {
    this.socket = socket;
    this.url = url;
    this.closed = new Promise((resolve) => {
      socket.once("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    socket.on("error", () => undefined);
  }

  /** Resolves when it is signed in. Rejects with `ClosedError`. */
  static async open({ url, authorization, silentMsMax }: WireOptions): Promise<Wire> {
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/graphql`, "graphql-transport-ws", {
      perMessageDeflate: false,
      handshakeTimeout: OPENS_WITHIN_MS,
    });
    const wire = new Wire(socket, url);
    const acknowledged = Promise.withResolvers<void>();
    socket.once("open", () => {
      socket.send(JSON.stringify({ type: "connection_init", payload: { authorization } }));
    });
    socket.on("message", (bytes: Buffer) => {
      wire.#heardAt = performance.now();
      wire.#hear(bytes, acknowledged.resolve);
    });
    socket.on("ping", () => {
      wire.#heardAt = performance.now();
    });
    const late = setTimeout(() => socket.terminate(), OPENS_WITHIN_MS);
    const closed = wire.closed.then((closing) => {
      throw new ClosedError(closing);
    });
    try {
      await Promise.race([acknowledged.promise, closed]);
    } finally {
      clearTimeout(late);
      closed.catch(() => undefined);
    }
    if (silentMsMax !== undefined) wire.#watch(silentMsMax);
    return wire;
  }

  /** Returns what ends it: a `complete`, after which its sink hears nothing more. */
  subscribe<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
    sink: Sink<Data>,
  ): () => void {
    this.#count += 1;
    const id = String(this.#count);
    this.#sinks.set(id, sink as Sink<unknown>);
    this.#say({ id, type: "subscribe", payload: { query: document.toString(), variables } });
    return () => {
      if (this.#sinks.delete(id)) this.#say({ id, type: "complete" });
    };
  }

  /** The one result of a query or mutation. Rejects with `ClosedError` when none came. */
  async ask<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
    timeoutMs: number,
  ): Promise<Result<Data>> {
    const { promise, resolve, reject } = Promise.withResolvers<Result<Data>>();
    const cancel = this.subscribe(document, variables, {
      next: resolve,
      ended: (errors) => (errors == null ? undefined : resolve({ errors })),
    });
    const late = setTimeout(() => {
      cancel();
      reject(new Error(`No answer in ${timeoutMs} ms.`));
    }, timeoutMs);
    void this.closed.then((closing) => reject(new ClosedError(closing)));
    return promise.finally(() => clearTimeout(late));
  }

  /** Ends without a word, as a lost network does. */
  terminate(): void {
    this.socket.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.socket.isPaused) this.socket.resume();
    this.socket.close(1000);
    const late = setTimeout(() => this.socket.terminate(), 1_000);
    await this.closed;
    clearTimeout(late);
  }

  #say(message: object): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  #hear(bytes: Buffer, onAcknowledged: () => void): void {
    const message = JSON.parse(bytes.toString()) as { id?: string; type: string; payload?: unknown };
    if (message.type === "connection_ack") onAcknowledged();
    if (message.type === "ping") this.#say({ type: "pong" });
    const id = message.id ?? "";
    const sink = this.#sinks.get(id);
    if (sink === undefined) return;
    if (message.type === "next") sink.next(message.payload as Result<unknown>);
    if (message.type !== "complete" && message.type !== "error") return;
    this.#sinks.delete(id);
    sink.ended(message.type === "error" ? (message.payload as Result<unknown>["errors"]) : null);
  }

  #watch(silentMsMax: number): void {
    const timer = setInterval(() => {
      const silentMs = performance.now() - this.#heardAt;
      if (silentMs > silentMsMax) this.socket.terminate();
      else if (silentMs > silentMsMax / 2) this.#say({ type: "ping" });
    }, silentMsMax / 4);
    void this.closed.then(() => clearInterval(timer));
  }
}
