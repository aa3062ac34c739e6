/**
 * The life of an inbox stream: all of one user's conversations on one stream, `[StreamReset] replay* StreamReady live*`,
 * with a `StreamCheckpoint` now and then.
 *
 * A conversation on it is a place: a feed and a cursor in it. A place whose feed has moved is due; the loop takes due
 * places one after the other, sends what is after their cursor, and sleeps when none is due. Each conversation is in
 * order; between conversations there is no order.
 *
 * The inbox's own cursor is a transaction horizon (see `storage/places.sql.ts`): resuming repeats a little and misses
 * nothing. A checkpoint is a horizon of the position check, sent behind all it covers.
 */
import { decodeInboxCursor, encodeConversationCursor, encodeInboxCursor } from "../domain/cursor.ts";
import { endsMembershipOf } from "../domain/events.ts";
import type { InboxCursor } from "../domain/cursor.ts";
import type { InboxStreamItem } from "../domain/streams.ts";
import { abortable } from "../lib/abortable.ts";
import { Latch, sleep } from "../lib/latch.ts";
import type { Feed } from "./feed.ts";
import type { FollowOptions } from "./followConversation.ts";
import type { PositionCheck } from "./positionCheck.ts";
import { patiently, readOn, RETRY_MS } from "./readOn.ts";
import type { TopicSubscription } from "./subscription.ts";

export interface FollowInboxOptions extends FollowOptions {
  readonly positionCheck: PositionCheck;
  /** Calls `listener` with the id of a conversation that the user was just added to. */
  readonly onMembershipBegun: (
    userId: string,
    listener: (conversationId: string) => void,
  ) => TopicSubscription;
}

interface FollowedPlace {
  readonly feed: Feed;
  readonly visibleFromSeq: number;
  /** Everything up to here was sent. */
  seq: number;
  /** Where the log stood when the stream began. */
  readonly replayTo: number;
  readonly stopListening: () => void;
}

/** A horizon, and how far each conversation has to be sent before it may be told. */
interface PendingCheckpoint {
  readonly horizon: bigint;
  readonly targets: Map<string, number>;
}

/** Returns the stream; throws BAD_REQUEST for a cursor that is not one of this inbox. */
export function followInbox(
  options: FollowInboxOptions,
  userId: string,
  after: string | null,
): AsyncGenerator<InboxStreamItem> {
  const cursor = after === null ? null : decodeInboxCursor(after, userId);
  return abortable((signal) => run(options, userId, cursor, signal));
}

async function* run(
  options: FollowInboxOptions,
  userId: string,
  cursor: InboxCursor | null,
  signal: AbortSignal,
): AsyncGenerator<InboxStreamItem> {
  const isRecovered = cursor !== null && cursor.epoch === options.epoch();
  const cursorAt = (horizon: bigint): string =>
    encodeInboxCursor({ epoch: options.epoch(), userId, horizon });
  const inbox = new Inbox(options, userId);
  try {
    await inbox.listen();
    const horizon = await patiently(() => inbox.open(isRecovered ? cursor.horizon : null), signal);
    if (cursor !== null && !isRecovered) {
      yield { type: "RESET", cursor: cursorAt(horizon), reason: "The cursor belongs to another history." };
    }
    if (isRecovered) yield* inbox.replay(signal);
    yield { type: "READY", cursor: cursorAt(horizon), recovered: isRecovered, conversationId: null };
    while (!signal.aborted) {
      await patiently(() => inbox.openBegun(), signal);
      yield* inbox.drain(signal);
      const checkpoint = inbox.takeCheckpoint();
      if (checkpoint !== null) yield { type: "CHECKPOINT", cursor: cursorAt(checkpoint) };
      else if (!inbox.hasWork) await inbox.moved.wait(signal);
    }
  } finally {
    inbox.close();
  }
}

/** The places of one inbox stream, and what is due on it. */
class Inbox {
  readonly moved = new Latch();
  readonly #options: FollowInboxOptions;
  readonly #userId: string;
  readonly #places = new Map<string, FollowedPlace>();
  readonly #due = new Set<string>();
  /** Conversations to look at again: perhaps joined. */
  readonly #begun = new Set<string>();
  #stops: (() => void)[] = [];
  #checkpoint: PendingCheckpoint | null = null;
  #hasDelivered = false;
  #isReady = false;

  constructor(options: FollowInboxOptions, userId: string) {
    this.#options = options;
    this.#userId = userId;
  }

