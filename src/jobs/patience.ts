/** How long a worker waits for a part of a job: it is told to end, and when it does not it is left alone. */

export interface Patience {
  /**
   * A part takes a second or so, a file that is looked at minutes at most; some that clean take as long as there is something.
   * They end when they are told to.
   */
  readonly partMs: number;
  /** How long it may take to end. A statement takes 6 seconds at most, and a transaction is not longer. */
  readonly graceMs: number;
}

export const PATIENCE: Patience = { partMs: 600_000, graceMs: 30_000 };

/** A part has not ended when it was told to. It may still run; what it answers is nobody's any more. */
export class PartStuckError extends Error {
  constructor({ graceMs }: Patience) {
    super(`It was told to end, and did not within ${graceMs} ms.`);
    this.name = "PartStuckError";
  }
}

/** What `part` answers, which is told to end after a time, or when `ending` aborts before. Errors: its own; PartStuck. */
export async function waitFor<T>(
  part: (signal: AbortSignal) => Promise<T>,
  ending: AbortController,
  patience: Patience,
): Promise<T> {
  const { signal } = ending;
  const stuck = Promise.withResolvers<never>();
  let grace: NodeJS.Timeout | undefined;
  const beginGrace = (): void => {
    grace = setTimeout(() => stuck.reject(new PartStuckError(patience)), patience.graceMs);
  };
  signal.addEventListener("abort", beginGrace, { once: true });
  const limit = setTimeout(() => ending.abort(), patience.partMs);
  try {
    return await Promise.race([part(signal), stuck.promise]);
  } finally {
    clearTimeout(limit);
    clearTimeout(grace);
    signal.removeEventListener("abort", beginGrace);
  }
}
