/**
 * What one inbox stream follows, and what is due on it.
 *
 * A conversation on it is a place: a feed and a cursor in it. A place whose feed has moved is due; `drain` takes due
 * places one after the other and sends what is after their cursor. A place that has everything goes into its feed's
 * hub, which hands over what comes; let go by the hub, it is due again. Each conversation is in order;
 * between conversations there is no order.
 */
import { encodeConversationCursor } from "../domain/cursor.ts";
import { endsMembershipOf } from "../domain/events.ts";
import type { Follower, InboxExtra, InboxStreamItem } from "../domain/streams.ts";
import { Latch, sleep } from "../lib/latch.ts";
import { Checkpoints } from "./checkpoints.ts";
import type { HeldFeed } from "./feeds.ts";
import type { FollowOptions } from "./followConversation.ts";
import type { LiveMember } from "./hub.ts";
import type { PositionCheck } from "./positionCheck.ts";
import { InboxExtras } from "./inboxExtras.ts";
import type { ExtrasOptions } from "./inboxExtras.ts";
import { patiently, READING_AGE_MAX_MS, readOn, RETRY_MS } from "./readOn.ts";
import type { TopicSubscription } from "./subscription.ts";

export interface InboxOptions extends FollowOptions, ExtrasOptions {
  readonly positionCheck: PositionCheck;
  /** Calls `listener` with the id of a conversation that the user was just added to. */
  readonly onMembershipBegun: (
    userId: string,
    listener: (conversationId: string) => void,
  ) => TopicSubscription;
}

const NONE: ReadonlySet<number> = new Set();

interface FollowedPlace extends LiveMember {
  readonly conversationId: string;
  readonly held: HeldFeed;
  /** Where the log stood when the stream began. */
  readonly replayTo: number;
  readonly headSeq: number;
  /** What the user has deleted for themselves of what is replayed. */
  readonly hiddenSeqs: ReadonlySet<number>;
  /** The hub serves it. */
  isLive: boolean;
  readonly stopListening: () => void;
  readonly stopSignals: () => void;
}

export class Inbox {
  readonly moved = new Latch();
  /** The log is another one now. */
  isVoid = false;
  readonly #options: InboxOptions;
  readonly #userId: string;
  readonly #follower: Follower;
  readonly #extras: InboxExtras;
  readonly #places = new Map<string, FollowedPlace>();
  readonly #due = new Set<string>();
  /** Conversations to look at again: perhaps joined. */
  readonly #begun = new Set<string>();
  #stops: (() => void)[] = [];
  readonly #checkpoints = new Checkpoints(this.#places);
  /** The horizon of the first look that opened something. */
  #openedAt = 0n;
  #isReady = false;

  constructor(options: InboxOptions, userId: string, follower: Follower, extras: ReadonlySet<InboxExtra>) {
    this.#options = options;
    this.#userId = userId;
    this.#follower = follower;
    this.#extras = new InboxExtras(options, userId, extras, () => this.moved.set());
  }

