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
 * While the table is read all that arrives is kept aside, and followers are told when the whole is in place: what the
 * conversation is beside an event is known then, and they go on together. (Told before, each of them would have to read for
 * itself: among 17,000 that took this process twelve seconds.)
 *
 * Followers hold a cursor, not a queue. They take what the ring has after their cursor; one that is further behind than
 * the ring reads the table. Nothing waits here for a slow follower, and nothing is lost for it.
 */
import type { ConversationEvent } from "../domain/events.ts";
import { afterRemoval } from "../domain/removal/rule.ts";
import type { ConversationRow, MessageRow } from "../domain/rows.ts";
import { withMessages } from "./withMessages.ts";
import { SharedPages } from "./sharedPages.ts";
import { withEvent } from "./withEvent.ts";

/** Events kept in memory per followed conversation. */
export const RING_MAX = 256;
/** Publications kept aside while a hole is open; the table has them all. */
const EARLY_MAX = 256;
/** Publications overtake one another by less than this on a healthy broker (measured: 6 % do, by a few ms). */
const HOLE_PATIENCE_MS = 20;

export interface FeedOptions {
  /** The history that all of it belongs to. */
  readonly epoch: string;
  /** As it stood when the feed was opened. */
  readonly conversation: ConversationRow;
  readonly read: (afterSeq: number, limit: number) => Promise<ConversationEvent[]>;
  readonly readConversation: () => Promise<ConversationRow | null>;
  /** Both at once, for those who are far behind: they wait while what is live does not. */
  readonly readPage: (
    afterSeq: number,
    limit: number,
  ) => Promise<readonly [readonly ConversationEvent[], ConversationRow | null]>;
  /** A read from the table failed; the next position check tries again. */
  readonly onReadFailed: (error: unknown) => void;
}

