/** The lines a benchmark must pass, each with what was measured. */
import { markdownTable } from "./report.ts";

export interface Verdict {
  /** What is held to the bound. */
  readonly about: string;
  readonly bound: string;
  /** Null for what was not measured. */
  readonly measured: string | null;
  readonly isPassed: boolean;
}

/** `value` ≥ `bound`, as ratios; NaN where there was no measurement. */
export function atLeast(about: string, value: number, bound: number): Verdict {
  return { about, bound: `≥ ${bound} ×`, measured: written(value, 2, "×"), isPassed: value >= bound };
}

export function atMost(about: string, value: number, bound: number, unit = "×"): Verdict {
  const measured = written(value, value < 10 ? 2 : 1, unit);
  return { about, bound: `≤ ${bound} ${unit}`, measured, isPassed: value <= bound };
}

/** Each of `values` = `bound`, within a thousandth; the greatest is shown. */
export function equal(about: string, values: readonly number[], bound: number): Verdict {
  return {
    about,
    bound: `= ${bound}`,
    measured: written(Math.max(...values), 3),
    isPassed: values.every((value) => Math.abs(value - bound) < 0.001),
  };
}

/**
 * In a run that is kept, what was not measured has failed. A run of few rows or sizes leaves it out; empty when that is
 * all.
 */
export function verdictTable(verdicts: readonly Verdict[], isKept: boolean): string {
  const shown = verdicts.filter(({ measured }) => isKept || measured !== null);
  if (shown.length === 0) return "";
  const rows = shown.map(({ about, bound, measured, isPassed }) => [
    about,
    bound,
    measured ?? "not measured",
    isPassed && measured !== null ? "pass" : "**fail**",
  ]);
  return `**Held to**\n\n${markdownTable(["", "bound", "measured", ""], rows)}`;
}

function written(value: number, digits: number, unit = ""): string | null {
  return Number.isFinite(value) ? `${value.toFixed(digits)} ${unit}`.trimEnd() : null;
}
