/** Search in messages: what is asked, what is answered, and what an engine promises. */
import type { MessageKind } from "../rows.ts";
import type { SearchText } from "./readQuery.ts";

/** Hits that are looked through, the newest: pages end there, and facets count them. */
export const HITS_MAX = 10_000;
/** Up to here a total is exact. */
export const TOTAL_MAX = 1_000;
/** Values of each facet, the most frequent. */
export const FACET_VALUES_MAX = 20;

/** What narrows a search: all of it holds. Empty lists, false and null narrow nothing. */
export interface SearchFilter {
  /** Any of them. */
  readonly conversationIds: readonly string[];
  readonly senderIds: readonly string[];
  readonly kinds: readonly MessageKind[];
  readonly threadRootId: string | null;
  /** By name, or with everybody. */
  readonly mentionsViewer: boolean;
  readonly hasAttachment: boolean;
  readonly hasLink: boolean;
  readonly isPinned: boolean;
  /** Sent then or later; and before. */
  readonly from: Date | null;
  readonly to: Date | null;
}

/** RELEVANCE: the words as they were written before others, of these the newest first. */
export type SearchOrder = "RELEVANCE" | "NEWEST";

/** A hit's place: by rank where that is the order, by time, by id. */
export interface HitPosition {
  readonly rank: number | null;
  readonly sentAt: Date;
  readonly messageId: string;
  /** How many hits there were before it, at that time: for an engine that has no better place. */
  readonly place: number;
}

export interface SearchRequest {
  readonly viewerId: string;
  readonly text: SearchText;
  readonly filter: SearchFilter;
  readonly order: SearchOrder;
  readonly after: HitPosition | null;
  readonly limit: number;
  /** Whether the answer's total is read. */
  readonly hasTotal: boolean;
  readonly hasFacets: boolean;
}

export interface Hit extends HitPosition {
  /** Of the body that was found; where the message has been edited since, this is no hit. */
  readonly editedAt: Date | null;
}

export interface FacetCount<Value> {
  readonly value: Value;
  readonly count: number;
}

/** How the newest HITS_MAX hits are spread. */
export interface Facets {
  readonly conversations: readonly FacetCount<string>[];
  readonly senders: readonly FacetCount<string>[];
  readonly kinds: readonly FacetCount<MessageKind>[];
  /** `2026-11`, in UTC; the newest. */
  readonly months: readonly FacetCount<string>[];
}

/** A part of a text, in UTF-16 code units: from `start` to before `end`. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export interface SearchAnswer {
  readonly hits: readonly Hit[];
  /** At least as many. Without meaning where none was asked for. */
  readonly total: number;
  readonly isTotalExact: boolean;
  readonly facets: Facets | null;
  /** Whether another engine than the one that is set has answered. */
  readonly isDegraded: boolean;
  /** What of each text was found: where its words are, in order. */
  readonly mark: (texts: readonly string[]) => Promise<readonly (readonly TextRange[])[]>;
}

/** For an engine that does not tell what it found where. */
export type MarkerOf = (request: SearchRequest) => SearchAnswer["mark"];

/**
 * Finds messages. Promise: hits, total and facets are of messages that the viewer may see now, by memberships and by what
 * they deleted for themselves, and did not come from whom they have blocked, unless `senderIds` names them. What is written and deleted
 * shows within seconds: whoever shows a hit reads its message first. Errors: UNAVAILABLE.
 */
export interface SearchEngine {
  search(request: SearchRequest): Promise<SearchAnswer>;
}

/** What the consumer of the log writes to. Each call is idempotent; one at a time. */
export interface SearchIndex {
  /** Makes these messages' documents what the messages are now; deleted and absent ones have none. Errors: PassingFault. */
  write(messageIds: readonly string[]): Promise<void>;
  /** Takes what deletions and edits have left behind, words included. */
  sweep(): Promise<void>;
}

