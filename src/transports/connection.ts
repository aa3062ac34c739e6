/** One socket: who is behind it, what runs on it, and the order in which its operations reach their resolvers. */
import type { Duplex } from "node:stream";
import { Socket } from "node:net";
import type { Logger } from "pino";
import { WebSocket } from "ws";
import type { CloseCode } from "./closeCodes.ts";
import type { Client, SignedIn } from "./ports.ts";

const REFUSALS_WINDOW_MS = 10_000;
/** With more than this unread by the client, its next frames wait unread too. */
const UNREAD_BYTES_MAX = 262_144;
const LAST_WORDS_MS = 1_000;

/** An operation from its arrival to its end. */
export interface Operation {
  readonly id: string;
  readonly requestId: string;
  isStream: boolean;
  isOver: boolean;
  /** The client has used the id again: nothing more may be said under it. */
  isStale: boolean;
}

export interface ConnectionOptions {
  readonly id: string;
  readonly socket: WebSocket;
  /** The stream below the socket. */
  readonly stream: Duplex;
  readonly client: Client;
  readonly log: Logger;
  readonly operationsMax: number;
  readonly refusalsMax: number;
  readonly onClosing: (code: number) => void;
}

export class Connection {
  readonly id: string;
  readonly socket: WebSocket;
  readonly client: Client;
  readonly log: Logger;
  viewer: SignedIn | null = null;
  /** Set by a drain: what arrives from now on is left to the next server. */
  isDraining = false;
  /** The server has said its close code: what still arrives is not read. */
  isClosing = false;
  readonly #options: ConnectionOptions;
  readonly #byId = new Map<string, Operation>();
  readonly #open = new Set<Operation>();
  #count = 0;
  #tail: Promise<void> = Promise.resolve();
  #refusedAt: number[] = [];
  #onIdle: (() => void) | null = null;
  #terminating: NodeJS.Timeout | null = null;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.id = options.id;
    this.socket = options.socket;
    this.client = options.client;
    this.log = options.log;
    options.socket.once("close", () => {
      if (this.#terminating !== null) clearTimeout(this.#terminating);
    });
  }

  /** Null when as many operations are open as may be. */
  begin(id: string): Operation | null {
    if (this.#open.size >= this.#options.operationsMax) return null;
    const before = this.#byId.get(id);
    if (before !== undefined) before.isStale = true;
    this.#count += 1;
    const requestId = `${this.id}/${this.#count}`;
    const operation: Operation = { id, requestId, isStream: false, isOver: false, isStale: false };
    this.#byId.set(id, operation);
    this.#open.add(operation);
    return operation;
  }

  end(operation: Operation): void {
    operation.isOver = true;
    this.#open.delete(operation);
    if (this.#byId.get(operation.id) === operation) this.#byId.delete(operation.id);
    this.#tellIdle();
  }

  markStream(operation: Operation): void {
    operation.isStream = true;
    this.#tellIdle();
  }

  /** Counts a refused operation; true when there were too many in ten seconds. */
  refuse(): boolean {
    const now = Date.now();
    this.#refusedAt = this.#refusedAt.filter((at) => at > now - REFUSALS_WINDOW_MS);
    this.#refusedAt.push(now);
    return this.#refusedAt.length >= this.#options.refusalsMax;
  }

  /** Takes the next place in the socket's order: `come` resolves when all before have called their `leave`. */
  queue(): { readonly come: Promise<void>; readonly leave: () => void } {
    const come = this.#tail;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#tail = come.then(() => promise);
    return { come, leave: resolve };
  }

  /** Resolves when no query and no mutation runs; streams do not count. */
  whenIdle(): Promise<void> {
    return new Promise((resolve) => {
      this.#onIdle = resolve;
      this.#tellIdle();
    });
  }

  /** How many bytes have left for the network, over the socket's life. */
  bytesLeft(): number {
    const { stream } = this.#options;
    return stream instanceof Socket ? stream.bytesWritten - stream.writableLength : 0;
  }

  /** Resolves when the bytes have left for the network. */
  send(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.socket.readyState !== WebSocket.OPEN) {
        resolve();
        return;
      }
      this.socket.send(text, (error) => {
        if (this.socket.isPaused && this.socket.bufferedAmount < UNREAD_BYTES_MAX / 2) this.socket.resume();
        if (error == null) resolve();
        else reject(error);
      });
      // Who does not read is not read: answers to a flood of frames would pile up here.
      if (this.socket.bufferedAmount > UNREAD_BYTES_MAX) this.socket.pause();
    });
  }

  close({ code, reason }: Pick<CloseCode, "code" | "reason">): void {
    if (this.isClosing || this.socket.readyState > WebSocket.OPEN) return;
    this.isClosing = true;
    this.log.info({ code, reason }, "socket closed");
    this.#options.onClosing(code);
    if (this.socket.isPaused) this.socket.resume();
    this.socket.close(code, reason);
    this.#terminating = setTimeout(() => this.socket.terminate(), LAST_WORDS_MS);
  }

  #tellIdle(): void {
    if (this.#onIdle === null || [...this.#open].some((operation) => !operation.isStream)) return;
    this.#onIdle();
  }
}
