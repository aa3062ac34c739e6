/** The feeds that somebody on this process follows, each with its hub: opened by the first follower, closed by the last. */
import { NotFoundError, RequestError } from "../domain/errors.ts";
import type { ConversationEvent } from "../domain/events.ts";
import type { Profiles, ReadConversation, ReadEvents } from "../domain/ports.ts";
import type { Admissions } from "./admission.ts";
import type { Broker } from "./broker.ts";
import { decodePublication, isFrom } from "./codec.ts";
import { Executions } from "./executions.ts";
import { Feed, RING_MAX } from "./feed.ts";
import { FeedSignals } from "./feedSignals.ts";
import type { SignalSources } from "./feedSignals.ts";
import { Hub } from "./hub.ts";
import type { HubOptions } from "./hub.ts";
import { subscribeTo } from "./subscription.ts";
import type { TopicSubscription } from "./subscription.ts";
import { conversationTopic } from "./topics.ts";

export interface FeedsOptions extends Pick<HubOptions, "onDelivered" | "onError"> {
  readonly epoch: () => string;
  readonly broker: Broker;
  /** This process's name on publications. */
  readonly origin: string;
  readonly profiles: Profiles;
  readonly readConversation: ReadConversation;
  readonly readEvents: ReadEvents;
  readonly admissions: Admissions;
  readonly signals: SignalSources;
  /** An execution for more than one follower. */
  readonly onExecuted: () => void;
}

/** A feed that stays open until it is released, once. */
export interface HeldFeed {
  readonly feed: Feed;
  readonly hub: Hub;
  readonly signals: FeedSignals;
  release(): void;
}

export interface Feeds {
  readonly executions: Executions;
  /** The conversation's feed, its head at least where the log stood when this was called. Throws NOT_FOUND. */
  acquire(conversationId: string): Promise<HeldFeed>;
  /** Takes an event that was committed on this process. */
  offer(event: ConversationEvent): void;
  /** The conversations followed here. */
  ids(): string[];
  /** Null while it is not open. */
  get(conversationId: string): Feed | null;
  /** The conversation's log is another one now: its followers begin anew. */
  void(conversationId: string): void;
}

class OpenFeed {
  readonly opening: Promise<{ readonly feed: Feed; readonly hub: Hub }>;
  readonly signals: FeedSignals;
  readonly #options: FeedsOptions;
  readonly #topic: TopicSubscription;
  /** What arrives before the head is known waits for it. */
  readonly #early: ConversationEvent[] = [];
  feed: Feed | null = null;
  followers = 0;

  constructor(conversationId: string, options: FeedsOptions, executions: Executions) {
    this.#options = options;
    this.signals = new FeedSignals(conversationId, options.signals);
    // The topic first, the position second, rows third: what is committed after the position was read arrives.
    this.#topic = subscribeTo(
      options.broker,
      conversationTopic(conversationId),
      (payload) => this.#receive(payload),
      options.onError,
    );
    this.opening = this.#open(conversationId, executions);
  }

  offer(event: ConversationEvent): void {
    if (this.feed !== null) this.feed.offer(event);
    else if (this.#early.length < RING_MAX) this.#early.push(event);
  }

  #receive(payload: string): void {
    const { origin, profiles, epoch } = this.#options;
    // The relay has offered it already.
    if (isFrom(origin, payload)) return;
    const { epoch: theirs, event, people } = decodePublication(payload);
    // One of the two has not heard yet that the history is another one; the table tells.
    if (theirs !== epoch()) return;
    profiles.learn(people);
    this.offer(event);
  }

  close(): void {
    this.#topic.stop();
    this.opening
      .then(({ feed }) => feed.close())
      .catch(() => {
        // Whoever opened it was told.
      });
  }

  async #open(conversationId: string, executions: Executions): Promise<{ feed: Feed; hub: Hub }> {
    const { readConversation, readEvents, admissions, epoch, onDelivered, onError } = this.#options;
    await this.#topic.ready;
    const isLate = !this.#topic.isEstablished();
    // Before the row is read: one of a newer history is found out by the next look, one of an older is not.
    const now = epoch();
    const conversation = await admissions.heal(() => readConversation(conversationId));
    if (conversation === null) throw new RequestError("NOT_FOUND", new NotFoundError("Conversation").message);
    const feed = new Feed({
      epoch: now,
      conversation,
      read: (afterSeq, limit) => admissions.heal(() => readEvents(conversationId, afterSeq, limit)),
      readConversation: () => admissions.heal(() => readConversation(conversationId)),
      readPage: (afterSeq, limit) =>
        admissions.replay(() =>
          Promise.all([readEvents(conversationId, afterSeq, limit), readConversation(conversationId)]),
        ),
      onReadFailed: onError,
    });
    const hub = new Hub({ feed, signals: this.signals, executions, onDelivered, onError });
    this.feed = feed;
    for (const event of this.#early.splice(0)) feed.offer(event);
    // A topic that comes late may have missed what was published meanwhile.
    if (isLate) this.#topic.established.then(() => feed.heal()).catch(() => undefined);
    return { feed, hub };
  }
}

export function createFeeds(options: FeedsOptions): Feeds {
  const open = new Map<string, OpenFeed>();
  const executions = new Executions({
    conversationOf: (event) => open.get(event.conversationId)?.feed?.conversationOf(event) ?? null,
    onExecuted: options.onExecuted,
    admit: options.admissions.present,
  });

  function release(conversationId: string, entry: OpenFeed): void {
    entry.followers -= 1;
    if (entry.followers > 0) return;
    entry.close();
    if (open.get(conversationId) === entry) open.delete(conversationId);
  }

  return {
    executions,
    acquire: async (conversationId) => {
      let entry = open.get(conversationId);
      if (entry === undefined) {
        entry = new OpenFeed(conversationId, options, executions);
        open.set(conversationId, entry);
      }
      const held = entry;
      held.followers += 1;
      try {
        const { feed, hub } = await held.opening;
        // The feed's own text of the id: each follower comes with another one.
        return { feed, hub, signals: held.signals, release: () => release(feed.conversationId, held) };
      } catch (error) {
        release(conversationId, held);
        throw error;
      }
    },
    offer: (event) => open.get(event.conversationId)?.offer(event),
    ids: () => [...open.keys()],
    get: (conversationId) => open.get(conversationId)?.feed ?? null,
    void: (conversationId) => {
      const entry = open.get(conversationId);
      open.delete(conversationId);
      entry?.opening.then(({ feed }) => feed.void()).catch(() => undefined);
    },
  };
}
