/** Signals: what members of a conversation are told of each other and what is not in its log, because it is soon stale. */
import type { ConversationEvent } from "./events.ts";
import type { Restriction } from "./privacy/restriction.ts";

/** Somebody began, goes on, or stopped typing. */
export interface TypingSignal {
  readonly type: "TYPING";
  readonly userId: string;
  readonly isTyping: boolean;
  /** From whom it is kept; absent: from nobody. */
  readonly restriction?: Restriction;
}

/** Marks as they stand now; marks only advance, but for mark-as-unread. */
export interface MovedMark {
  readonly userId: string;
  readonly deliveredSeq: number;
  readonly readSeq: number;
}

/** Marks of members moved. Of a large conversation `marks` is a sample, and `count` says how many moved. */
export interface ReceiptsSignal {
  readonly type: "RECEIPTS";
  readonly marks: readonly MovedMark[];
  readonly count: number;
}

export type ConversationSignal = TypingSignal | ReceiptsSignal;

/**
 * Carries signals between processes. Delivery: at most once, to who listens at that moment, on this process and on
 * every other; nothing is kept, and while the broker is away signals are lost. Order: none is promised.
 */
export interface SignalBus {
  /** Returns at once and never throws. */
  publish(conversationId: string, signal: ConversationSignal): void;
  /**
   * Hears what is published anywhere while it listens, soon after this returns. The returned function ends it; call it
   * once. A listener that throws is logged and disturbs nobody.
   */
  listen(conversationId: string, listener: (signal: ConversationSignal) => void): () => void;
  /** Hears the log's publications in the same way: a hint, not the log. They may come late, twice, or never. */
  listenToEvents(conversationId: string, listener: (event: ConversationEvent) => void): () => void;
}

/** Tells processes that a user's presence may have changed; the same promises as those of `SignalBus`. */
export interface PresenceBus {
  publish(userId: string): void;
  /** The same of who may see the user, or whom the user may see. */
  publishVisibility(userId: string): void;
  listen(userId: string, listener: (what: PresenceNews) => void): () => void;
}

/** What may have changed of a user. */
export type PresenceNews = "PRESENCE" | "VISIBILITY";
