/** What waits to be written to one socket: all that one turn of the loop owes it goes out in one write. */
import { performance } from "node:perf_hooks";
import type { Duplex } from "node:stream";
import { Burst, textFrame } from "./frames.ts";
import type { NextPayload, Recipient } from "./frames.ts";

/** With more than this waiting for its reader, a socket takes no more of its streams. */
export const WAITING_BYTES_MAX = 262_144;
/** More is not gathered in one turn: a healthy socket is not to look like a slow one. */
const BURST_BYTES_MAX = 65_536;

/**
 * Deliveries are gathered for as long as writing the last ones took, within these; not behind a shorter turn. (Twice as
 * long made a delivery to 1,000 no cheaper, and the slowest hundredth of them half as slow again; 10 ms at the most made
 * one to 10,000 two thirds dearer: `npm run bench -- fanout` and `latency`.)
 */
const GATHER_SHARE = 1;
const GATHER_MIN_MS = 1;
const GATHER_MAX_MS = 25;
const SHORT_TURN_MS = 0.25;
/** The share of its time that the loop was busy, from which on deliveries are gathered. */
const BUSY = 0.5;
/** Over which that is measured. */
const BUSY_WINDOW_MS = 50;

/**
 * The sockets of one server, written to at the end of a turn of the loop. Idle, it costs nothing.
 *
 * Writing to thousands of sockets takes its time, and nearly all of it is the kernel's, for each write, however much is
 * in it. So when the loop has little time to spare, deliveries are gathered behind a turn that took long: one write then
 * carries several. A server that is not that busy delivers at once. Answers are never kept waiting.
 */
export class WriteTurn {
  /** Where the bursts of this turn begin: sockets that are owed the same meet in them. */
  root = new Burst();
  #waiting: Outbox[] = [];
  #answering: Outbox[] = [];
  #isScheduled = false;
  /** Until then deliveries are gathered. */
  #gathersUntil = 0;
  #utilization = performance.eventLoopUtilization();
  #lookedAt = 0;
  #wasBusy = false;

  /** Is owed a delivery. */
  add(outbox: Outbox): void {
    this.#waiting.push(outbox);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    const waitMs = this.#gathersUntil - performance.now();
    if (waitMs <= 0) setImmediate(() => this.flush());
    else setTimeout(() => this.flush(), waitMs);
  }

  /** Is owed an answer. */
  addAnswer(outbox: Outbox): void {
    this.#answering.push(outbox);
    if (this.#answering.length === 1) setImmediate(() => this.#answer());
  }

  /** Writes to all now. */
  flush(): void {
    const beganAt = performance.now();
    const outboxes = this.#waiting;
    this.#waiting = [];
    this.#isScheduled = false;
    for (const outbox of outboxes) outbox.flush();
    this.root = new Burst();
    const endedAt = performance.now();
    const tookMs = endedAt - beganAt;
    if (tookMs < SHORT_TURN_MS || !this.#isBusy(endedAt)) return;
    this.#gathersUntil = endedAt + Math.min(Math.max(GATHER_SHARE * tookMs, GATHER_MIN_MS), GATHER_MAX_MS);
  }

  #isBusy(now: number): boolean {
    if (now - this.#lookedAt < BUSY_WINDOW_MS) return this.#wasBusy;
    const total = performance.eventLoopUtilization();
    this.#wasBusy = performance.eventLoopUtilization(total, this.#utilization).utilization > BUSY;
    this.#utilization = total;
    this.#lookedAt = now;
    return this.#wasBusy;
  }

  #answer(): void {
    const outboxes = this.#answering;
    this.#answering = [];
    for (const outbox of outboxes) outbox.flush();
  }
}

/** A `next` payload goes with its operation; a text stands for itself. */
type Entry = string | { readonly payload: NextPayload; readonly recipient: Recipient };

export class Outbox {
  readonly #stream: Duplex;
  readonly #turn: WriteTurn;
  readonly #isOpen: () => boolean;
  /** While it is owed payloads only: what others may be owed, too. */
  #burst: Burst | null = null;
  /** Whose the frames of the burst are, one each. */
  #recipients: Recipient[] = [];
  /** Once it is owed a text: everything, in order. */
  #entries: Entry[] | null = null;
  /** Of the entries, nearly. */
  #entryBytes = 0;
  /** The kernel has not taken all of the last write. */
  #isBehind = false;

