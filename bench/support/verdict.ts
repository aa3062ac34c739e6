/** The lines a benchmark must pass, each with what was measured. */
import { markdownTable } from "./report.ts";

export interface Verdict {
  /** What is held to the bound. */
  readonly about: string;
  readonly bound: string;
  readonly measured: string;
  readonly isPassed: boolean;
}

/** `value` ≥ `bound`, as ratios. A measurement that is missing fails. */
export function atLeast(about: string, value: number, bound: number): Verdict {
  return { about, bound: `≥ ${bound} ×`, measured: `${value.toFixed(2)} ×`, isPassed: value >= bound };
}

export function atMost(about: string, value: number, bound: number, unit = "×"): Verdict {
  const measured = `${value.toFixed(value < 10 ? 2 : 1)} ${unit}`;
  return { about, bound: `≤ ${bound} ${unit}`, measured, isPassed: value <= bound };
}

/** Of a run of few rows only, what it did not measure is left out; empty when that is all. */
export function verdictTable(verdicts: readonly Verdict[]): string {
  const known = verdicts.filter(({ measured }) => !measured.includes("NaN"));
  if (known.length === 0) return "";
  const rows = known.map(({ about, bound, measured, isPassed }) => [
    about,
    bound,
    measured,
    isPassed ? "pass" : "**fail**",
  ]);
  return `**Held to**\n\n${markdownTable(["", "bound", "measured", ""], rows)}`;
}
