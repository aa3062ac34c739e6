/**
 * Reads of the database on behalf of streams, a few at a time: a crowd that comes back at once does not take it from
 * senders, who share the pool of connections.
 */
import { unavailable } from "../domain/errors.ts";
import { createBatcher } from "../lib/batcher.ts";

/** Runs the read when its turn comes. Errors: its own; UNAVAILABLE where too many wait, or for too long. */
export type Admit = <Answer>(read: () => Promise<Answer>) => Promise<Answer>;

const WAITING_MAX = 50_000;
/** A stream asks again for half a minute (`readOn.ts`). */
const WAIT_MAX_MS = 8_000;
/** A read takes so many at the most: the rows that a page of events names are read side by side, and the conversation. */
const CONNECTIONS_OF_READ = 4;

/** What is live does not wait behind those who come back. */
export interface Admissions {
  readonly heal: Admit;
  readonly replay: Admit;
}

/** Each takes at most a third of a pool of so many connections, one read at the least. */
export function createAdmissions(poolMax: number): Admissions {
  const share = Math.floor(poolMax / 3);
  return { heal: createAdmission(share), replay: createAdmission(share) };
}

/** At most so many connections are taken by reads, or by one; those that wait go in order of arrival, more or less. */
export function createAdmission(connections: number): Admit {
  const lanes = Math.max(1, Math.floor(connections / CONNECTIONS_OF_READ));
  const enter = createBatcher<() => Promise<void>, true>({
    batchMax: 1,
    waitingMax: WAITING_MAX / lanes,
    waitMaxMs: WAIT_MAX_MS,
    onFull: () => unavailable("Too many streams are reading the log; try again."),
    run: async (_lane, reads) => {
      for (const read of reads) await read();
      return reads.map(() => true);
    },
  });
  let count = 0;
  return (read) => {
    count += 1;
    const lane = `lane ${count % lanes}`;
    return new Promise((resolve, reject) => {
      enter(lane, () => read().then(resolve, reject)).catch(reject);
    });
  };
}
