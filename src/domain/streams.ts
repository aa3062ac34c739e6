/** What a stream delivers, and the port through which resolvers open one. `docs/EVENTS.md` is the protocol. */
import type { ConversationEvent } from "./events.ts";
import type { Visibility } from "./message/policy.ts";

/** An event as one member may see it. */
export interface EventItem {
  readonly type: "EVENT";
  readonly event: ConversationEvent;
  readonly cursor: string;
  readonly visibility: Visibility;
}

export interface ReadyItem {
  readonly type: "READY";
  readonly cursor: string;
  readonly recovered: boolean;
  /** The conversation of a conversation stream; null on the inbox. */
  readonly conversationId: string | null;
}

export interface ResetItem {
  readonly type: "RESET";
  readonly cursor: string;
  readonly reason: string;
}

export interface CheckpointItem {
  readonly type: "CHECKPOINT";
  readonly cursor: string;
}

export type ConversationStreamItem = ResetItem | EventItem | ReadyItem;
export type InboxStreamItem = ConversationStreamItem | CheckpointItem;

/**
 * Opens streams. Items come one at a time, as fast as they are taken: nothing queues for a slow reader.
 * Throws a `RequestError` before the first item: NOT_FOUND for a conversation the user may not see, BAD_REQUEST for a
 * cursor that is broken or belongs elsewhere.
 */
export interface Streams {
  conversation(
    userId: string,
    conversationId: string,
    after: string | null,
  ): Promise<AsyncGenerator<ConversationStreamItem>>;
  inbox(userId: string, after: string | null): AsyncGenerator<InboxStreamItem>;
}
