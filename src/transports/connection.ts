/** One socket: who is behind it, what runs on it, and the order in which its operations reach their resolvers. */
import type { Duplex } from "node:stream";
import { Socket } from "node:net";
import { WebSocket } from "ws";
import { Outbox, WAITING_BYTES_MAX } from "./outbox.ts";
import type { WriteTurn } from "./outbox.ts";
import { CLOSE_CODES, adviseReturn } from "./closeCodes.ts";
import type { CloseCode } from "./closeCodes.ts";
import type { Log } from "./boundLog.ts";
import type { Client, ConnectedDevice, SignedIn } from "./ports.ts";

const REFUSALS_WINDOW_MS = 10_000;
const RATE_WINDOW_MS = 1_000;
/** Of the protocol's and of WebSocket's together: a client that pinged each second while this process stood still is no flood. */
const PINGS_PER_SECOND_MAX = 100;
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

/** What all sockets of a server share. */
export interface ConnectionRules {
  readonly operationsMax: number;
  readonly operationsPerSecondMax: number;
  readonly refusalsMax: number;
  readonly onClosing: (code: number) => void;
  readonly writeTurn: WriteTurn;
}

export interface ConnectionOptions {
  readonly id: string;
  readonly socket: WebSocket;
  /** The stream below the socket. */
  readonly stream: Duplex;
  readonly client: Client;
  readonly log: Log;
}

export class Connection {
  readonly id: string;
  readonly socket: WebSocket;
  readonly client: Client;
  readonly log: Log;
  /** All that is said to the client but pings, pongs and the end. */
  readonly outbox: Outbox;
  /** Null before the sign-in; another of the same user after each renewal. */
  viewer: SignedIn | null = null;
  /** What others are told of it; null before the sign-in. */
  device: ConnectedDevice | null = null;
  /** Set by a drain: what arrives from now on is left to the next server. */
  isDraining = false;
  /** The server has said its close code: what still arrives is not read. */
  isClosing = false;
  /** The keep-alive's notes: looks in a row that saw no sign of life, whose turn it is in, and what the last one saw. */
  silentLooks = 0;
  lookTurn: number | null = null;
  seenRead = 0;
  seenLeft = 0;
  seenWaiting = 0;
  readonly #rules: ConnectionRules;
  readonly #stream: Duplex;
  readonly #byId = new Map<string, Operation>();
  #openCount = 0;
  #runningCount = 0;
  #count = 0;
  #tail: Promise<void> = Promise.resolve();
  #secondBegan = 0;
  #framesOfSecond = 0;
  #pingsOfSecond = 0;
  #operationsOfSecond = 0;
  #refusalsBegan = 0;
  #refusals = 0;
  #onIdle: (() => void) | null = null;
  #terminating: NodeJS.Timeout | null = null;

  constructor({ id, socket, stream, client, log }: ConnectionOptions, rules: ConnectionRules) {
    this.#rules = rules;
    this.#stream = stream;
    this.id = id;
    this.socket = socket;
    this.client = client;
    this.log = log;
    this.outbox = new Outbox(stream, rules.writeTurn, () => socket.readyState === WebSocket.OPEN);
  }

  /** Acts for another sign-in of the same user from now on. */
  renew(viewer: SignedIn): void {
    this.viewer = viewer;
  }

