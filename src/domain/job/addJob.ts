/** Adds jobs in the transaction that makes them necessary: both are there after the commit, or neither. */
import type { Tx } from "../rows.ts";
import { URGENT_JOBS } from "./ports.ts";
import type { Job } from "./ports.ts";

/**
 * The job is due at once. One that waits is due now; one that is being worked on is done once more afterwards. Adding it
 * again ends the waiting for another attempt.
 */
export async function addJob(tx: Pick<Tx, "$executeRaw">, job: Job): Promise<void> {
  await addJobs(tx, [job]);
}

/** The same for several, each named once, in one statement. */
export async function addJobs(tx: Pick<Tx, "$executeRaw">, jobs: readonly Job[]): Promise<void> {
  if (jobs.length === 0) return;
  const names = jobs.map(({ name }) => name);
  const keys = jobs.map(({ key }) => key);
  const urgent = names.map((name) => URGENT_JOBS.has(name));
  await tx.$executeRaw`
    INSERT INTO job (name, key, is_urgent)
    SELECT * FROM unnest(${names}::text[], ${keys}::text[], ${urgent}::boolean[])
    ON CONFLICT (name, key) DO UPDATE SET
      is_urgent = excluded.is_urgent,
      generation = job.generation + 1,
      attempts = 0,
      -- While it is claimed this is where the lease ends.
      run_at = CASE WHEN job.claim_id IS NULL THEN now() ELSE job.run_at END`;
}