  /** Hears of memberships that begin, before the first look at the table. */
  async listen(): Promise<void> {
    const begun = (conversationId: string): void => {
      this.#begun.add(conversationId);
      this.moved.set();
    };
    this.#stops.push(
      this.#options.positionCheck.watch(this.#userId, {
        onMembershipChanged: begun,
        onPosition: (horizon) => {
          this.#checkpoint ??= { horizon, targets: this.#unsent() };
          this.moved.set();
        },
      }),
    );
    const topic = this.#options.onMembershipBegun(this.#userId, begun);
    this.#stops.push(topic.stop);
    await topic.ready;
  }

  /** Opens every conversation of the user; returns the horizon that this look covers. */
  async open(since: bigint | null): Promise<bigint> {
    const { horizon, places } = await this.#options.places.readInbox(this.#userId, since);
    const opening = places.map(async (place) => {
      // Whoever came back is told of the removal first; whoever is new begins with being added.
      const seq = place.wasMember ? place.coveredSeq : Math.max(place.coveredSeq, place.joinedSeq - 1);
      const replayTo = place.removedSeq ?? place.headSeq;
      if (this.#places.has(place.conversationId) || (place.removedSeq !== null && seq >= replayTo)) return;
      await this.#follow(place.conversationId, { seq, replayTo, visibleFromSeq: place.visibleFromSeq });
    });
    // All of them settled, so that `close` finds whatever was opened.
    const failed = (await Promise.allSettled(opening)).find((opened) => opened.status === "rejected");
    if (failed !== undefined) throw failed.reason;
    return horizon;
  }

  /** Opens what was joined since, at the event that began the membership. */
  async openBegun(): Promise<void> {
    for (const conversationId of this.#begun) {
      // Before the look: a signal that comes meanwhile asks for another one.
      this.#begun.delete(conversationId);
      if (this.#places.has(conversationId)) continue;
      try {
        const place = await this.#options.places.readPlace(this.#userId, conversationId);
        if (place === null || place.removedSeq !== null) continue;
        await this.#follow(conversationId, {
          seq: place.joinedSeq - 1,
          replayTo: place.headSeq,
          visibleFromSeq: place.visibleFromSeq,
        });
      } catch (error) {
        this.#begun.add(conversationId);
        throw error;
      }
    }
  }

  /** What happened up to the look of `open`. */
  async *replay(signal: AbortSignal): AsyncGenerator<InboxStreamItem> {
    this.#options.observer.replayed();
    do {
      for (const [conversationId, place] of this.#places)
        yield* this.#replayPlace(conversationId, place, signal);
      await patiently(() => this.openBegun(), signal);
    } while (this.#places.values().some((place) => place.seq < place.replayTo) && !signal.aborted);
  }

  /** What has happened since in the conversations that are due now. */
  async *drain(signal: AbortSignal): AsyncGenerator<InboxStreamItem> {
    this.#isReady = true;
    // One round: what becomes due again meanwhile waits for the next, behind what has begun.
    for (const conversationId of Array.from(this.#due)) {
      if (signal.aborted) return;
      this.#due.delete(conversationId);
      yield* this.#sendFrom(conversationId, signal);
    }
  }

  get hasWork(): boolean {
    return this.#due.size > 0 || this.#begun.size > 0;
  }

  /** A place to resume from, once everything it covers was sent; null when nothing was sent since the last. */
  takeCheckpoint(): bigint | null {
    const checkpoint = this.#checkpoint;
    if (checkpoint === null || this.#begun.size > 0) return null;
    for (const [conversationId, seq] of checkpoint.targets) {
      if ((this.#places.get(conversationId)?.seq ?? seq) < seq) return null;
    }
    this.#checkpoint = null;
    if (!this.#hasDelivered) return null;
    this.#hasDelivered = false;
    return checkpoint.horizon;
  }

  /** Heads of the places that are behind them. */
  #unsent(): Map<string, number> {
    const behind = [...this.#places].filter(([, place]) => place.seq < place.feed.head);
    return new Map(behind.map(([conversationId, place]) => [conversationId, place.feed.head]));
  }

  close(): void {
    for (const stop of this.#stops) stop();
    for (const conversationId of this.#places.keys()) this.#leave(conversationId);
  }

  async *#replayPlace(
    conversationId: string,
    place: FollowedPlace,
    signal: AbortSignal,
  ): AsyncGenerator<InboxStreamItem> {
    while (place.seq < place.replayTo && this.#places.get(conversationId) === place && !signal.aborted) {
      const before = place.seq;
      yield* this.#sendFrom(conversationId, signal);
      if (place.seq > before) continue;
      await place.feed.heal();
      if (place.feed.head < place.replayTo) await sleep(RETRY_MS, signal);
    }
  }

  async *#sendFrom(conversationId: string, signal: AbortSignal): AsyncGenerator<InboxStreamItem> {
    const place = this.#places.get(conversationId);
    if (place === undefined) return;
    const { epoch } = this.#options;
    const { events, endSeq } = await readOn(place.feed, place.seq, this.#userId, this.#options, signal);
    const visibility = { fromSeq: place.visibleFromSeq, toSeq: endSeq };
    for (const event of events) {
      const cursor = encodeConversationCursor({ epoch: epoch(), conversationId, seq: event.seq });
      this.#options.observer.delivered(event, this.#isReady);
      yield { type: "EVENT", event, cursor, visibility };
      place.seq = event.seq;
      this.#hasDelivered = true;
      if (endsMembershipOf(event, this.#userId)) {
        this.#leave(conversationId);
        // They may be back already: the membership that began meanwhile is looked for once more.
        this.#begun.add(conversationId);
        return;
      }
    }
    if (events.length > 0 && place.seq < place.feed.head) this.#due.add(conversationId);
  }

  async #follow(
    conversationId: string,
    place: Pick<FollowedPlace, "seq" | "replayTo" | "visibleFromSeq">,
  ): Promise<void> {
    const feed = await this.#options.feeds.acquire(conversationId);
    const stopListening = feed.onMoved(() => {
      this.#due.add(conversationId);
      this.moved.set();
    });
    this.#places.set(conversationId, { ...place, feed, stopListening });
    this.#due.add(conversationId);
    this.#checkpoint?.targets.set(conversationId, feed.head);
  }

  #leave(conversationId: string): void {
    this.#places.get(conversationId)?.stopListening();
    this.#places.delete(conversationId);
    this.#due.delete(conversationId);
    this.#options.feeds.release(conversationId);
  }
}
