/** What the domain asks of the world. Storage and realtime implement it; `app.ts` joins the two. */
import type { MediaLinks, Uploads } from "./attachment/ports.ts";
import type { RuleBook } from "./contentRule/ruleBook.ts";
import type { DataExportPorts } from "./dataExport/ports.ts";
import type { SaveDraft } from "./draft/ports.ts";
import type { ConversationEvent, EventChange, RemovalReason } from "./events.ts";
import type { MessageContent } from "./message/content.ts";
import type { PushProviderName } from "./notification/ports.ts";
import type { Marks, Receipts } from "./receipts/ports.ts";
import type { ConversationRow, Db, MentionScope, MessageRow, ProfileRow, Tx } from "./rows.ts";
import type { SaveSettings } from "./settings/ports.ts";

/** Handed to every domain function. */
export interface Ports {
  /** Reads, and writes that touch no conversation's log. */
  readonly db: Db;
  readonly log: ConversationLog;
  readonly sendMessage: SendMessage;
  /** Content rules as this process knows them; for sends they are asked by the write itself. */
  readonly contentRules: RuleBook;
  readonly readEvents: ReadEvents;
  readonly marks: Marks;
  readonly receipts: Receipts;
  /** Types of custom content that messages may have (CUSTOM_CONTENT_TYPES). */
  readonly customContentTypes: readonly string[];
  /** By which services this server brings pushes: those it has keys for; in development all, for there they are printed. */
  readonly pushServices: readonly PushProviderName[];
  readonly media: MediaLinks;
  readonly uploads: Uploads;
  /** Told of messages that were removed in bulk, after the commit. */
  readonly onRemoved: (reason: RemovalReason, count: number) => void;
  readonly saveSettings: SaveSettings;
  readonly saveDraft: SaveDraft;
  readonly exports: DataExportPorts;
  /** The identity of this history, part of every cursor. */
  readonly epoch: () => string;
}

/**
 * The write path of everything but sends.
 *
 * Promise: the conversation's row is locked before `change` reads anything, so what `change` checks is what is true
 * when it commits; rows, events and head commit together or not at all; committed events are handed to the relay once,
 * in order. Errors: `NotFoundError` where the conversation does not exist; a `RequestError` UNAVAILABLE where the lock
 * or the commit took longer than its bound (nothing is written then, or the outcome is unknown to the caller and a
 * retry with the same clientKey tells).
 */
export interface ConversationLog {
  change<T>(conversationId: string, change: (write: ConversationWrite) => Promise<T>): Promise<T>;
  /** The same for a conversation that is made by `create` itself, at head 0. */
  create<T>(conversationId: string, create: (write: ConversationWrite) => Promise<T>): Promise<T>;
}

/** A transaction that holds the conversation's lock. */
export interface ConversationWrite {
  readonly tx: Tx;
  /** The row as it was when the lock was got; in `create`, absent until `tx` has made it. */
  readonly conversation: ConversationRow;
  /** The moment the lock was got; every row of this change that tells a time tells this one. */
  readonly now: Date;
  /** The seq that the next `append` takes. Rows changed by that event store it as `changedSeq`. */
  readonly nextSeq: number;
  append(actorId: string, change: EventChange): ConversationEvent;
}

/** What a message may have beside its words; what it refers to is of the same conversation. */
export interface MessageExtras {
  readonly content?: MessageContent;
  /** In order; the sender's own, but of a message that is forwarded. */
  readonly attachmentIds?: readonly string[];
  /** The message that is forwarded, where it has attachments: they are its. */
  readonly attachmentsOfId?: string;
  readonly replyToId?: string;
  readonly threadRootId?: string;
  readonly forwardedId?: string;
  readonly forwardedSenderId?: string;
  readonly forwardedAt?: Date;
  /** What the body asks for; whoever may not mention everybody does not. */
  readonly mentionScope?: MentionScope;
}

/** As it is asked for: content rules are for the write to apply, so that they are those that hold under the lock. */
export interface NewMessage {
  readonly conversationId: string;
  readonly senderId: string;
  /** Unique for its sender in its conversation, for ever. */
  readonly clientKey: string;
  readonly inputHash: Uint8Array<ArrayBuffer>;
  readonly body: string;
  /** Null for words alone. */
  readonly extras: MessageExtras | null;
  /** Those who are members of the conversation are mentioned by it; other names stay text. */
  readonly mentionedUsernames: readonly string[];
}

export type SendOutcome =
  | {
      readonly outcome: "SENT";
      readonly message: MessageRow;
      /** What it refers to, as this message left it. */
      readonly related: readonly MessageRow[];
    }
  /** The clientKey was sent before with this input. */
  | { readonly outcome: "DUPLICATE"; readonly messageId: string; readonly seq: number }
  | { readonly outcome: "SILENCED"; readonly silencedUntil: Date }
  | { readonly outcome: "SLOW_MODE"; readonly waitUntil: Date }
  /** By a content rule; `reason` is what it tells, null for nothing. */
  | { readonly outcome: "CONTENT_BLOCKED"; readonly reason: string | null }
  | { readonly outcome: "ATTACHMENT_NOT_FOUND" | "ATTACHMENT_NOT_READY" }
  // The conversation's own bounds.
  | { readonly outcome: "TOO_MANY_ATTACHMENTS" | "ATTACHMENT_TOO_LARGE" | "ATTACHMENT_KIND" }
  | { readonly outcome: "CONFLICT" | "NOT_FOUND" | "MESSAGE_NOT_FOUND" | "BLOCKED" | "POSTING_RESTRICTED" };

/**
 * The hot write: lock, dedupe, rules, message, event and mentions in one round trip. Sends to one conversation commit in
 * the order of the calls; a conversation that is locked, and a send that cannot be written, hold up no other
 * conversation. Idempotent by (sender, conversation, clientKey). Errors: UNAVAILABLE.
 */
export type SendMessage = (message: NewMessage) => Promise<SendOutcome>;

/**
 * Reads the log of one conversation: events with seq > `afterSeq`, ascending, at most `limit`, each with the row it
 * happened to as that row is now. Errors: UNAVAILABLE.
 */
export type ReadEvents = (
  conversationId: string,
  afterSeq: number,
  limit: number,
) => Promise<ConversationEvent[]>;

/** The conversation's row as it is now; null where there is none. Errors: UNAVAILABLE. */
export type ReadConversation = (conversationId: string) => Promise<ConversationRow | null>;

/** Profiles for what is delivered live: from memory, at most some seconds old; of two copies the newer. */
export interface Profiles {
  /** Those of them that are here; reads none. */
  known(userIds: readonly string[]): ProfileRow[];
  /** Reads what is not here. People who do not exist are missing. Errors: UNAVAILABLE. */
  load(userIds: readonly string[]): Promise<ProfileRow[]>;
  /** Takes what another process has read, or this one has written. */
  learn(profiles: readonly ProfileRow[]): void;
}

/** Told of every event after its commit, in seq order within one call. Must not throw and is never awaited. */
export type OnCommitted = (events: readonly ConversationEvent[]) => void;
