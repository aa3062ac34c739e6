/** Reads of the log, a few at a time: a crowd that comes back with old cursors does not take the database from senders. */
import { unavailable } from "../domain/errors.ts";
import type { ConversationEvent } from "../domain/events.ts";
import type { ReadEvents } from "../domain/ports.ts";
import { createBatcher } from "../lib/batcher.ts";

/** Of a pool of 10 connections (`DATABASE_POOL_MAX`) that sends have to live on as well. */
const READS_MAX = 4;
const WAITING_MAX = 50_000;
/** A stream asks again for half a minute (`readOn.ts`). */
const WAIT_MAX_MS = 8_000;

/** The same reads, at most `READS_MAX` at a time; those behind wait in order. Errors: UNAVAILABLE. */
export function admitReads(readEvents: ReadEvents): ReadEvents {
  const read = createBatcher<Parameters<ReadEvents>, ConversationEvent[]>({
    batchMax: 1,
    waitingMax: WAITING_MAX / READS_MAX,
    waitMaxMs: WAIT_MAX_MS,
    onFull: () => unavailable("Too many streams are reading the log; try again."),
    run: (_lane, reads) => Promise.all(reads.map((each) => readEvents(...each))),
  });
  let count = 0;
  return (...asked) => {
    count += 1;
    return read(`lane ${count % READS_MAX}`, asked);
  };
}
