/** What every benchmark is: something that runs within its bounds and answers with a table. */
import type { Options } from "./options.ts";

export interface BenchmarkContext extends Options {
  /** One line of progress. */
  readonly say: (line: string) => void;
  /** Aborted by Ctrl-C: ends the benchmark with everything it started. */
  readonly signal: AbortSignal;
}

export interface Report {
  /** Tables and their setting, as they will stand in docs/PERFORMANCE.md. */
  readonly markdown: string;
  /** False for a run that was too short to be kept. */
  readonly isKept: boolean;
}

/** Throws when anything it measured was wrong: a fast wrong answer is worth nothing. */
export type Benchmark = (context: BenchmarkContext) => Promise<Report>;
