/**
 * The life of a conversation stream: `[StreamReset] replay* StreamReady live*`.
 *
 * 1. Place: the membership and the head, in one snapshot. A stranger is told NOT_FOUND. What is committed after this
 *    snapshot lies above its head, the removal of this very follower included.
 * 2. Start: at the cursor that was given, or at the head where there is none or where it belongs to another history.
 * 3. One loop: the events after the cursor, from the ring or the table; `StreamReady` when the cursor has reached the
 *    head of the first step; then it sleeps until the feed has moved. A follower sleeps in the hub, which hands it what
 *    comes; when the hub lets it go, the loop reads on from where it stands.
 * 4. End: the follower's own removal is delivered, and nothing after it. When the log becomes another one (a restored
 *    database), the stream begins again at 1, behind a `StreamReset`.
 */
import { decodeConversationCursor, encodeConversationCursor } from "../domain/cursor.ts";
import { NotFoundError, RequestError } from "../domain/errors.ts";
import { endsMembershipOf } from "../domain/events.ts";
import type { ConversationEvent } from "../domain/events.ts";
import type { ConversationStreamItem, Follower, ItemStream, ResetItem } from "../domain/streams.ts";
import { Latch } from "../lib/latch.ts";
import type { Feed } from "./feed.ts";
import type { Feeds } from "./feeds.ts";
import type { Departure, Hub } from "./hub.ts";
import { createItemStream } from "./itemStream.ts";
import type { Place, Places } from "../domain/places.ts";
import { patiently, readOn } from "./readOn.ts";

export interface FollowOptions {
  readonly feeds: Feeds;
  readonly places: Places;
  readonly epoch: () => string;
  readonly observer: StreamObserver;
}

/** Told of what streams do, to count it. */
export interface StreamObserver {
  /** An event was handed to so many streams, live or replayed. */
  delivered(event: ConversationEvent, isLive: boolean, count: number): void;
  /** A stream began behind the log's head. */
  replayed(): void;
}

/** Resolves to the stream; rejects with NOT_FOUND or BAD_REQUEST, before it holds anything. */
export async function followConversation(
  options: FollowOptions,
  userId: string,
  conversationId: string,
  after: string | null,
): Promise<ItemStream<ConversationStreamItem>> {
  const place = await options.places.readPlace(userId, conversationId);
  if (place === null) throw notFound();
  const start = startOf(place, after, conversationId, options.epoch());
  return createItemStream(options.feeds.executions, (signal, follower) =>
    run(options, { userId, conversationId, follower }, place, start, signal),
  );
}

interface Run {
  readonly userId: string;
  readonly conversationId: string;
  readonly follower: Follower | null;
}

async function* run(
  options: FollowOptions,
  follows: Run,
  firstPlace: Place,
  firstStart: Start,
  signal: AbortSignal,
): AsyncGenerator<ConversationStreamItem> {
  let [place, start] = [firstPlace, firstStart];
  while (!signal.aborted) {
    const isVoid = yield* runOnce(options, follows, place, start, signal);
    if (!isVoid) return;
    const { userId, conversationId } = follows;
    const found = await patiently(() => options.places.readPlace(userId, conversationId), signal);
    if (found === null || found.removedSeq !== null) throw notFound();
    place = found;
    start = {
      seq: place.headSeq,
      readyAt: place.headSeq,
      isRecovered: false,
      reset: "The history is another one now.",
    };
  }
}

/** In one history. Returns true when that is void, false when the stream is over. */
async function* runOnce(
  { feeds, places, epoch, observer }: FollowOptions,
  { userId, conversationId, follower }: Run,
  { visibleFromSeq }: Place,
  start: Start,
  signal: AbortSignal,
): AsyncGenerator<ConversationStreamItem, boolean> {
  const cursorAt = (seq: number): string => encodeConversationCursor({ epoch: epoch(), conversationId, seq });
  const held = await feeds.acquire(conversationId);
  const { feed, hub } = held;
  try {
    if (start.reset !== null) yield { type: "RESET", cursor: cursorAt(start.seq), reason: start.reset };
    if (start.isRecovered && start.seq < start.readyAt) observer.replayed();
    let { seq } = start;
    let isReady = false;
    while (!signal.aborted && !feed.isVoid) {
      if (!isReady && seq >= start.readyAt) {
        isReady = true;
        yield { type: "READY", cursor: cursorAt(seq), recovered: start.isRecovered, conversationId };
        continue;
      }
      const { events, endSeq } = await readOn(feed, seq, userId, { places }, signal);
      const visibility = { fromSeq: visibleFromSeq, toSeq: endSeq };
      for (const event of events) {
        observer.delivered(event, isReady, 1);
        yield { type: "EVENT", event, cursor: cursorAt(event.seq), visibility };
        seq = event.seq;
        if (endsMembershipOf(event, userId)) return false;
        if (seq === start.readyAt) break;
      }
      if (events.length > 0) continue;
      // The feed may have been opened before, and not have heard yet of what this follower's place was read with.
      if (!isReady || feed.head < seq) await feed.heal();
      if (!isReady || feed.head < seq || follower === null) {
        await waitUntilMoved(feed, seq, signal);
      } else {
        const stay = await stayInHub(hub, { userId, visibleFromSeq, follower, seq }, signal);
        seq = stay.seq;
        if (stay.why === "REMOVED") return false;
      }
    }
    return feed.isVoid && !signal.aborted;
  } finally {
    held.release();
  }
}

async function waitUntilMoved(feed: Feed, seq: number, signal: AbortSignal): Promise<void> {
  const moved = new Latch();
  const stopListening = feed.onMoved(() => moved.set());
  if (feed.head <= seq && !feed.isVoid) await moved.wait(signal);
  stopListening();
}

/** Sleeps while the hub serves the follower; resolves with where it stands then. */
function stayInHub(
  hub: Hub,
  place: { userId: string; visibleFromSeq: number; follower: Follower; seq: number },
  signal: AbortSignal,
): Promise<{ readonly seq: number; readonly why: Departure }> {
  return new Promise((resolve) => {
    const onAbort = (): void => hub.leave(member);
    const member = {
      ...place,
      signals: [],
      onLeft: (why: Departure): void => {
        signal.removeEventListener("abort", onAbort);
        resolve({ seq: member.seq, why });
      },
    };
    // What has come meanwhile is read first.
    if (!hub.join(member)) resolve({ seq: member.seq, why: "BEHIND" });
    else signal.addEventListener("abort", onAbort);
  });
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
