/**
 * The statements of jobs. A job that is claimed is due again when its lease ends: what a process that was killed has left
 * is taken up by the next that looks, within half a minute.
 *
 * (graphile-worker would hold such a job for four hours, and an erasure with it; and its schema has a history of its own.)
 */
import type { Pool } from "pg";
import type { ClaimedJob, JobName, JobStore } from "../domain/job/ports.ts";
import { newId } from "../lib/ids.ts";
import { createQuery } from "./query.ts";

/**
 * A claim waits for nobody: what another one is about to get, or a transaction is about to add, is passed over. Each name of
 * a kind is a range of the index (is_urgent, name, run_at): their firsts say in which order the names are looked at, and the
 * second kind is looked at when the first has nothing. So others' jobs are not read, however many wait. It has no name: a plan
 * that was kept since the table was empty would read and sort all that has come. Times are stored in milliseconds, rounded.
 */
const CLAIM = {
  text: `
    WITH due AS MATERIALIZED (
      SELECT job.name, job.key
      FROM unnest(ARRAY[$4::boolean, NOT $4::boolean]) AS kind (is_urgent)
      CROSS JOIN LATERAL (
        SELECT wanted.name
        FROM unnest($1::text[]) AS wanted (name)
        CROSS JOIN LATERAL (
          SELECT run_at FROM job
          WHERE is_urgent = kind.is_urgent AND name = wanted.name AND run_at <= now() + interval '1 millisecond'
          ORDER BY run_at
          LIMIT 1
        ) first
        ORDER BY first.run_at
        OFFSET 0
      ) named
      CROSS JOIN LATERAL (
        SELECT name, key FROM job
        WHERE is_urgent = kind.is_urgent AND name = named.name AND run_at <= now() + interval '1 millisecond'
        ORDER BY run_at
        LIMIT 1
        FOR UPDATE SKIP LOCKED
      ) job
      LIMIT 1
    )
    UPDATE job SET
      claim_id = $2::uuid,
      attempts = job.attempts + 1,
      run_at = now() + $3::int * interval '1 millisecond'
    FROM due WHERE job.name = due.name AND job.key = due.key
    RETURNING job.name, job.key, job.claim_id AS "claimId", job.attempts AS attempt, job.generation`,
};

const RENEW = {
  name: "renew_job",
  text: `
    UPDATE job SET run_at = now() + $4::int * interval '1 millisecond'
    WHERE name = $1 AND key = $2 AND claim_id = $3::uuid
    RETURNING key`,
};

const FORGET = {
  name: "forget_job",
  text: `
    DELETE FROM job WHERE name = $1 AND key = $2 AND claim_id = $3::uuid AND generation = $4::int
    RETURNING key`,
};

/** One that was added again while it was worked on is due at once. */
const POSTPONE = {
  name: "postpone_job",
  text: `
    UPDATE job SET
      claim_id = NULL,
      attempts = 0,
      run_at = CASE WHEN generation = $4::int THEN now() + $5::int * interval '1 millisecond' ELSE now() END
    WHERE name = $1 AND key = $2 AND claim_id = $3::uuid`,
};

/** One that was added again meanwhile is due at once, and begins to count anew. */
const RETRY = {
  name: "retry_job",
  text: `
    UPDATE job SET
      claim_id = NULL,
      attempts = greatest(0, attempts - $5::int),
      run_at = CASE WHEN generation = $6::int THEN now() + $4::int * interval '1 millisecond' ELSE now() END
    WHERE name = $1 AND key = $2 AND claim_id = $3::uuid`,
};

const ENSURE = {
  name: "ensure_jobs",
  text: `
    INSERT INTO job (name, key) SELECT * FROM unnest($1::text[], $2::text[])
    ON CONFLICT (name, key) DO NOTHING`,
};

export function createJobStore(pool: Pool): JobStore {
  const query = createQuery(pool);
  const claimOf = ({ name, key, claimId }: ClaimedJob): [JobName, string, string] => [name, key, claimId];

  return {
    async claim(names, leaseMs, turn) {
      const [job] = await query<ClaimedJob>(CLAIM, [names, newId(), leaseMs, turn === "URGENT"]);
      return job ?? null;
    },
    renew: async (job, leaseMs) => (await query(RENEW, [...claimOf(job), leaseMs])).length > 0,
    async finish(job, outcome) {
      if (outcome === "DONE") {
        const forgotten = await query(FORGET, [...claimOf(job), job.generation]);
        if (forgotten.length > 0) return;
      }
      const againInMs = outcome === "DONE" ? 0 : outcome.againInMs;
      await query(POSTPONE, [...claimOf(job), job.generation, againInMs]);
    },
    async retry(job, ms, counts) {
      await query(RETRY, [...claimOf(job), ms, counts ? 0 : 1, job.generation]);
    },
    async ensure(jobs) {
      await query(ENSURE, [jobs.map(({ name }) => name), jobs.map(({ key }) => key)]);
    },
  };
}
