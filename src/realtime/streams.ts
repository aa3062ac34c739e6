/** Joins broker, feeds and position check into the port that resolvers open streams by. */
import type { Streams } from "../domain/streams.ts";
import type { Broker } from "./broker.ts";
import { createFeeds } from "./feeds.ts";
import type { FeedsOptions } from "./feeds.ts";
import { followConversation } from "./followConversation.ts";
import type { StreamObserver } from "./followConversation.ts";
import { followInbox } from "./followInbox.ts";
import { startPositionCheck } from "./positionCheck.ts";
import { subscribeTo } from "./subscription.ts";
import { userTopic } from "./topics.ts";

export interface StreamsOptions extends FeedsOptions {
  readonly broker: Broker;
  readonly epoch: () => string;
  readonly observer: StreamObserver;
}

export interface RunningStreams extends Streams, AsyncDisposable {
  /** Conversations that somebody on this process follows. */
  feedCount(): number;
}

export function startStreams(options: StreamsOptions): RunningStreams {
  const feeds = createFeeds(options);
  const positionCheck = startPositionCheck({ feeds, places: options.places, onError: options.onError });
  options.broker.onReconnected(() => void positionCheck.check());
  const follow = { ...options, feeds };
  const followInboxes = {
    ...follow,
    positionCheck,
    onMembershipBegun: (userId: string, listener: (conversationId: string) => void) =>
      subscribeTo(options.broker, userTopic(userId), listener, options.onError),
  };
  return {
    conversation: (userId, conversationId, after) =>
      followConversation(follow, userId, conversationId, after),
    inbox: (userId, after) => followInbox(followInboxes, userId, after),
    feedCount: () => feeds.ids().length,
    [Symbol.asyncDispose]: () => positionCheck[Symbol.asyncDispose](),
  };
}
