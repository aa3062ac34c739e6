/** Jobs: work that a transaction asks for and that is done after it, by whichever process is free. */

/** What there is to do; `src/jobs/` has a file for each. */
export type JobName =
  | "findExpiredMessages"
  | "removeExpiredMessages"
  | "eraseAccount"
  | "exportData"
  | "clean"
  | "cleanMedia"
  | "sendDigests"
  | "processMedia";

/** What a person has asked for, and waits for. */
export const URGENT_JOBS: ReadonlySet<JobName> = new Set(["eraseAccount", "exportData", "processMedia"]);

/** Which kind of job is looked for first: what somebody waits for, or what nobody does. */
export type JobTurn = "URGENT" | "ROUTINE";

/** Names one job: there is at most one of a name and a key, however often it is added. */
export interface Job {
  readonly name: JobName;
  /** What it is about: an id. Empty where there is one job of that name. */
  readonly key: string;
}

/** Done and forgotten; or to be done again, at once or later. */
export type JobOutcome = "DONE" | { readonly againInMs: number };

/**
 * Does a part of a job that takes a second or so; `signal` aborts when the process stops or has lost the job to another.
 * It is called at least once for each part: after a process was killed, or frozen for long, a part may run again, and even
 * beside itself. So it looks at what is left to do each time, under the lock of what it changes.
 */
export type Task = (key: string, signal: AbortSignal) => Promise<JobOutcome>;

export type Tasks = Readonly<Record<JobName, Task>>;

/** A job as one worker has it, until the lease ends. */
export interface ClaimedJob extends Job {
  readonly claimId: string;
  /** 1, 2, 3 … since a part of it succeeded last. */
  readonly attempt: number;
  /** Counted up whenever the job is added. */
  readonly generation: number;
}

/** Where jobs wait. Several processes may work on one store: no job is claimed twice while its lease lasts. */
export interface JobStore {
  /**
   * The job that has been due longest of those whose `turn` it is, else of the others, for `leaseMs`; null when none is due.
   * Knows those `names` alone. Errors: UNAVAILABLE.
   */
  claim(names: readonly JobName[], leaseMs: number, turn: JobTurn): Promise<ClaimedJob | null>;
  /** Makes the lease last `leaseMs` from now; false when another worker has got the job. Errors: UNAVAILABLE. */
  renew(job: ClaimedJob, leaseMs: number): Promise<boolean>;
  /**
   * Ends the claim: a job that is done is forgotten, unless it was added again meanwhile; a claim that was lost changes
   * nothing. Errors: UNAVAILABLE.
   */
  finish(job: ClaimedJob, outcome: JobOutcome): Promise<void>;
  /** Ends the claim of a job that failed or was not done; it is due again after `ms`. Errors: UNAVAILABLE. */
  retry(job: ClaimedJob, ms: number, counts: boolean): Promise<void>;
  /** Adds those that are not there yet. Errors: UNAVAILABLE. */
  ensure(jobs: readonly Job[]): Promise<void>;
}