/** What a viewer may find, for an engine that knows no memberships. */
export interface SearchScope {
  /** Where they are a member now, and from which seq on they may see. */
  readonly conversations: readonly { readonly id: string; readonly fromSeq: number }[];
  /** Messages that they deleted for themselves. */
  readonly hiddenIds: readonly string[];
  /** People whom they have blocked. */
  readonly blockedIds: readonly string[];
}

/** Null where one of the lists would be longer than `max` of it. Errors: UNAVAILABLE. */
export type ReadSearchScope = (
  viewerId: string,
  max: { readonly conversations: number; readonly hidden: number },
) => Promise<SearchScope | null>;

/** A message as another engine is given it. */
export interface SearchSource {
  readonly id: string;
  readonly conversationId: string;
  readonly seq: number;
  readonly senderId: string;
  readonly createdAt: Date;
  readonly editedAt: Date | null;
  readonly kind: MessageKind;
  readonly threadRootId: string | null;
  readonly isPinned: boolean;
  readonly hasAttachment: boolean;
  readonly hasLink: boolean;
  readonly mentionsEverybody: boolean;
  readonly mentionedIds: readonly string[];
  /** Its words, and those of what it has beside them. */
  readonly text: string;
}

/** A message that another engine has to be told of; told it is done with, unless it has changed again meanwhile. */
export interface PendingMessage {
  readonly messageId: string;
  readonly generation: number;
}

export type SearchEngineName = "postgresql" | "meilisearch";

/** Where an engine stands. Markers are ids of documents that stand for no message, by which an index is known again. */
export interface IndexState {
  /** Of its documents; 0 where there are none. */
  readonly version: number;
  readonly marker: string | null;
  /** Of the documents that are being made anew; null while none are. */
  readonly nextMarker: string | null;
  /** What those are made by: begun by another one they are begun anew. */
  readonly nextOf: string | null;
  /** The last message that those have, in the order of ids. */
  readonly reindexedTo: string | null;
}

/** What an engine beside PostgreSQL is told from. Errors of all: UNAVAILABLE. */
export interface SearchOutbox {
  /** Remembers that these messages have changed. */
  put(messageIds: readonly string[]): Promise<void>;
  /** Takes some that are due for three minutes, so that nobody else tells them, also when they change again. */
  take(limit: number): Promise<readonly PendingMessage[]>;
  /** Those that have changed again since they were taken are due at once. */
  settle(messages: readonly PendingMessage[]): Promise<void>;
  /** They are due again after `ms`. */
  postpone(messages: readonly PendingMessage[], ms: number): Promise<void>;
  /** Those that are not deleted. */
  read(messageIds: readonly string[]): Promise<readonly SearchSource[]>;
  /** Ids of messages that are not deleted behind this one, in order. */
  idsAfter(messageId: string | null, limit: number): Promise<readonly string[]>;
  /** About how many messages there are. */
  countMessages(): Promise<number>;
  /** Of these messages, those without a document in PostgreSQL, or with one of another text. */
  findDifferent(
    messageIds: readonly string[],
  ): Promise<readonly { readonly id: string; readonly isMissing: boolean }[]>;
  /** Documents in PostgreSQL of no message, or of one that is deleted. */
  countSurplus(): Promise<number>;
  /** Removes some of those, and answers how many; fewer than `limit`: there are no more. */
  removeSurplus(limit: number): Promise<number>;
  readState(engine: SearchEngineName): Promise<IndexState>;
  /** From now on what is swept is remembered as well. */
  attach(): Promise<void>;
  /** Documents are made anew, from the first message on; nothing happens where `known` is not the `nextMarker` any more. */
  begin(engine: SearchEngineName, marker: string, of: string, known: string | null): Promise<void>;
  /** They have all messages up to this one. False where they are no longer wanted. */
  advance(engine: SearchEngineName, marker: string, to: string): Promise<boolean>;
  /** They are those in use from now on. False where they are no longer wanted. */
  finish(engine: SearchEngineName, marker: string, version: number): Promise<boolean>;
  /** Nobody tells Meilisearch any more: what it has is not whole from now on. */
  forget(): Promise<void>;
}
