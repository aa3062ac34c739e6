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
import type { Feeds, HeldFeed } from "./feeds.ts";
import type { Departure, Hub, LiveMember } from "./hub.ts";
import { createItemStream } from "./itemStream.ts";
import type { ItemSource, Rest, Sleeper } from "./itemStream.ts";
import type { Place, Places } from "../domain/places.ts";
import { patiently, READING_AGE_MAX_MS, readOn } from "./readOn.ts";

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

const NONE: ReadonlySet<number> = new Set();
const NO_SIGNALS: LiveMember["signals"] = [];

/** Resolves to the stream; rejects with NOT_FOUND or BAD_REQUEST, before it holds anything. */
export async function followConversation(
  options: FollowOptions,
  userId: string,
  conversationId: string,
  after: string | null,
): Promise<ItemStream<ConversationStreamItem>> {
  const epoch = options.epoch();
  const place = await options.places.readPlace(userId, conversationId);
  if (place === null) throw notFound();
  const start = startOf(place, after, conversationId, epoch);
  const run = new Run(options, userId, conversationId, place, start);
  return createItemStream(options.feeds.executions, run);
}

/**
 * One stream, between and during its generators: most of its life it lies in the hub, and then this is all there is of
 * it. Holds its feed from its first item until it is over.
 */
class Run implements ItemSource<ConversationStreamItem> {
  readonly #options: FollowOptions;
  readonly #userId: string;
  #conversationId: string;
  #epoch: string;
  #visibleFromSeq: number;
  #seq: number;
  /** Null once the stream is ready. */
  #start: Start | null;
  /** What the follower has deleted for themselves of what is replayed. */
  #hiddenSeqs = NONE;
  #held: HeldFeed | null = null;
  /** The hub has handed over the end of the membership. */
  #isOver = false;

  constructor(options: FollowOptions, userId: string, conversationId: string, place: Place, start: Start) {
    this.#options = options;
    this.#userId = userId;
    this.#conversationId = conversationId;
    this.#epoch = start.epoch;
    this.#visibleFromSeq = place.visibleFromSeq;
    this.#start = start;
    this.#seq = start.seq;
  }

  /** Ends when the stream is over, or when it can rest: only then the feed is still held. */
  async *items(signal: AbortSignal): AsyncGenerator<ConversationStreamItem> {
    while (!this.#isOver && (!signal.aborted || this.#held !== null)) {
      const end = yield* this.#inOneHistory(signal);
      if (end !== "VOID") return;
      await this.#beginAnew(signal);
    }
  }

