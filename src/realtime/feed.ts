/**
 * One conversation's events on this process, in order, for everybody here who follows it. The only place where order
 * is made.
 *
 * The feed knows the head (the newest seq it has) and keeps a short ring of the events up to it. Publications arrive in
 * any order, twice, or never:
 *
 *     seq = head + 1   append, and whatever came early right behind it
 *     seq ≤ head       drop: known
 *     seq > head + 1   keep aside; if the hole is still there after a moment, read it from the table
 *
 * Followers hold a cursor, not a queue. They take what the ring has after their cursor; one that is further behind than
 * the ring reads the table. Nothing waits here for a slow follower, and nothing is lost for it.
 */
import type { ConversationEvent } from "../domain/events.ts";
import type { MessageRow } from "../domain/rows.ts";

/** Events kept in memory per followed conversation. */
export const RING_MAX = 256;
/** Publications kept aside while a hole is open; the table has them all. */
const EARLY_MAX = 256;
/** Publications overtake one another by less than this on a healthy broker (measured: 6 % do, by a few ms). */
const HOLE_PATIENCE_MS = 20;

export interface FeedOptions {
  readonly conversationId: string;
  /** Position of the newest event when the feed was opened. */
  readonly head: number;
  readonly read: (afterSeq: number, limit: number) => Promise<ConversationEvent[]>;
  readonly readHead: () => Promise<number>;
  /** A read from the table failed; the next position check tries again. */
  readonly onReadFailed: (error: unknown) => void;
}

export class Feed {
  readonly conversationId: string;
  readonly #options: FeedOptions;
  #head: number;
  #ring: ConversationEvent[] = [];
  readonly #early = new Map<number, ConversationEvent>();
  readonly #listeners = new Set<() => void>();
  #patience: NodeJS.Timeout | null = null;
  #healing: Promise<void> | null = null;
  #isClosed = false;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.conversationId = options.conversationId;
    this.#head = options.head;
  }

  get head(): number {
    return this.#head;
  }

  /** Takes an event from wherever it came. */
  offer(event: ConversationEvent): void {
    if (event.seq <= this.#head) return;
    if (event.seq > this.#head + 1) {
      if (this.#early.size < EARLY_MAX) this.#early.set(event.seq, event);
      this.#awaitHole();
      return;
    }
    this.#append(event);
    for (const listener of this.#listeners) listener();
  }

  /** The events after `seq`: from the ring; null when it does not reach back so far and the table has to be read. */
  after(seq: number): readonly ConversationEvent[] | null {
    if (seq >= this.#head) return [];
    const first = this.#ring[0]?.seq;
    if (first === undefined || seq < first - 1) return null;
    return this.#ring.slice(seq - first + 1);
  }

  /** Calls `listener` whenever the head has moved; returns what ends that. */
  onMoved(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reads from the table what has not arrived. Never rejects; one read at a time. */
  heal(): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    this.#healing ??= this.#heal().finally(() => {
      this.#healing = null;
      // What was committed after this read began may have come early, behind another hole.
      if (this.#early.size > 0) this.#awaitHole();
    });
    return this.#healing;
  }

  close(): void {
    this.#isClosed = true;
    if (this.#patience !== null) clearTimeout(this.#patience);
    this.#listeners.clear();
  }

  /** A hole that stays for a moment is read from the table. */
  #awaitHole(): void {
    if (this.#isClosed || this.#healing !== null) return;
    this.#patience ??= setTimeout(() => void this.heal(), HOLE_PATIENCE_MS);
  }

  async #heal(): Promise<void> {
    if (this.#patience !== null) clearTimeout(this.#patience);
    this.#patience = null;
    try {
      const target = await this.#options.readHead();
      if (target - this.#head > RING_MAX) this.#jump(target - RING_MAX);
      while (this.#head < target) {
        const events = await this.#options.read(this.#head, RING_MAX);
        const before = this.#head;
        for (const event of events) this.offer(event);
        if (this.#head === before) return;
      }
    } catch (error) {
      this.#options.onReadFailed(error);
    }
  }

  /** Forgets the ring and stands at `seq`: followers behind it read the table, so nothing is skipped. */
  #jump(seq: number): void {
    this.#ring = [];
    this.#head = seq;
  }

  #append(event: ConversationEvent): void {
    for (
      let next: ConversationEvent | undefined = event;
      next !== undefined;
      next = this.#early.get(this.#head + 1)
    ) {
      this.#early.delete(next.seq);
      if (next.kind === "MESSAGE_EDITED" || next.kind === "MESSAGE_DELETED") this.#replace(next.message);
      this.#ring.push(next);
      this.#head = next.seq;
    }
    if (this.#ring.length > 2 * RING_MAX) this.#ring = this.#ring.slice(-RING_MAX);
    if (this.#early.size > 0) this.#dropKnown();
  }

  /** What is read again from the ring says what the table says now; a deleted message's words are gone from here too. */
  #replace(message: MessageRow): void {
    this.#ring = this.#ring.map((event) =>
      "message" in event && event.message.id === message.id ? { ...event, message } : event,
    );
  }

  #dropKnown(): void {
    for (const seq of this.#early.keys()) {
      if (seq <= this.#head) this.#early.delete(seq);
    }
  }
}
