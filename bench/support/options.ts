/** How long a benchmark takes, and what of it is run: the variables BENCH_… that docs/PERFORMANCE.md lists. */

export interface Options {
  /** Each round measures every row once. */
  readonly rounds: number | null;
  /** Of one measurement, after its warm-up. */
  readonly seconds: number | null;
  /** Where each server process leaves a CPU profile; null for none. Profiling costs some speed. */
  readonly profileDir: string | null;
  /** Only these rows; null for all. What else a benchmark measures is run as ever. */
  readonly only: RegExp | null;
  /** Only these sizes (followers, sockets, selections, messages); null for all. */
  readonly sizes: readonly number[] | null;
  /** No log longer than this; null for no bound. */
  readonly messagesMax: number | null;
}

/** Whether all was measured, often enough and without a profiler: only such a run is kept in the document. */
export function isWhole(options: Options, rounds: number): boolean {
  return (
    rounds >= ROUNDS_MIN && options.profileDir === null && options.only === null && options.sizes === null
  );
}

/** Of these rows or sizes those that are to be run. Throws when none is left. */
export function chosen<Item>(items: readonly Item[], isChosen: (item: Item) => boolean): readonly Item[] {
  const left = items.filter(isChosen);
  if (left.length === 0) throw new Error("BENCH_ONLY or BENCH_SIZES leave nothing to measure.");
  return left;
}

const ROUNDS_MIN = 3;

/** Null where a benchmark's own choice holds. Throws for what is not a positive number. */
export function readOptions(env: Readonly<Record<string, string | undefined>>): Options {
  return {
    rounds: readNumber(env, "BENCH_ROUNDS"),
    seconds: readNumber(env, "BENCH_SECONDS"),
    profileDir: env["BENCH_PROFILE_DIR"] ?? null,
    only: readPattern(env, "BENCH_ONLY"),
    sizes: readNumbers(env, "BENCH_SIZES"),
    messagesMax: readNumber(env, "BENCH_MESSAGES_MAX"),
  };
}

function readPattern(env: Readonly<Record<string, string | undefined>>, name: string): RegExp | null {
  const text = env[name];
  return text === undefined || text === "" ? null : new RegExp(text, "i");
}

function readNumbers(env: Readonly<Record<string, string | undefined>>, name: string): number[] | null {
  const text = env[name];
  if (text === undefined || text === "") return null;
  const values = text.split(",").map(Number);
  if (!values.every((value) => value > 0 && Number.isFinite(value)))
    throw new Error(`${name} is ${JSON.stringify(text)}, but must be numbers above 0, separated by commas.`);
  return values;
}

function readNumber(env: Readonly<Record<string, string | undefined>>, name: string): number | null {
  const text = env[name];
  if (text === undefined || text === "") return null;
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value))
    throw new Error(`${name} is ${JSON.stringify(text)}, but must be a number above 0.`);
  return value;
}