  /** Null when as many operations are open, or have begun in this second, as may be. */
  begin(id: string): Operation | null {
    this.#operationsOfSecond += 1;
    if (this.#operationsOfSecond > this.#rules.operationsPerSecondMax) return null;
    if (this.#openCount >= this.#rules.operationsMax) return null;
    const before = this.#byId.get(id);
    if (before !== undefined) before.isStale = true;
    this.#count += 1;
    const requestId = `${this.id}/${this.#count}`;
    const operation: Operation = { id, requestId, isStream: false, isOver: false, isStale: false };
    this.#byId.set(id, operation);
    this.#openCount += 1;
    this.#runningCount += 1;
    return operation;
  }

  /** May be told twice. */
  end(operation: Operation): void {
    if (operation.isOver) return;
    operation.isOver = true;
    this.#openCount -= 1;
    if (!operation.isStream) this.#runningCount -= 1;
    if (this.#byId.get(operation.id) === operation) this.#byId.delete(operation.id);
    this.#tellIdle();
  }

  markStream(operation: Operation): void {
    if (operation.isStream) return;
    operation.isStream = true;
    if (!operation.isOver) this.#runningCount -= 1;
    this.#tellIdle();
  }

  /** Whether a query or a mutation runs; streams do not count. */
  get isBusy(): boolean {
    return this.#runningCount > 0;
  }

  /** Counts a refused operation; true when there were too many in ten seconds. */
  refuse(): boolean {
    const now = performance.now();
    if (now - this.#refusalsBegan > REFUSALS_WINDOW_MS) {
      this.#refusalsBegan = now;
      this.#refusals = 0;
    }
    this.#refusals += 1;
    return this.#refusals >= this.#rules.refusalsMax;
  }

  /**
   * Counts a frame from the client, a ping as both; ends the socket when one second brought more than all operations
   * it may begin, their completions and its pings together. Tells whether the frame may be read.
   */
  takes(kind: "frame" | "ping"): boolean {
    if (this.isClosing) return false;
    const now = performance.now();
    if (now - this.#secondBegan > RATE_WINDOW_MS) {
      this.#secondBegan = now;
      this.#framesOfSecond = 0;
      this.#pingsOfSecond = 0;
      this.#operationsOfSecond = 0;
    }
    if (kind === "ping") this.#pingsOfSecond += 1;
    else this.#framesOfSecond += 1;
    const framesMax = 2 * this.#rules.operationsPerSecondMax + PINGS_PER_SECOND_MAX;
    const isFlood = this.#pingsOfSecond > PINGS_PER_SECOND_MAX || this.#framesOfSecond > framesMax;
    // Behind the errors of operations that were refused in the same turn.
    if (isFlood) setImmediate(() => this.close(CLOSE_CODES.TOO_MANY_FRAMES));
    return !isFlood;
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
    return this.#stream instanceof Socket ? this.#stream.bytesWritten - this.#stream.writableLength : 0;
  }

  /** How many bytes have come from the client, over the socket's life. */
  bytesRead(): number {
    return this.#stream instanceof Socket ? this.#stream.bytesRead : 0;
  }

  /** Resolves when more may be said: at once, unless much waits for the client to read it. */
  async send(text: string): Promise<void> {
    this.outbox.send(text);
    if (this.outbox.waitingBytes <= WAITING_BYTES_MAX) return;
    // Who does not read is not read: answers to a flood of frames would pile up here.
    this.socket.pause();
    await this.outbox.drained();
    this.socket.resume();
  }

  /**
   * Says the code behind everything that was sent, and ends the socket a second later where the client does not. The
   * reason advises when to come back; `together` is how many sockets are closed for the same cause at once.
   */
  close({ code, reason }: Pick<CloseCode, "code" | "reason">, together = 1): void {
    if (this.isClosing || this.socket.readyState > WebSocket.OPEN) return;
    this.isClosing = true;
    this.log.info({ code, reason }, "socket closed");
    this.#rules.onClosing(code);
    if (this.socket.isPaused) this.socket.resume();
    this.outbox.flush();
    this.socket.close(code, adviseReturn(code, reason, together));
    this.#terminating = setTimeout(() => this.socket.terminate(), LAST_WORDS_MS);
  }

  /** The socket is gone. */
  gone(): void {
    this.device?.release();
    if (this.#terminating !== null) clearTimeout(this.#terminating);
  }

  #tellIdle(): void {
    if (this.#runningCount === 0) this.#onIdle?.();
  }
}