  get hasWork(): boolean {
    return this.#due.size > 0 || this.#begun.size > 0 || !this.#extras.isEmpty || this.isVoid;
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
        wanted: this.#extras.wanted,
        onRowChanged: (item) => this.#extras.addOwnRow(item),
        onLook: () => this.#checkpoints.look(),
        onPosition: (horizon) => {
          if (horizon >= this.#openedAt) this.#checkpoints.offer(horizon);
          this.moved.set();
        },
        onVoid: () => {
          this.isVoid = true;
          this.moved.set();
        },
      }),
    );
    const topic = this.#options.onMembershipBegun(this.#userId, begun);
    this.#stops.push(topic.stop);
    await topic.ready;
  }

  /**
   * Opens every conversation of the user; returns a horizon that all it opened covers, also where it was tried before and
   * failed halfway.
   */
  async open(since: bigint | null): Promise<bigint> {
    const { horizon, places } = await this.#options.places.readInbox(this.#userId, since);
    const opening = places.map(async (place) => {
      // Whoever came back is told of the removal first; whoever is new begins with being added.
      const seq = place.wasMember ? place.coveredSeq : Math.max(place.coveredSeq, place.joinedSeq - 1);
      const replayTo = place.removedSeq ?? place.headSeq;
      if (this.#places.has(place.conversationId) || (place.removedSeq !== null && seq >= replayTo)) return;
      const { visibleFromSeq } = place;
      const hiddenSeqs = place.hiddenSeqs.length === 0 ? NONE : new Set(place.hiddenSeqs);
      await this.#follow(place.conversationId, { seq, replayTo, visibleFromSeq, hiddenSeqs });
    });
    if (this.#openedAt === 0n) this.#openedAt = horizon;
    // All of them settled, so that `close` finds whatever was opened.
    const failed = (await Promise.allSettled(opening)).find((opened) => opened.status === "rejected");
    if (failed !== undefined) throw failed.reason;
    const { settledHorizon } = this.#options.positionCheck;
    return settledHorizon < this.#openedAt ? settledHorizon : this.#openedAt;
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
          hiddenSeqs: NONE,
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
      for (const place of this.#places.values()) yield* this.#replayPlace(place, signal);
      await patiently(() => this.openBegun(), signal);
      // A log that is another one now never comes so far.
      if (signal.aborted || this.isVoid) return;
    } while (this.#places.values().some((place) => place.seq < place.replayTo));
  }

  /** What is not in the log and has changed since the cursor, as it is now. */
  replayExtras(since: bigint, signal: AbortSignal): AsyncGenerator<InboxStreamItem> {
    return this.#extras.replay(since, signal);
  }

  /** From now on what comes is live; the cursor of `StreamReady` covers what was sent so far. */
  goLive(): void {
    this.#isReady = true;
    this.#checkpoints.restart(this.#openedAt);
    this.#extras.watchPeople();
  }

  /** What has happened since in the conversations that are due now. */
  async *drain(signal: AbortSignal): AsyncGenerator<InboxStreamItem> {
    yield* this.#extras.take();
    // One round: what becomes due again meanwhile waits for the next, behind what has begun.
    for (const conversationId of Array.from(this.#due)) {
      if (signal.aborted) return;
      this.#due.delete(conversationId);
      const place = this.#places.get(conversationId);
      if (place === undefined) continue;
      yield* this.#sendFrom(place, signal);
      if (this.#places.get(conversationId) === place) this.#settle(place);
    }
  }

  /** A place to resume from, once everything it covers was sent; null when nothing was sent since the last. */
  takeCheckpoint(): bigint | null {
    return this.#begun.size > 0 || this.#extras.owesRows ? null : this.#checkpoints.take();
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#extras.close();
    for (const place of this.#places.values()) this.#leave(place);
  }

  async *#replayPlace(place: FollowedPlace, signal: AbortSignal): AsyncGenerator<InboxStreamItem> {
    const { feed } = place.held;
    while (
      place.seq < place.replayTo &&
      this.#places.get(place.conversationId) === place &&
      !signal.aborted &&
      !feed.isVoid
    ) {
      const before = place.seq;
      yield* this.#sendFrom(place, signal);
      if (place.seq > before) continue;
      await feed.heal();
      if (feed.head < place.replayTo) await sleep(RETRY_MS, signal);
    }
  }

  async *#sendFrom(place: FollowedPlace, signal: AbortSignal): AsyncGenerator<InboxStreamItem> {
    const { conversationId, held } = place;
    const { places, observer } = this.#options;
    const { feed } = held;
    const { events, endSeq } = await readOn(feed, place.seq, this.#userId, { places }, signal);
    const readAt = performance.now();
    const visibility = { fromSeq: place.visibleFromSeq, toSeq: endSeq, hiddenSeqs: place.hiddenSeqs };
    for (const event of events) {
      if (feed.isVoid || performance.now() - readAt > READING_AGE_MAX_MS) return;
      const cursor = encodeConversationCursor({ epoch: feed.epoch, conversationId, seq: event.seq });
      observer.delivered(event, this.#isReady, 1);
      yield { type: "EVENT", event, cursor, visibility };
      place.seq = event.seq;
      if (endsMembershipOf(event, this.#userId)) return this.#remove(place);
    }
  }

  /** A place that has everything goes into the hub. */
  #settle(place: FollowedPlace): void {
    const { feed, hub } = place.held;
    if (place.seq < feed.head) this.#due.add(place.conversationId);
    else place.isLive = hub.join(place);
  }

  async #follow(
    conversationId: string,
    from: Pick<FollowedPlace, "seq" | "replayTo" | "visibleFromSeq" | "hiddenSeqs">,
  ): Promise<void> {
    const held = await this.#options.feeds.acquire(conversationId);
    const due = (): void => {
      this.#due.add(conversationId);
      this.moved.set();
    };
    const place: FollowedPlace = {
      conversationId,
      held,
      userId: this.#userId,
      follower: this.#follower,
      signals: this.#extras.signals,
      stopSignals: this.#extras.follow(held.signals),
      ...from,
      get headSeq() {
        return held.feed.head;
      },
      isLive: false,
      stopListening: held.feed.onMoved(() => {
        if (held.feed.isVoid) this.isVoid = true;
        if (!place.isLive) due();
      }),
      onLeft: (why) => {
        place.isLive = false;
        if (why === "REMOVED") this.#remove(place);
        else if (why === "VOID") this.isVoid = true;
        if (why !== "GONE" && why !== "REMOVED") due();
      },
    };
    this.#places.set(conversationId, place);
    this.#due.add(conversationId);
    if (this.#isReady && held.feed.conversation?.kind === "DIRECT") this.#extras.watchPeople();
    this.#checkpoints.begun(conversationId, place);
  }

  /** The end of the membership was sent. */
  #remove(place: FollowedPlace): void {
    this.#leave(place);
    // They may be back already: the membership that began meanwhile is looked for once more.
    this.#begun.add(place.conversationId);
    this.moved.set();
  }

  #leave(place: FollowedPlace): void {
    place.held.hub.leave(place);
    place.stopListening();
    place.stopSignals();
    this.#places.delete(place.conversationId);
    this.#checkpoints.ended(place);
    this.#due.delete(place.conversationId);
    place.held.release();
  }
}
