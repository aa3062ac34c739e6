/** What every row of the fault table is: a fault, brought about for real, and figures that say what came of it. */
import type { Kind } from "./checker.ts";

export interface RowContext {
  /** The short form: a representative part, in seconds. */
  readonly isShort: boolean;
  /** One line of progress. */
  readonly say: (line: string) => void;
}

/** Null for what this row does not measure. */
export interface Figures extends Readonly<Record<Kind, number | null>> {
  readonly acknowledged: number | null;
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
  acknowledged: null,
  lost: null,
  duplicate: null,
  reordered: null,
  hole: null,
  phantom: null,
  leak: null,
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

/** "Unchanged" is at most this much of the base of the same run. */
const UNCHANGED = 1.5;

/** Of a send or a delivery: what nobody notices, without which a base of 8 ms would forbid 13. */
export const NOTICEABLE_MS = 50;

/** Below the floor every value counts as unchanged. */
export function isUnchanged(value: number, base: number, floor: number): boolean {
  return value <= Math.max(base * UNCHANGED, floor);
}

/** The same rule, in the words of a row. */
export function sayUnchanged(floorMs: number): string {
  return `unchanged p99 (≤ ${UNCHANGED} × the base, or ${floorMs} ms)`;
}

/** What a machine made of the rate that a row asks for: a slow one is no fault, and has to be known. */
export function sayRate(perSecond: number, asked: number): string {
  const isReached = perSecond >= 0.99 * asked;
  return `${perSecond.toFixed(0)} sends a second of ${asked}${isReached ? "" : ": NOT REACHED on this machine"}`;
}