  /** What waits when the socket is not open any more is dropped. */
  constructor(stream: Duplex, turn: WriteTurn, isOpen: () => boolean) {
    this.#stream = stream;
    this.#turn = turn;
    this.#isOpen = isOpen;
  }

  /** Bytes that have not left for the network. */
  get waitingBytes(): number {
    return this.#stream.writableLength + this.#gatheredBytes();
  }

  /** Takes a payload for an operation; false when too much waits already. */
  take(payload: NextPayload, recipient: Recipient): boolean {
    if (this.#gatheredBytes() > BURST_BYTES_MAX) this.#cut();
    if (this.#isBehind && !this.#hasRoom()) return false;
    if (this.#entries !== null) {
      this.#push(this.#entries, { payload, recipient });
      return true;
    }
    if (this.#burst === null) this.#turn.add(this);
    this.#burst = (this.#burst ?? this.#turn.root).with(payload, recipient.encodedId.length);
    this.#recipients.push(recipient);
    return true;
  }

  /** Takes a text, however much waits. */
  send(text: string): void {
    if (this.#entries === null) this.#turn.addAnswer(this);
    this.#push(this.#own(), text);
  }

  /** Forgets what waits here for an operation. */
  discard(recipient: Recipient): void {
    const isOwed = this.#recipients.includes(recipient) || this.#entries !== null;
    if (!isOwed) return;
    if (this.#entries === null) this.#turn.addAnswer(this);
    this.#keep(this.#own().filter((entry) => typeof entry === "string" || entry.recipient !== recipient));
  }

  /** Writes what waits here. */
  flush(): void {
    if (this.#burst === null && this.#entries === null) return;
    const [burst, entries, recipients] = [this.#burst, this.#entries, this.#recipients];
    this.#burst = null;
    this.#entries = null;
    this.#entryBytes = 0;
    if (this.#isOpen()) {
      if (entries !== null) this.#writeOwn(entries);
      else if (burst !== null) this.#stream.write(burst.bytesFor(recipients));
      this.#isBehind = this.#stream.writableLength > 0;
      if (this.#isBehind) burst?.keep();
    } else this.#isBehind = false;
    recipients.length = 0;
  }

  /** Resolves when everything has left for the network, or never will. */
  drained(): Promise<void> {
    this.flush();
    return new Promise((resolve) => {
      this.#stream.write("", () => resolve());
    });
  }

  #gatheredBytes(): number {
    return this.#burst === null ? this.#entryBytes : this.#burst.bytes;
  }

  /** Writes what was gathered. A burst goes with those of all others, who then meet in the next one as well. */
  #cut(): void {
    if (this.#entries === null) this.#turn.flush();
    else this.flush();
  }

  #push(entries: Entry[], entry: Entry): void {
    entries.push(entry);
    this.#entryBytes += bytesOf(entry);
  }

  #keep(entries: Entry[]): Entry[] {
    this.#entries = entries;
    this.#entryBytes = entries.reduce((sum, entry) => sum + bytesOf(entry), 0);
    return entries;
  }

  #hasRoom(): boolean {
    // Who is gone takes anything: nobody is to ask again and again.
    if (!this.#isOpen()) return true;
    this.#isBehind = this.#stream.writableLength > 0;
    return this.waitingBytes <= WAITING_BYTES_MAX;
  }

  /** What was gathered for the burst, and what is still to come, as entries. */
  #own(): Entry[] {
    if (this.#entries !== null) return this.#entries;
    const payloads = this.#burst?.payloads() ?? [];
    const entries = this.#recipients.flatMap((recipient, index) => {
      const payload = payloads[index];
      return payload === undefined ? [] : { payload, recipient };
    });
    this.#burst = null;
    this.#recipients.length = 0;
    return this.#keep(entries);
  }

  /** Answers are this socket's alone. */
  #writeOwn(entries: readonly Entry[]): void {
    const frames = entries.map((entry) => {
      if (typeof entry === "string") return textFrame(entry);
      const { payload, recipient } = entry;
      return new Burst().with(payload, recipient.encodedId.length).bytesFor([recipient]);
    });
    const [only] = frames;
    if (only !== undefined) this.#stream.write(frames.length === 1 ? only : Buffer.concat(frames));
  }
}

/** Of the frame, nearly. */
function bytesOf(entry: Entry): number {
  return typeof entry === "string"
    ? entry.length
    : entry.payload.json.length + entry.recipient.encodedId.length;
}
