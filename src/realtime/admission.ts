/**
 * Reads of the database on behalf of streams, a few at a time: a crowd that comes back at once does not take it from
 * senders, who share the pool of connections.
 */
import { unavailable } from "../domain/errors.ts";
import { createBatcher } from "../lib/batcher.ts";

/** Runs the read when its turn comes. Errors: its own; UNAVAILABLE where too many wait, or for too long. */
export type Admit = <Answer>(read: () => Promise<Answer>) => Promise<Answer>;

/** Each kind has turns of its own: what is live does not wait behind those who come back. */
export interface Admissions {
  /** Feeds that open, or have not heard of something. */
  readonly heal: Admit;
  /** Pages of a log. */
  readonly replay: Admit;
  /** Inboxes that open. */
  readonly inbox: Admit;
  /** Items that are executed for one reader. */
  readonly present: Admit;
}

/** Of a pool's connections, each kind has so many reads under way; most take one at a time. */
const SHARE = 1 / 5;
const WAITING_MAX = 50_000;
/** A stream asks again for half a minute (`readOn.ts`). */
const WAIT_MAX_MS = 20_000;

export function createAdmissions(poolMax: number): Admissions {
  const readsMax = Math.max(1, Math.floor(poolMax * SHARE));
  return {
    heal: createAdmission(readsMax),
    replay: createAdmission(readsMax),
    inbox: createAdmission(readsMax),
    present: createAdmission(readsMax),
  };
}

/** At most `readsMax` at a time; those that wait go in order of arrival, more or less. */
export function createAdmission(readsMax: number): Admit {
  const enter = createBatcher<() => Promise<void>, true>({
    batchMax: 1,
    waitingMax: WAITING_MAX / readsMax,
    waitMaxMs: WAIT_MAX_MS,
    onFull: () => unavailable("Too many streams are reading; try again."),
    run: async (_lane, reads) => {
      for (const read of reads) await read();
      return reads.map(() => true);
    },
  });
  let count = 0;
  return (read) => {
    count += 1;
    const lane = `lane ${count % readsMax}`;
    return new Promise((resolve, reject) => {
      enter(lane, () => read().then(resolve, reject)).catch(reject);
    });
  };
}
