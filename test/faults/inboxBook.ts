/** What an inbox's streams told, as one log for each conversation: the checker judges these like any follower's. */
import type { FaultsInboxSubscription } from "../gen/graphql.ts";
import type { FollowerEntry, FollowerLog, Step } from "./history.ts";

type Item = FaultsInboxSubscription["inboxEvents"];
type Ready = Extract<Item, { __typename: "StreamReady" }>;
type Event = Extract<Item, { seq: number }>;

/** One conversation. */
interface Place {
  readonly entries: FollowerEntry[];
  /** The newest seq that was told, or from which it began. */
  lastSeq: number;
  /** `lastSeq` when this stream began: what a resumed stream repeats up to there is dropped, as every client does. */
  heldSeq: number;
  /** The newest of this stream, repeats included. */
  streamSeq: number;
}

/**
 * Drops a repeat only where a client may have to: at or below what it held when the stream began, and in order. On one
 * stream nothing may come twice or fall back, so that is recorded and found by the checker.
 */
export class InboxBook {
  /** Of the last StreamReady, StreamReset or StreamCheckpoint. */
  cursor: string | null = null;
  /** Whether it is that of a checkpoint. */
  isCheckpoint = false;
  /** Streams that began from a checkpoint's cursor. */
  resumedFromCheckpoint = 0;
  /** Dropped, as they were told before. */
  repeats = 0;
  readonly #name: string;
  readonly #userId: string;
  readonly #places = new Map<string, Place>();
  #resetReason: string | null = null;

  constructor(name: string, userId: string) {
    this.#name = name;
    this.#userId = userId;
  }

  get logs(): FollowerLog[] {
    return [...this.#places].map(([conversationId, { entries }]) => ({
      name: this.#name,
      userId: this.#userId,
      conversationId,
      entries,
    }));
  }

  /** How far it was told of a conversation; 0 of one that it does not know. */
  seqOf(conversationId: string): number {
    return this.#places.get(conversationId)?.lastSeq ?? 0;
  }

  /** A stream begins. */
  opened(): void {
    if (this.isCheckpoint) this.resumedFromCheckpoint += 1;
    this.#resetReason = null;
    for (const place of this.#places.values()) {
      place.heldSeq = place.lastSeq;
      place.streamSeq = 0;
    }
  }

  take(item: Item): void {
    if ("cursor" in item) {
      this.cursor = item.cursor;
      this.isCheckpoint = item.__typename === "StreamCheckpoint";
    }
    if (item.__typename === "StreamReset") this.#resetReason = item.reason;
    else if (item.__typename === "StreamReady") this.#begin(item);
    else if ("seq" in item) this.#tell(item);
  }

  /** What befalls the stream befalls every conversation on it. */
  note(step: Step): void {
    for (const { entries } of this.#places.values()) entries.push({ at: performance.now(), ...step });
  }

  #begin({ recovered, viewerSnapshot }: Ready): void {
    if (recovered) {
      for (const { entries, lastSeq: seq } of this.#places.values()) {
        entries.push({ at: performance.now(), type: "READY", seq, recovered });
      }
      return;
    }
    // The snapshot is never older than the cursor: events that it contains come again, and are dropped.
    for (const { node } of viewerSnapshot?.conversations.edges ?? []) {
      const place = this.#place(node.id, node.headSeq);
      place.lastSeq = place.heldSeq = node.headSeq;
      place.streamSeq = 0;
      const at = performance.now();
      if (this.#resetReason !== null) {
        place.entries.push({ at, type: "RESET", seq: node.headSeq, reason: this.#resetReason });
      }
      place.entries.push({ at, type: "READY", seq: node.headSeq, recovered });
    }
  }

  #tell(event: Event): void {
    const { seq } = event;
    // A conversation that begins meanwhile joins the stream at the event that began the membership.
    const place = this.#place(event.conversation.id, seq - 1);
    const isRepeat = seq <= place.heldSeq && seq > place.streamSeq;
    place.streamSeq = Math.max(place.streamSeq, seq);
    if (isRepeat) {
      this.repeats += 1;
      return;
    }
    const message = event.__typename === "MessageSent" ? event.sentMessage : null;
    const hasContent = message !== null && message.body !== "" && !message.isWithheld;
    const clientKey = message?.clientKey ?? null;
    place.entries.push({ at: performance.now(), type: "EVENT", seq, clientKey, hasContent });
    place.lastSeq = Math.max(place.lastSeq, seq);
  }

  #place(conversationId: string, beginsAfter: number): Place {
    const known = this.#places.get(conversationId);
    if (known !== undefined) return known;
    const begun = { entries: [], lastSeq: beginsAfter, heldSeq: beginsAfter, streamSeq: 0 };
    this.#places.set(conversationId, begun);
    return begun;
  }
}
