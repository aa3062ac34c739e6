/** How long a job works before it makes room for others. */

const PART_MS = 1_000;

/** Aborts when `signal` does, and after a second: the job is due again then, behind those that wait. */
export function partOf(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(PART_MS)]);
}