export class Feed {
  readonly conversationId: string;
  readonly epoch: string;
  readonly #options: FeedOptions;
  #head: number;
  #conversation: ConversationRow | null;
  #ring: ConversationEvent[] = [];
  readonly #conversations = new WeakMap<ConversationEvent, ConversationRow>();
  readonly #early = new Map<number, ConversationEvent>();
  readonly #listeners = new Set<() => void>();
  readonly #pages: SharedPages;
  #patience: NodeJS.Timeout | null = null;
  #healing: Promise<void> | null = null;
  /** The heal has begun to read events. */
  #isReading = false;
  #isClosed = false;
  #isVoid = false;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.conversationId = options.conversation.id;
    this.epoch = options.epoch;
    this.#head = options.conversation.headSeq;
    this.#conversation = options.conversation;
    this.#pages = new SharedPages((afterSeq, limit) => this.#readPage(afterSeq, limit));
  }

  get head(): number {
    return this.#head;
  }

  /** The conversation as the log up to the head makes it; null while that is not known here. */
  get conversation(): ConversationRow | null {
    return this.#conversation;
  }

  /** As the log up to `seq` makes it; null where that is not known here. */
  conversationAt(seq: number): ConversationRow | null {
    if (seq === this.#head) return this.#conversation;
    const event = this.at(seq);
    return event === null ? null : this.conversationOf(event);
  }

  /**
   * The conversation as it may be shown beside an event that came from here: as it was with the event; or newer, and
   * nobody's membership has ended in between, or ends before who is shown a page has been asked for. Else null.
   */
  conversationOf(event: ConversationEvent): ConversationRow | null {
    return this.#conversations.get(event) ?? null;
  }

  /** The log is another one now: nothing more comes from here. */
  get isVoid(): boolean {
    return this.#isVoid;
  }

  /** Takes an event from wherever it came. */
  offer(event: ConversationEvent): void {
    if (event.seq <= this.#head || this.#isVoid) return;
    if (event.seq > this.#head + 1 || this.#isReading) {
      if (this.#early.size < EARLY_MAX) this.#early.set(event.seq, event);
      this.#awaitHole();
      return;
    }
    this.#append(event);
    this.#tell();
    // A read that failed halfway has left unknown what the conversation is now.
    if (this.#conversation === null) this.#awaitHole();
  }

  /** The events after `seq`: from the ring; null when it does not reach back so far and the table has to be read. */
  after(seq: number): readonly ConversationEvent[] | null {
    if (seq >= this.#head) return [];
    const first = this.#ring[0]?.seq;
    if (first === undefined || seq < first - 1) return null;
    return this.#ring.slice(seq - first + 1);
  }

  /** The event at `seq`; null where the ring does not have it. */
  at(seq: number): ConversationEvent | null {
    const first = this.#ring[0]?.seq;
    return first === undefined ? null : (this.#ring[seq - first] ?? null);
  }

  /** The events after `seq` from the table, in order, at most a page; none where there are none. */
  page(seq: number): Promise<readonly ConversationEvent[]> {
    return this.#pages.after(seq);
  }

  /** The membership of whoever is shown a page is read behind it, so the conversation is no newer than they may know. */
  async #readPage(afterSeq: number, limit: number): Promise<readonly ConversationEvent[]> {
    const [events, conversation] = await this.#options.readPage(afterSeq, limit);
    if (conversation !== null) for (const event of events) this.#conversations.set(event, conversation);
    return events;
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

  /** The table has another history: followers are told to begin anew. */
  void(): void {
    this.#isVoid = true;
    this.#tell();
  }

  close(): void {
    this.#isClosed = true;
    if (this.#patience !== null) clearTimeout(this.#patience);
    this.#listeners.clear();
  }

  /** A hole that stays for a moment is read from the table. */
  #awaitHole(): void {
    if (this.#isClosed || this.#isVoid || this.#healing !== null) return;
    this.#patience ??= setTimeout(() => void this.heal(), HOLE_PATIENCE_MS);
  }

  async #heal(): Promise<void> {
    if (this.#patience !== null) clearTimeout(this.#patience);
    this.#patience = null;
    const [before, known] = [this.#head, this.#conversation];
    try {
      const conversation = await this.#options.readConversation();
      const target = conversation?.headSeq ?? 0;
      // Rows that are read now may be newer than their events: what they make of the conversation is not to be told.
      if (target > before) this.#conversation = null;
      if (target - this.#head > RING_MAX) this.#jump(target - RING_MAX);
      this.#isReading = true;
      while (this.#head < target) {
        const events = await this.#options.read(this.#head, RING_MAX);
        const from = this.#head;
        // What is void meanwhile has another history: none of it belongs here.
        if (this.#isVoid) return;
        for (const event of events) if (event.seq === this.#head + 1) this.#append(event);
        if (this.#head === from) return;
      }
      if (conversation !== null) this.#rebase(conversation, before);
    } catch (error) {
      this.#options.onReadFailed(error);
    } finally {
      this.#isReading = false;
      if (this.#head === before) this.#conversation ??= known;
      const early = this.#early.get(this.#head + 1);
      if (early !== undefined && !this.#isVoid) this.#append(early);
      if (this.#head !== before) this.#tell();
    }
  }

  /** Forgets the ring and stands at `seq`: followers behind it read the table, so nothing is skipped. */
  #jump(seq: number): void {
    this.#ring = [];
    this.#head = seq;
  }

  /** A row of the table, for what was read from the table behind `before`, and for what has come behind the row. */
  #rebase(conversation: ConversationRow, before: number): void {
    this.#conversation = null;
    for (let seq = conversation.headSeq; seq > before; seq -= 1) {
      const event = this.at(seq);
      // Whoever left is shown nothing from behind.
      if (event === null || (event.kind === "MEMBER_LEFT" && seq < conversation.headSeq)) break;
      this.#conversations.set(event, conversation);
    }
    const since = this.after(conversation.headSeq);
    if (since === null) return;
    this.#conversation = conversation;
    for (const event of since) {
      this.#conversation = withEvent(this.#conversation, event);
      this.#conversations.set(event, this.#conversation);
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #append(event: ConversationEvent): void {
    for (
      let next: ConversationEvent | undefined = event;
      next !== undefined;
      next = this.#early.get(this.#head + 1)
    ) {
      this.#early.delete(next.seq);
      this.#revise(next);
      this.#ring.push(next);
      this.#head = next.seq;
      if (this.#conversation === null) continue;
      this.#conversation = withEvent(this.#conversation, next);
      this.#conversations.set(next, this.#conversation);
    }
    if (this.#ring.length > 2 * RING_MAX) this.#ring = this.#ring.slice(-RING_MAX);
    if (this.#early.size > 0) this.#dropKnown();
  }

  /** What is read again from the ring says what the table says now; words that were taken away are gone from here too. */
  #revise(by: ConversationEvent): void {
    if (by.kind === "MESSAGES_REMOVED") this.#rewrite((message) => afterRemoval(message, by));
    if (by.kind !== "MESSAGE_EDITED" && by.kind !== "MESSAGE_DELETED") return;
    this.#rewrite((message) => (message.id === by.message.id ? by.message : message));
  }

  #rewrite(now: (message: MessageRow) => MessageRow): void {
    this.#pages.clear();
    this.#ring = this.#ring.map((event) => {
      const rewritten = withMessages(event, now);
      const conversation = this.#conversations.get(event);
      if (conversation !== undefined) this.#conversations.set(rewritten, conversation);
      return rewritten;
    });
  }

  #dropKnown(): void {
    for (const seq of this.#early.keys()) {
      if (seq <= this.#head) this.#early.delete(seq);
    }
  }
}
