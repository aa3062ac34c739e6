/** How long a benchmark takes: BENCH_ROUNDS, BENCH_SECONDS and BENCH_PROFILE_DIR. */

export interface Options {
  /** Each round measures every row once. */
  readonly rounds: number | null;
  /** Of one measurement, after its warm-up. */
  readonly seconds: number | null;
  /** Where each server process leaves a CPU profile; null for none. Profiling costs some speed. */
  readonly profileDir: string | null;
}

/** Null where a benchmark's own choice holds. Throws for what is not a positive number. */
export function readOptions(env: Readonly<Record<string, string | undefined>>): Options {
  return {
    rounds: readNumber(env, "BENCH_ROUNDS"),
    seconds: readNumber(env, "BENCH_SECONDS"),
    profileDir: env["BENCH_PROFILE_DIR"] ?? null,
  };
}

function readNumber(env: Readonly<Record<string, string | undefined>>, name: string): number | null {
  const text = env[name];
  if (text === undefined || text === "") return null;
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value))
    throw new Error(`${name} is ${JSON.stringify(text)}, but must be a number above 0.`);
  return value;
}
