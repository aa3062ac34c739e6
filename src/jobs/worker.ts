/**
 * Works on jobs, a few at a time.
 *
 *     due → claimed → done: forgotten
 *                   → more to do: due again, at once or later
 *                   → failed, or does not end: due again after a time that doubles
 *
 * A claim is a lease that is renewed while the task runs. A worker that dies renews no longer, and another one goes on with
 * the next part; one that was frozen and has lost its job is told by `signal`.
 */
import type { ClaimedJob, Job, JobName, JobStore, JobTurn, Tasks } from "../domain/job/ports.ts";
import { sleep } from "../lib/latch.ts";
import { PartStuckError, PATIENCE, waitFor } from "./patience.ts";
import type { Patience } from "./patience.ts";

/**
 * What one process works on at a time: each may hold a connection to the database. One looks first for what somebody waits
 * for, one for what nobody does, so that neither waits for all of the other.
 */
const TURNS: readonly JobTurn[] = ["URGENT", "ROUTINE"];
/** And as many slow ones. */
export const JOBS_AT_A_TIME = TURNS.length;
/** They wait for other programs, up to a minute: so the others do not wait for them. */
const SLOW: ReadonlySet<JobName> = new Set(["processMedia"]);
/** How long a job of a worker that was killed lies still. */
export const LEASE_MS = 30_000;
const RENEW_EVERY_MS = 10_000;
/** How long a job waits for a worker that has nothing to do. */
const POLL_MS = 1_000;
const RETRY_FIRST_MS = 1_000;
const RETRY_LAST_MS = 3_600_000;
/** A job that has failed so often rests for a day each time. It is not given up: somebody may have been promised it. */
export const ATTEMPTS_MAX = 16;
const RESTING_MS = 86_400_000;

export type JobEnd = "DONE" | "AGAIN" | "FAILED" | "STOPPED";

export interface WorkerOptions {
  readonly store: JobStore;
  readonly tasks: Tasks;
  /** Jobs there always are; their tasks answer when to be called again. */
  readonly standing: readonly Job[];
  /** Told of each part of a job that ended, for the numbers. */
  readonly onEnded: (name: JobName, end: JobEnd) => void;
  readonly onFailed: (job: ClaimedJob, error: unknown) => void;
  /** The store could not be reached; it is tried again. */
  readonly onError: (error: unknown) => void;
  /** PATIENCE where it is not said. */
  readonly patience?: Patience;
}

/** Begins at once. Disposing waits for the parts that run, which are told to stop, as long as there is patience. */
export function startWorker(options: WorkerOptions): AsyncDisposable {
  const controller = new AbortController();
  const { signal } = controller;
  const { store, standing, onError } = options;

  const begin = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await store.ensure(standing);
        return;
      } catch (error) {
        onError(error);
        await sleep(POLL_MS, signal);
      }
    }
  };
  const begun = begin();
  const lane = async (names: readonly JobName[], turn: JobTurn): Promise<void> => {
    await begun;
    await work(options, names, turn, signal);
  };
  const names = namesOf(options.tasks);
  const kinds = [names.filter((name) => !SLOW.has(name)), names.filter((name) => SLOW.has(name))];
  const lanes = kinds.flatMap((kind) => TURNS.map((turn) => lane(kind, turn)));

  return {
    async [Symbol.asyncDispose]() {
      controller.abort();
      await Promise.all(lanes);
    },
  };
}

async function work(
  options: WorkerOptions,
  names: readonly JobName[],
  turn: JobTurn,
  signal: AbortSignal,
): Promise<void> {
  const { store, onError } = options;
  while (!signal.aborted) {
    try {
      const job = await store.claim(names, LEASE_MS, turn);
      if (job === null) await sleep(POLL_MS, signal);
      // Claimed while it was told to stop: for another.
      else if (signal.aborted) await store.retry(job, 0, false);
      else await runJob(options, job, signal);
    } catch (error) {
      onError(error);
      await sleep(POLL_MS, signal);
    }
  }
}

/** Rejects where the store could not be told how it ended: the lease ends by itself then. */
async function runJob(options: WorkerOptions, job: ClaimedJob, stopping: AbortSignal): Promise<void> {
  const { store, tasks, onEnded, onFailed } = options;
  const ending = new AbortController();
  const { signal } = ending;
  const end = (): void => ending.abort();
  stopping.addEventListener("abort", end);
  const renewing = setInterval(() => {
    store.renew(job, LEASE_MS).then((isOurs) => {
      if (!isOurs) end();
    }, options.onError);
  }, RENEW_EVERY_MS);
  try {
    const part = (told: AbortSignal) => tasks[job.name](job.key, told);
    const outcome = await waitFor(part, ending, options.patience ?? PATIENCE);
    await store.finish(job, outcome);
    onEnded(job.name, outcome === "DONE" ? "DONE" : "AGAIN");
  } catch (error) {
    // One that has lost its job, or is told to end, may fail of that; one that does not end is stuck, unless all ends.
    if (stopping.aborted || (signal.aborted && !(error instanceof PartStuckError))) {
      await store.retry(job, 0, false);
      onEnded(job.name, "STOPPED");
      return;
    }
    onFailed(job, error);
    onEnded(job.name, "FAILED");
    await store.retry(job, retryAfterMs(job.attempt), true);
  } finally {
    clearInterval(renewing);
    stopping.removeEventListener("abort", end);
  }
}

/** 1, 2, 4 … seconds, an hour at most; and a day once it has failed often enough. */
export function retryAfterMs(attempt: number): number {
  if (attempt >= ATTEMPTS_MAX) return RESTING_MS;
  return Math.min(RETRY_FIRST_MS * 2 ** (attempt - 1), RETRY_LAST_MS);
}

function namesOf(tasks: Tasks): JobName[] {
  // Made of the record's own keys.
  return Object.keys(tasks) as JobName[];
}
