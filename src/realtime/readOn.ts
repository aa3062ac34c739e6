/** The next events after a cursor, from the ring or the table, with patience for a database that is away. */
import { RequestError } from "../domain/errors.ts";
import { endsMembershipOf, messagesOf } from "../domain/events.ts";
import type { ConversationEvent } from "../domain/events.ts";
import type { Places } from "../domain/places.ts";
import { sleep } from "../lib/latch.ts";
import type { Feed } from "./feed.ts";

/** Between two tries at a database that does not answer. */
export const RETRY_MS = 500;
/** A stream outlives a database that is away for less; then it ends with UNAVAILABLE. */
const PATIENCE_MS = 30_000;

/**
 * A slow reader is handed the last of what was read long after the first, and some of what is shown beside an event is as
 * new as that moment. So the membership is asked for anew.
 */
export const READING_AGE_MAX_MS = 1_000;

export interface Reading {
  /** After the cursor, in order, at most a ring or a page of them; none only when the cursor is at the feed's head. */
  readonly events: readonly ConversationEvent[];
  /**
   * Where the reader's membership ended, as far as these rows can know of it; null while it lasts. A row read here may
   * say what was written after that: whoever uses it withholds that.
   */
  readonly endSeq: number | null;
}

export interface ReadOnOptions {
  readonly places: Pick<Places, "readPlace">;
}

/**
 * A row of the ring is as new as the ring's head, and the ring then holds the removal as well. Rows of the table are as
 * new as the read; the membership, read after them, is newer.
 */
export async function readOn(
  feed: Feed,
  seq: number,
  userId: string,
  { places }: ReadOnOptions,
  signal: AbortSignal,
): Promise<Reading> {
  const fromRing = feed.after(seq);
  // What a heal put into the ring is as new as its read, which may be newer than the ring's head.
  if (fromRing !== null && fromRing.every((event) => changedSeqOf(event) <= feed.head)) {
    const removal = fromRing.find((event) => endsMembershipOf(event, userId));
    return { events: fromRing, endSeq: removal?.seq ?? null };
  }
  return patiently(async () => {
    const events = fromRing ?? (await feed.page(seq));
    const place = await places.readPlace(userId, feed.conversationId);
    return { events, endSeq: place?.removedSeq ?? null };
  }, signal);
}

/**
 * Whether an event of the ring may be shown to whoever is in the hub: as it was committed; or newer, and nobody's
 * membership has ended in between. The same for the conversation beside it.
 */
export function isCommon(feed: Feed, event: ConversationEvent): boolean {
  if (feed.conversationOf(event) === null) return false;
  const changedSeq = changedSeqOf(event);
  if (changedSeq <= event.seq) return true;
  if (changedSeq > feed.head) return false;
  return feed.after(event.seq)?.every(({ kind }) => kind !== "MEMBER_LEFT") ?? false;
}

function changedSeqOf(event: ConversationEvent): number {
  const messages = messagesOf(event);
  if (messages.length > 0) return Math.max(...messages.map(({ changedSeq }) => changedSeq));
  if ("member" in event) return event.member.changedSeq;
  // What names no row is as it was committed.
  return "conversation" in event ? event.conversation.headSeq : event.seq;
}

/** Tries again while the answer is UNAVAILABLE, for half a minute. */
export async function patiently<T>(read: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await read();
    } catch (error) {
      const isPassing = error instanceof RequestError && error.code === "UNAVAILABLE";
      if (!isPassing || performance.now() >= until || signal.aborted) throw error;
      await sleep(RETRY_MS, signal);
    }
  }
}