  /** In the hub, until it lets the follower go. */
  rest(follower: Follower, sleeper: Sleeper): Rest | null {
    if (this.#held === null) return null;
    const { hub } = this.#held;
    const member = new Member(this, hub, sleeper, {
      userId: this.#userId,
      visibleFromSeq: this.#visibleFromSeq,
      seq: this.#seq,
      follower,
    });
    // What has come meanwhile is read first.
    if (!hub.join(member)) sleeper.wake();
    return member;
  }

  /** The hub has let its follower go, which has everything up to `seq`. Whether there is more to be done. */
  left(why: Departure, seq: number): boolean {
    this.#seq = seq;
    this.#isOver = why === "REMOVED";
    if (why === "REMOVED" || why === "GONE") this.#release();
    return why !== "GONE";
  }

  async *#inOneHistory(
    signal: AbortSignal,
  ): AsyncGenerator<ConversationStreamItem, "VOID" | "OVER" | "REST"> {
    const { feeds, observer, places } = this.#options;
    const isNew = this.#held === null;
    this.#held ??= await feeds.acquire(this.#conversationId);
    const { feed } = this.#held;
    // The same text for all.
    this.#conversationId = feed.conversationId;
    let isResting = false;
    try {
      if (feed.epoch !== this.#epoch) return "VOID";
      const start = this.#start;
      if (isNew && start !== null) {
        if (start.reset !== null) {
          yield { type: "RESET", cursor: this.#cursorAt(start.seq), reason: start.reset };
        }
        if (start.isRecovered && start.seq < start.readyAt) {
          observer.replayed();
          const hidden = (): Promise<readonly number[]> =>
            places.readHidden(this.#userId, this.#conversationId, start.seq);
          this.#hiddenSeqs = new Set(await patiently(hidden, signal));
        }
      }
      while (!signal.aborted && !feed.isVoid) {
        const awaited = this.#start;
        if (awaited !== null && this.#seq >= awaited.readyAt) {
          this.#start = null;
          this.#hiddenSeqs = NONE;
          const { isRecovered: recovered } = awaited;
          const conversationId = this.#conversationId;
          yield { type: "READY", cursor: this.#cursorAt(this.#seq), recovered, conversationId };
          continue;
        }
        const { events, endSeq } = await readOn(feed, this.#seq, this.#userId, { places }, signal);
        const readAt = performance.now();
        const visibility = {
          fromSeq: this.#visibleFromSeq,
          toSeq: endSeq,
          hiddenSeqs: this.#hiddenSeqs,
        };
        for (const event of events) {
          if (feed.isVoid || performance.now() - readAt > READING_AGE_MAX_MS) break;
          observer.delivered(event, awaited === null, 1);
          yield { type: "EVENT", event, cursor: this.#cursorAt(event.seq), visibility };
          this.#seq = event.seq;
          if (endsMembershipOf(event, this.#userId)) return "OVER";
          if (event.seq === awaited?.readyAt) break;
        }
        if (events.length > 0) continue;
        // The feed may have been opened before, and not have heard yet of what this follower's place was read with.
        if (awaited !== null || feed.head < this.#seq) await feed.heal();
        if (awaited !== null || feed.head < this.#seq) {
          await waitUntilMoved(feed, this.#seq, signal);
        } else {
          isResting = true;
          return "REST";
        }
      }
      return feed.isVoid && !signal.aborted ? "VOID" : "OVER";
    } finally {
      if (!isResting) this.#release();
    }
  }

  /** In another history. Rejects with NOT_FOUND for who is no member in it. */
  async #beginAnew(signal: AbortSignal): Promise<void> {
    const { places } = this.#options;
    const epoch = this.#options.epoch();
    const place = await patiently(() => places.readPlace(this.#userId, this.#conversationId), signal);
    if (place === null || place.removedSeq !== null) throw notFound();
    this.#visibleFromSeq = place.visibleFromSeq;
    this.#seq = place.headSeq;
    this.#epoch = epoch;
    this.#start = {
      epoch,
      seq: place.headSeq,
      readyAt: place.headSeq,
      isRecovered: false,
      reset: "The history is another one now.",
    };
  }

  #release(): void {
    this.#held?.release();
    this.#held = null;
  }

  #cursorAt(seq: number): string {
    return encodeConversationCursor({
      epoch: this.#epoch,
      conversationId: this.#conversationId,
      seq,
    });
  }
}

/** A stream's follower in the hub, for one stay. */
class Member implements LiveMember, Rest {
  readonly userId: string;
  readonly visibleFromSeq: number;
  readonly follower: Follower;
  readonly signals = NO_SIGNALS;
  seq: number;
  readonly #run: Run;
  readonly #hub: Hub;
  readonly #sleeper: Sleeper;

  constructor(
    run: Run,
    hub: Hub,
    sleeper: Sleeper,
    place: Pick<LiveMember, "userId" | "visibleFromSeq" | "seq" | "follower">,
  ) {
    this.userId = place.userId;
    this.visibleFromSeq = place.visibleFromSeq;
    this.follower = place.follower;
    this.seq = place.seq;
    this.#run = run;
    this.#hub = hub;
    this.#sleeper = sleeper;
  }

  onLeft(why: Departure): void {
    if (this.#run.left(why, this.seq)) this.#sleeper.wake();
  }

  leave(): void {
    this.#hub.leave(this);
  }
}

async function waitUntilMoved(feed: Feed, seq: number, signal: AbortSignal): Promise<void> {
  const moved = new Latch();
  const stopListening = feed.onMoved(() => moved.set());
  if (feed.head <= seq && !feed.isVoid) await moved.wait(signal);
  stopListening();
}

interface Start {
  /** The history in which it was found. */
  readonly epoch: string;
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
    return { epoch, seq: cursor.seq, readyAt: Number.POSITIVE_INFINITY, isRecovered: true, reset: null };
  }
  const fromNow = { epoch, seq: place.headSeq, readyAt: place.headSeq, isRecovered: false };
  if (cursor === null) return { ...fromNow, reset: null };
  if (!isCurrent) return { ...fromNow, reset: "The cursor belongs to another history." };
  if (cursor.seq < place.joinedSeq - 1) {
    return { ...fromNow, reset: "Your membership ended and began again after this cursor." };
  }
  return { epoch, seq: cursor.seq, readyAt: place.headSeq, isRecovered: true, reset: null };
}

function notFound(): RequestError {
  return new RequestError("NOT_FOUND", new NotFoundError("Conversation").message);
}
