/** The feeds that somebody on this process follows: opened by the first follower, closed by the last. */
import type { ConversationEvent } from "../domain/events.ts";
import type { ReadEvents } from "../domain/ports.ts";
import type { Broker } from "./broker.ts";
import { decodeEvent } from "./codec.ts";
import { Feed, RING_MAX } from "./feed.ts";
import type { Places } from "../domain/places.ts";
import { subscribeTo } from "./subscription.ts";
import type { TopicSubscription } from "./subscription.ts";
import { conversationTopic } from "./topics.ts";

export interface FeedsOptions {
  readonly broker: Broker;
  readonly places: Places;
  readonly readEvents: ReadEvents;
  readonly onError: (error: unknown) => void;
}

interface OpenFeed {
  readonly feed: Promise<Feed>;
  readonly topic: TopicSubscription;
  followers: number;
}

export interface Feeds {
  /** The conversation's feed, its head at least where the log stood when this was called. Release what you acquire. */
  acquire(conversationId: string): Promise<Feed>;
  release(conversationId: string): void;
  /** The conversations followed here. */
  ids(): string[];
  get(conversationId: string): Promise<Feed> | null;
}

export function createFeeds(options: FeedsOptions): Feeds {
  const open = new Map<string, OpenFeed>();

  function openFeed(conversationId: string): OpenFeed {
    // What arrives before the head is known waits for it.
    const early: ConversationEvent[] = [];
    let offer = (event: ConversationEvent): void => {
      if (early.length < RING_MAX) early.push(event);
    };
    // The topic first, the position second, rows third: what is committed after the position was read arrives.
    const topic = subscribeTo(
      options.broker,
      conversationTopic(conversationId),
      (payload) => offer(decodeEvent(payload)),
      options.onError,
    );
    let isLate = false;
    const feed = topic.ready.then(async () => {
      isLate = !topic.isEstablished();
      const opened = new Feed({
        conversationId,
        head: await options.places.readHead(conversationId),
        read: (afterSeq, limit) => options.readEvents(conversationId, afterSeq, limit),
        readHead: () => options.places.readHead(conversationId),
        onReadFailed: options.onError,
      });
      offer = (event) => opened.offer(event);
      for (const event of early) opened.offer(event);
      return opened;
    });
    // A topic that came late may have missed what was published meanwhile.
    topic.established.then(async () => isLate && (await feed).heal()).catch(() => undefined);
    return { feed, topic, followers: 0 };
  }

  function close(conversationId: string, closing: OpenFeed): void {
    open.delete(conversationId);
    closing.topic.stop();
    closing.feed
      .then((feed) => feed.close())
      .catch(() => {
        // Whoever opened it was told.
      });
  }

  return {
    acquire: async (conversationId) => {
      let entry = open.get(conversationId);
      if (entry === undefined) {
        entry = openFeed(conversationId);
        open.set(conversationId, entry);
      }
      entry.followers += 1;
      try {
        return await entry.feed;
      } catch (error) {
        entry.followers -= 1;
        if (open.get(conversationId) === entry) close(conversationId, entry);
        throw error;
      }
    },
    release: (conversationId) => {
      const entry = open.get(conversationId);
      if (entry === undefined) return;
      entry.followers -= 1;
      if (entry.followers === 0) close(conversationId, entry);
    },
    ids: () => [...open.keys()],
    get: (conversationId) => open.get(conversationId)?.feed ?? null,
  };
}
