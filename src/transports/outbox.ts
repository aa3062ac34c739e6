/** What waits to be written to one socket: all that one turn of the loop owes it goes out in one write. */
import type { Duplex } from "node:stream";
import { Burst, nextFrameBytes, textFrame } from "./frames.ts";
import type { NextPayload, Recipient } from "./frames.ts";

/** With more than this waiting for its reader, a socket takes no more of its streams. */
export const WAITING_BYTES_MAX = 262_144;
/** More is not gathered in one turn: a healthy socket is not to look like a slow one. */
const BURST_BYTES_MAX = 65_536;

/** The sockets of one server, written to at the end of a turn. Idle, it costs nothing. */
export class WriteTurn {
  #waiting: Outbox[] = [];
  #isScheduled = false;

  add(outbox: Outbox): void {
    this.#waiting.push(outbox);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.flush();
    });
  }

  /** Writes to all now: those that are owed the same share the bytes. */
  flush(): void {
    const outboxes = this.#waiting;
    this.#waiting = [];
    const root = new Burst();
    for (const outbox of outboxes) outbox.flush(root);
  }
}

/** A `next` payload goes with its operation; a text stands for itself. */
type Entry = NextPayload | string;

export class Outbox {
  readonly #stream: Duplex;
  readonly #turn: WriteTurn;
  readonly #isOpen: () => boolean;
  #entries: Entry[] = [];
  /** Whose each entry is; null for a text. */
  #recipients: (Recipient | null)[] = [];
  #bytes = 0;
  #hasTexts = false;

  /** What waits when the socket is not open any more is dropped. */
  constructor(stream: Duplex, turn: WriteTurn, isOpen: () => boolean) {
    this.#stream = stream;
    this.#turn = turn;
    this.#isOpen = isOpen;
  }

  /** Bytes that have not left for the network. */
  get waitingBytes(): number {
    return this.#stream.writableLength + this.#bytes;
  }

  /** Takes a payload for an operation; false when too much waits already. */
  take(payload: NextPayload, recipient: Recipient): boolean {
    // Who is gone takes anything: nobody is to ask again and again.
    if (!this.#isOpen()) return true;
    if (this.#bytes > BURST_BYTES_MAX) this.#turn.flush();
    if (this.waitingBytes > WAITING_BYTES_MAX) return false;
    this.#put(payload, recipient);
    return true;
  }

  /** Takes a text, however much waits. */
  send(text: string): void {
    this.#hasTexts = true;
    this.#put(text, null);
  }

  /** Forgets what waits here for an operation. */
  discard(recipient: Recipient): void {
    if (!this.#recipients.includes(recipient)) return;
    this.#entries = this.#entries.filter((_, index) => this.#recipients[index] !== recipient);
    this.#recipients = this.#recipients.filter((other) => other !== recipient);
    this.#bytes = this.#entries.reduce(
      (sum, entry, index) => sum + bytesOf(entry, this.#recipients[index] ?? null),
      0,
    );
  }

  /** Writes what waits here. */
  flush(root = new Burst()): void {
    if (this.#entries.length === 0) return;
    if (!this.#isOpen()) this.#bytes = 0;
    else if (this.#hasTexts) this.#writeOwn();
    else this.#writeBurst(root);
    this.#entries.length = 0;
    this.#recipients.length = 0;
    this.#bytes = 0;
    this.#hasTexts = false;
  }

  /** Resolves when everything has left for the network, or never will. */
  drained(): Promise<void> {
    this.flush();
    return new Promise((resolve) => {
      this.#stream.write("", () => resolve());
    });
  }

  #put(entry: Entry, recipient: Recipient | null): void {
    if (this.#entries.length === 0) this.#turn.add(this);
    this.#entries.push(entry);
    this.#recipients.push(recipient);
    this.#bytes += bytesOf(entry, recipient);
  }

  #writeBurst(root: Burst): void {
    let burst = root;
    for (const [index, entry] of this.#entries.entries()) {
      if (typeof entry !== "string") burst = burst.with(entry, idOf(this.#recipients[index]).length);
    }
    this.#stream.write(burst.bytesFor(this.#recipients));
    if (this.#stream.writableLength > 0) burst.keep();
  }

  /** Answers are this socket's alone. */
  #writeOwn(): void {
    const frames = this.#entries.map((entry, index) => {
      if (typeof entry === "string") return textFrame(entry);
      const recipient = this.#recipients[index];
      return new Burst().with(entry, idOf(recipient).length).bytesFor([recipient]);
    });
    const [only] = frames;
    if (only !== undefined) this.#stream.write(frames.length === 1 ? only : Buffer.concat(frames));
  }
}

/** Of the frame; of a text nearly. */
function bytesOf(entry: Entry, recipient: Recipient | null): number {
  return typeof entry === "string" ? entry.length : nextFrameBytes(entry, idOf(recipient).length);
}

function idOf(recipient: Recipient | null | undefined): string {
  return recipient?.encodedId ?? "";
}
