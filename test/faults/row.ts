/** What every row of the fault table is: a fault, brought about for real, and figures that say what came of it. */
import type { Kind } from "./checker.ts";

export interface RowContext {
  /** The short form: a representative part, in seconds. */
  readonly isShort: boolean;
  /** One line of progress. */
  readonly say: (line: string) => void;
}

export interface Figures extends Record<Kind, number> {
  readonly acknowledged: number;
  /** The longest time in which no send of anybody was acknowledged. */
  readonly unavailableSeconds: number | null;
  /** From the loss of a follower's socket to having caught up again. */
  readonly healP99Ms: number | null;
  /** From an acknowledgement to the delivery on an open stream. */
  readonly staleP99Ms: number | null;
  /** Resident, of the largest node. */
  readonly peakMemoryBytes: number | null;
  /** Worth knowing, in few words. */
  readonly notes: readonly string[];
  /** Empty when the row holds; each a sentence. */
  readonly violations: readonly string[];
}

export interface Row {
  readonly name: string;
  /** What goes wrong, and what must hold all the same. */
  readonly fault: string;
  /** Longer than this, and it has failed. */
  readonly boundSeconds: number;
  readonly run: (context: RowContext) => Promise<Figures>;
}

/** Of a row that is about something else than a log of deliveries. */
export const NOTHING_RECORDED = {
  acknowledged: 0,
  lost: 0,
  duplicate: 0,
  reordered: 0,
  hole: 0,
  phantom: 0,
  leak: 0,
  unavailableSeconds: null,
  healP99Ms: null,
  staleP99Ms: null,
  peakMemoryBytes: null,
} as const satisfies Omit<Figures, "notes" | "violations">;

/** The value below which this share of the values lies; null of none. */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5) ?? Number.NaN;
}

/** "Unchanged" is at most this much of the base of the same run, medians of three. */
export const UNCHANGED = 1.5;
