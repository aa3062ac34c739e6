/**
 * The life of a conversation stream: `[StreamReset] replay* StreamReady live*`.
 *
 * 1. Place: the membership and the head, in one snapshot. A stranger is told NOT_FOUND. What is committed after this
 *    snapshot lies above its head, the removal of this very follower included.
 * 2. Start: at the cursor that was given, or at the head where there is none or where it belongs to another history.
 * 3. One loop: the events after the cursor, from the ring or the table; `StreamReady` when the cursor has reached the
 *    head of the first step; then it sleeps until the feed has moved. Replay and live are the same reads.
 * 4. End: the follower's own removal is delivered, and nothing after it.
 */
import { decodeConversationCursor, encodeConversationCursor } from "../domain/cursor.ts";
import { NotFoundError, RequestError } from "../domain/errors.ts";
import { endsMembershipOf } from "../domain/events.ts";
import type { ConversationEvent } from "../domain/events.ts";
import type { ReadEvents } from "../domain/ports.ts";
import type { ConversationStreamItem, ResetItem } from "../domain/streams.ts";
import { abortable } from "../lib/abortable.ts";
import { Latch } from "../lib/latch.ts";
import type { Feeds } from "./feeds.ts";
import type { Place, Places } from "../domain/places.ts";
import { readOn } from "./readOn.ts";

export interface FollowOptions {
  readonly feeds: Feeds;
  readonly places: Places;
  readonly readEvents: ReadEvents;
  readonly epoch: () => string;
  readonly observer: StreamObserver;
}

/** Told of what streams do, to count it. */
export interface StreamObserver {
  /** An event was handed to a stream, live or replayed. */
  delivered(event: ConversationEvent, isLive: boolean): void;
  /** A stream began behind the log's head. */
  replayed(): void;
}

/** Resolves to the stream; rejects with NOT_FOUND or BAD_REQUEST, before it holds anything. */
export async function followConversation(
  options: FollowOptions,
  userId: string,
  conversationId: string,
  after: string | null,
): Promise<AsyncGenerator<ConversationStreamItem>> {
  const place = await options.places.readPlace(userId, conversationId);
  if (place === null) throw notFound();
  const start = startOf(place, after, conversationId, options.epoch());
  return abortable((signal) => run(options, { userId, conversationId, ...place, ...start }, signal));
}

interface Run extends Start, Place {
  readonly userId: string;
  readonly conversationId: string;
}

async function* run(
  options: FollowOptions,
  { userId, conversationId, visibleFromSeq, ...start }: Run,
  signal: AbortSignal,
): AsyncGenerator<ConversationStreamItem> {
  const { feeds, epoch, observer } = options;
  const cursorAt = (seq: number): string => encodeConversationCursor({ epoch: epoch(), conversationId, seq });
  const feed = await feeds.acquire(conversationId);
  const moved = new Latch();
  const stopListening = feed.onMoved(() => moved.set());
  try {
    if (start.reset !== null) yield { type: "RESET", cursor: cursorAt(start.seq), reason: start.reset };
    if (start.isRecovered && start.seq < start.readyAt) observer.replayed();
    let { seq } = start;
    let isReady = false;
    while (!signal.aborted) {
      if (!isReady && seq >= start.readyAt) {
        isReady = true;
        yield { type: "READY", cursor: cursorAt(seq), recovered: start.isRecovered, conversationId };
        continue;
      }
      const { events, endSeq } = await readOn(feed, seq, userId, options, signal);
      const visibility = { fromSeq: visibleFromSeq, toSeq: endSeq };
      for (const event of events) {
        observer.delivered(event, isReady);
        yield { type: "EVENT", event, cursor: cursorAt(event.seq), visibility };
        seq = event.seq;
        if (endsMembershipOf(event, userId)) return;
        if (seq === start.readyAt) break;
      }
      // The feed may have been opened before, and not have heard yet of what this follower's place was read with.
      if (events.length === 0 && !isReady) await feed.heal();
      if (events.length === 0) await moved.wait(signal);
    }
  } finally {
    stopListening();
    feeds.release(conversationId);
  }
}

interface Start {
  readonly seq: number;
  /** Where the replay ends and `StreamReady` stands. */
  readonly readyAt: number;
  readonly isRecovered: boolean;
  readonly reset: ResetItem["reason"] | null;
}

/** Where the stream begins. Throws NOT_FOUND for who is no member now, unless their removal is still to be told. */
function startOf(place: Place, after: string | null, conversationId: string, epoch: string): Start {
  const cursor = after === null ? null : decodeConversationCursor(after, conversationId);
  const isCurrent = cursor !== null && cursor.epoch === epoch && cursor.seq <= place.headSeq;
  if (place.removedSeq !== null) {
    if (!isCurrent || cursor.seq >= place.removedSeq) throw notFound();
    return { seq: cursor.seq, readyAt: Number.POSITIVE_INFINITY, isRecovered: true, reset: null };
  }
  const fromNow = { seq: place.headSeq, readyAt: place.headSeq, isRecovered: false };
  if (cursor === null) return { ...fromNow, reset: null };
  if (!isCurrent) return { ...fromNow, reset: "The cursor belongs to another history." };
  if (cursor.seq < place.joinedSeq - 1) {
    return { ...fromNow, reset: "Your membership ended and began again after this cursor." };
  }
  return { seq: cursor.seq, readyAt: place.headSeq, isRecovered: true, reset: null };
}

function notFound(): RequestError {
  return new RequestError("NOT_FOUND", new NotFoundError("Conversation").message);
}
