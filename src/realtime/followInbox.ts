/**
 * The life of an inbox stream: all of one user's conversations on one stream, `[StreamReset] replay* StreamReady live*`,
 * with a `StreamCheckpoint` now and then.
 *
 * The inbox's own cursor is a transaction horizon (see `storage/places.sql.ts`): resuming repeats a little and misses
 * nothing. A checkpoint is a horizon of the position check, sent behind all it covers. When the log becomes another one
 * (a restored database), the stream begins again, behind a `StreamReset`.
 */
import { decodeInboxCursor, encodeInboxCursor } from "../domain/cursor.ts";
import type { InboxCursor } from "../domain/cursor.ts";
import type { Follower, InboxExtra, InboxStreamItem, ItemStream } from "../domain/streams.ts";
import { Inbox } from "./inbox.ts";
import type { InboxOptions } from "./inbox.ts";
import { createItemStream } from "./itemStream.ts";
import { patiently } from "./readOn.ts";

export interface FollowInboxOptions extends InboxOptions {
  readonly epoch: () => string;
}

/** Returns the stream; throws BAD_REQUEST for a cursor that is not one of this inbox. */
export function followInbox(
  options: FollowInboxOptions,
  userId: string,
  after: string | null,
  extras: ReadonlySet<InboxExtra>,
): ItemStream<InboxStreamItem> {
  const cursor = after === null ? null : decodeInboxCursor(after, userId);
  return createItemStream(options.feeds.executions, {
    async *items(signal, follower) {
      let isOver = false;
      let isReset = cursor !== null && cursor.epoch !== options.epoch();
      let from = isReset ? null : cursor;
      while (!isOver && !signal.aborted) {
        isOver = yield* runOnce(options, { userId, follower, extras, from, isReset }, signal);
        from = null;
        isReset = true;
      }
    },
  });
}

interface Run {
  readonly userId: string;
  readonly follower: Follower;
  readonly extras: ReadonlySet<InboxExtra>;
  /** A cursor of this history; null to begin now. */
  readonly from: InboxCursor | null;
  /** What the client holds is void. */
  readonly isReset: boolean;
}

/** In one history. Returns false when that has become void, true when the stream was stopped. */
async function* runOnce(
  options: FollowInboxOptions,
  { userId, follower, extras, from, isReset }: Run,
  signal: AbortSignal,
): AsyncGenerator<InboxStreamItem, boolean> {
  const epoch = options.epoch();
  const cursorAt = (horizon: bigint): string => encodeInboxCursor({ epoch, userId, horizon });
  const inbox = new Inbox(options, userId, follower, extras);
  try {
    await inbox.listen();
    const horizon = await patiently(() => inbox.open(from?.horizon ?? null), signal);
    if (isReset) {
      yield { type: "RESET", cursor: cursorAt(horizon), reason: "The cursor belongs to another history." };
    }
    if (from !== null) {
      yield* inbox.replay(signal);
      yield* inbox.replayExtras(from.horizon, signal);
    }
    if (inbox.isVoid) return false;
    yield { type: "READY", cursor: cursorAt(horizon), recovered: from !== null, conversationId: null };
    inbox.goLive();
    while (!signal.aborted && !inbox.isVoid) {
      await patiently(() => inbox.openBegun(), signal);
      yield* inbox.drain(signal);
      const checkpoint = inbox.takeCheckpoint();
      if (checkpoint !== null) yield { type: "CHECKPOINT", cursor: cursorAt(checkpoint) };
      else if (!inbox.hasWork) await inbox.moved.wait(signal);
    }
    return !inbox.isVoid || signal.aborted;
  } finally {
    inbox.close();
  }
}
