/** One WebSocket of the crowd, straight on TCP: reads into a buffer that all sockets share, counts, and seldom looks. */
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { DELIVERY_BYTES_MIN, FrameReader, pongFrame, textFrame } from "./frames.ts";
import type { FrameListener } from "./frames.ts";
import { EventReader } from "./events.ts";

/** What one socket says to open itself, and what it makes of the short texts that come. */
export interface Speaker {
  /** Of the upgrade request, with its query. */
  readonly path: string;
  readonly subprotocol: string | null;
  /** What is posted for a stream of server-sent events instead of opening a WebSocket. */
  readonly post?: { readonly headers: Readonly<Record<string, string>>; readonly body: string };
  /** Upgraded: says the first thing. */
  begin(socket: CrowdSocket): void;
  /** While it opens every text; then only short ones. Calls `socket.ready()` once. Throws for what must not come. */
  receive(socket: CrowdSocket, text: string): void;
}

export interface CrowdSocketOptions {
  /** Its place in the crowd. */
  readonly index: number;
  readonly url: URL;
  /** Null: the usual one. */
  readonly localAddress: string | null;
  readonly speaker: Speaker;
  readonly onDelivery: (socket: CrowdSocket) => void;
  /** At most once; nothing comes after it. */
  readonly onFailure: (error: Error) => void;
}

/** Shared by all sockets: each chunk is read to its end before the next one arrives. */
const readBuffer = Buffer.allocUnsafeSlow(1 << 18);

export class CrowdSocket implements FrameListener {
  readonly index: number;
  /** Since the last `reset`. */
  deliveries = 0;
  deliveredBytes = 0;
  /** Set on the few sockets that read what they get. */
  onPayload: ((text: string) => void) | null = null;
  readonly opened: Promise<void>;
  readonly #options: CrowdSocketOptions;
  readonly #socket: Socket;
  readonly #frames: FrameReader | EventReader;
  readonly #opening = Promise.withResolvers<void>();
  #answer: Buffer | null = Buffer.alloc(0);
  #isReady = false;
  #isOver = false;

  constructor(options: CrowdSocketOptions) {
    this.#options = options;
    this.index = options.index;
    this.opened = this.#opening.promise;
    // Awaited by whoever opens; afterwards nobody does.
    this.opened.catch(() => undefined);
    const { url, localAddress, speaker } = options;
    this.#frames = speaker.post === undefined ? new FrameReader() : new EventReader();
    this.#socket = connect({
      host: url.hostname,
      port: Number(url.port),
      noDelay: true,
      ...(localAddress === null ? {} : { localAddress }),
      onread: {
        buffer: readBuffer,
        callback: (size, buffer) => {
          // A view of the shared buffer, which `onread` types as bytes only.
          this.#receive(Buffer.from(buffer.buffer, buffer.byteOffset, size));
          return true;
        },
      },
    });
    this.#socket.on("error", (error) => this.fail(error));
    this.#socket.on("close", () => this.fail(new Error("The server closed a connection.")));
    this.#socket.once("connect", () => {
      this.#socket.write(requestOf(url, speaker));
    });
  }

  send(text: string): void {
    this.#socket.write(textFrame(text));
  }

  /** Open: from now on deliveries are counted, and skipped where nobody reads them. */
  ready(): void {
    this.#isReady = true;
    this.#frames.readsAll = this.onPayload !== null;
    this.#opening.resolve();
  }

  reset(): void {
    this.deliveries = 0;
    this.deliveredBytes = 0;
    this.#frames.readsAll = this.onPayload !== null;
  }

  fail(error: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#socket.destroy();
    this.#opening.reject(error);
    this.#options.onFailure(error);
  }

  /** Ends it with a reset, so that no port has to rest; resolves when it is closed. */
  async close(): Promise<void> {
    this.#isOver = true;
    if (this.#socket.closed) return;
    const closed = new Promise<void>((resolve) => this.#socket.once("close", () => resolve()));
    this.#socket.resetAndDestroy();
    await closed;
  }

  onSkipped(bytes: number): void {
    this.deliveries += 1;
    this.deliveredBytes += bytes;
    this.#options.onDelivery(this);
  }

  onText(payload: Buffer): void {
    if (this.#isReady && payload.length >= DELIVERY_BYTES_MIN) {
      this.onPayload?.(payload.toString("utf8"));
      this.onSkipped(payload.length);
    } else {
      this.#options.speaker.receive(this, payload.toString("utf8"));
    }
  }

  onPing(payload: Buffer): void {
    this.#socket.write(pongFrame(payload));
  }

  onClose(code: number, reason: string): void {
    this.fail(new Error(`The server closed a socket: ${code} ${reason}`));
  }

  #receive(chunk: Buffer): void {
    if (this.#isOver) return;
    try {
      if (this.#answer === null) {
        this.#frames.read(chunk, this);
        return;
      }
      this.#answer = Buffer.concat([this.#answer, chunk]);
      const end = this.#answer.indexOf("\r\n\r\n");
      if (end === -1) return;
      const head = this.#answer.toString("latin1", 0, end);
      const { speaker } = this.#options;
      const status = speaker.post === undefined ? 101 : 200;
      if (!head.startsWith(`HTTP/1.1 ${status}`)) throw new Error(`Answered ${head.split("\r\n", 1)[0]}`);
      const rest = this.#answer.subarray(end + 4);
      this.#answer = null;
      speaker.begin(this);
      if (rest.length > 0) this.#frames.read(rest, this);
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

function requestOf(url: URL, { path, subprotocol, post }: Speaker): string {
  const lines =
    post === undefined
      ? [
          `GET ${path} HTTP/1.1`,
          `host: ${url.host}`,
          "connection: Upgrade",
          "upgrade: websocket",
          "sec-websocket-version: 13",
          `sec-websocket-key: ${randomBytes(16).toString("base64")}`,
          ...(subprotocol === null ? [] : [`sec-websocket-protocol: ${subprotocol}`]),
        ]
      : [
          `POST ${path} HTTP/1.1`,
          `host: ${url.host}`,
          "content-type: application/json",
          "accept: text/event-stream",
          ...Object.entries(post.headers).map(([name, value]) => `${name}: ${value}`),
          `content-length: ${Buffer.byteLength(post.body)}`,
        ];
  return `${lines.join("\r\n")}\r\n\r\n${post?.body ?? ""}`;
}
