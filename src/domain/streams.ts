/** What a stream delivers, and the ports through which resolvers open one and transports follow it. `docs/EVENTS.md` is the protocol. */
import type { ConversationEvent } from "./events.ts";
import type { Visibility } from "./message/policy.ts";
import type { OwnRowItem, OwnRowKind } from "./ownRows.ts";
import type { PresenceView, TypingState } from "./presence/ports.ts";
import type { ReceiptsItem } from "./receipts/ports.ts";
import type { ConversationRow, ProfileRow } from "./rows.ts";

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

/** What is told of a conversation and stands in no log. The same object is the same for all who are told. */
export type SignalItem = TypingState | ReceiptsItem;

/** Somebody with whom the viewer shares a conversation, or the viewer on another device, presents themselves anew. */
export interface ProfileItem {
  readonly type: "PROFILE";
  readonly profile: ProfileRow;
}

export type ConversationStreamItem = ResetItem | EventItem | ReadyItem;
export type InboxStreamItem =
  ConversationStreamItem | CheckpointItem | SignalItem | PresenceView | ProfileItem | OwnRowItem;

/** What an inbox is asked for beside its events. */
export type InboxExtra = "TYPING" | "RECEIPTS" | "PRESENCE" | "PROFILES" | OwnRowKind;

/** Who shares the execution of a live item: members to whom it says the same. */
export interface Audience {
  /** The conversation as its feed knows it, at least as new as the item; null when it has to be read. */
  readonly conversation: ConversationRow | null;
}

/** An item's answer for one selection, ready to be written to any number of sockets. Opaque to who hands it on. */
export type Payload = object;

/**
 * What a subscription selects of its items. Subscriptions of the same document with the same variables inside the
 * selection have the same one, whoever's they are and wherever they began.
 */
export interface Selection {
  /** Items of one event with the same key have the same payload; null where the payload depends on who asks. */
  keyOf(item: InboxStreamItem): string | null;
  /** Rejects with UNAVAILABLE for a passing fault, and with nothing else: a fault of the selection is a payload. */
  execute(item: InboxStreamItem, audience: Audience): Promise<Payload>;
}

/** What a reader selects of a stream, and how an item is made ready for it. */
export interface Presenter {
  readonly selection: Selection;
  /** The item's payload for this reader alone. Rejects with UNAVAILABLE for a passing fault, and with nothing else. */
  present(item: InboxStreamItem): Promise<Payload>;
}

/** The far end of a stream that writes what it is handed. */
export interface Follower extends Presenter {
  /** Takes a payload to be written, behind all before. False when too much waits for the reader already: not taken. */
  take(payload: Payload): boolean;
  /** Resolves when what waited for the reader has left, or the connection is gone. */
  drained(): Promise<void>;
  /** The stream is over: as it should be, or with an error that the client is told of. */
  end(error?: unknown): void;
}

/**
 * A stream of items, which hands payloads to a follower: those that say the same to many are made once for all of them.
 * It is read once, in one of three ways.
 */
export interface ItemStream<Item> extends AsyncIterable<Item> {
  /** Ends the follower when the stream is over. Returns how to stop: after that the follower is not called again. */
  handTo(follower: Follower): () => void;
  /** For who asks for one payload after the other: a few of them wait, and behind them the stream. */
  payloads(presenter: Presenter): AsyncIterableIterator<Payload>;
  /** The bare items, asked for in the same way. */
  [Symbol.asyncIterator](): AsyncIterator<Item>;
}

/**
 * Opens streams. Throws a `RequestError` before the first item: NOT_FOUND for a conversation the user may not see,
 * BAD_REQUEST for a cursor that is broken or belongs elsewhere.
 */
export interface Streams {
  conversation(
    userId: string,
    conversationId: string,
    after: string | null,
  ): Promise<ItemStream<ConversationStreamItem>>;
  inbox(userId: string, after: string | null, extras: ReadonlySet<InboxExtra>): ItemStream<InboxStreamItem>;
}
