/** Joins broker, feeds and position check into the port that resolvers open streams by. */
import type { ConversationEvent } from "../domain/events.ts";
import { OWN_ROW_KINDS } from "../domain/ownRows.ts";
import type { OwnRowItem, ReadOwnRows } from "../domain/ownRows.ts";
import type { Places } from "../domain/places.ts";
import type { Streams } from "../domain/streams.ts";
import { createAdmissions } from "./admission.ts";
import type { Admit } from "./admission.ts";
import { createFeeds } from "./feeds.ts";
import type { FeedsOptions } from "./feeds.ts";
import { followConversation } from "./followConversation.ts";
import type { StreamObserver } from "./followConversation.ts";
import { followInbox } from "./followInbox.ts";
import type { ExtrasOptions } from "./inboxExtras.ts";
import { startPositionCheck } from "./positionCheck.ts";
import { subscribeTo } from "./subscription.ts";
import { userTopic } from "./topics.ts";

export interface StreamsOptions extends Omit<FeedsOptions, "onDelivered" | "admissions">, ExtrasOptions {
  /** Connections to the database, which senders share. */
  readonly poolMax: number;
  readonly places: Places;
  readonly observer: StreamObserver;
  /** A horizon from before the first stream. */
  readonly horizon: bigint;
  /** The log has become another one. */
  readonly onEpoch: (epoch: string) => void;
}

export interface RunningStreams extends Streams, AsyncDisposable {
  /** Takes an event that was committed on this process to its followers here. */
  offer(event: ConversationEvent): void;
  /** Conversations that somebody on this process follows. */
  feedCount(): number;
}

export function startStreams(options: StreamsOptions): RunningStreams {
  const { broker, observer, onError } = options;
  const admissions = createAdmissions(options.poolMax);
  const feeds = createFeeds({
    ...options,
    admissions,
    onDelivered: (event, count) => observer.delivered(event, true, count),
  });
  const positionCheck = startPositionCheck({ ...options, feeds });
  broker.onReconnected(() => void positionCheck.check());
  const follow = { ...options, feeds };
  const followInboxes = {
    ...follow,
    ...admitInboxes(options, admissions.inbox),
    positionCheck,
    onMembershipBegun: (userId: string, listener: (conversationId: string) => void) =>
      subscribeTo(broker, userTopic(userId), listener, onError),
  };
  return {
    conversation: (userId, conversationId, after) =>
      followConversation(follow, userId, conversationId, after),
    inbox: (userId, after, extras) => followInbox(followInboxes, userId, after, extras),
    offer: (event) => feeds.offer(event),
    feedCount: () => feeds.ids().length,
    [Symbol.asyncDispose]: () => positionCheck[Symbol.asyncDispose](),
  };
}

/** What an inbox reads as it opens. (Places are read for all who wait at once.) */
function admitInboxes(
  { places, readPartners, readOwnRows, readReceiptsSince }: StreamsOptions,
  admit: Admit,
): Pick<StreamsOptions, "places"> & Omit<ExtrasOptions, "watchPresence" | "profileNews" | "onError"> {
  return {
    places: {
      readPlace: (...asked) => places.readPlace(...asked),
      readHidden: (...asked) => places.readHidden(...asked),
      readInbox: (...asked) => admit(() => places.readInbox(...asked)),
      readPositions: (...asked) => places.readPositions(...asked),
    },
    readPartners: (...asked) => admit(() => readPartners(...asked)),
    readOwnRows: admitReads(readOwnRows, admit),
    readReceiptsSince: (...asked) => admit(() => readReceiptsSince(...asked)),
  };
}

function admitReads(reads: ReadOwnRows, admit: Admit): ReadOwnRows {
  const admitted = OWN_ROW_KINDS.map((kind) => {
    const read = (userIds: readonly string[], since: bigint): Promise<readonly OwnRowItem[]> =>
      admit<readonly OwnRowItem[]>(() => reads[kind](userIds, since));
    return [kind, read] as const;
  });
  return Object.fromEntries(admitted) as ReadOwnRows;
}
