/** The table that a run ends with: a line for each row, and what was violated below. */
import { KINDS } from "./checker.ts";
import type { Figures, Row } from "./row.ts";

export interface Outcome {
  readonly row: Row;
  readonly figures: Figures;
  readonly seconds: number;
}

const COLUMNS: Readonly<Record<string, (outcome: Outcome) => string>> = {
  row: ({ row }) => row.name,
  holds: ({ figures }) => (figures.violations.length === 0 ? "yes" : "NO"),
  acknowledged: ({ figures }) => orDash(figures.acknowledged, 0),
  ...Object.fromEntries(KINDS.map((kind) => [kind, ({ figures }: Outcome) => orDash(figures[kind], 0)])),
  "unavailable s": ({ figures }) => orDash(figures.unavailableSeconds, 1),
  "heal p99 ms": ({ figures }) => orDash(figures.healP99Ms, 0),
  "stale p99 ms": ({ figures }) => orDash(figures.staleP99Ms, 0),
  "peak MB": ({ figures }) =>
    orDash(figures.peakMemoryBytes === null ? null : figures.peakMemoryBytes / 1e6, 0),
  seconds: ({ seconds }) => seconds.toFixed(0),
};

export function printTable(outcomes: readonly Outcome[]): string {
  const heads = Object.keys(COLUMNS);
  const lines = outcomes.map((outcome) => Object.values(COLUMNS).map((cell) => cell(outcome)));
  const widths = heads.map((head, index) =>
    Math.max(head.length, ...lines.map((line) => line[index]?.length ?? 0)),
  );
  const join = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(" | ")} |`;
  return [join(heads), join(widths.map((width) => "-".repeat(width))), ...lines.map(join)].join("\n");
}

/** What the table has no room for. */
export function describeRow({ figures, seconds }: Outcome): string[] {
  const { notes, violations } = figures;
  return [
    ...notes,
    ...violations.map((sentence) => `VIOLATED: ${sentence}`),
    `${violations.length === 0 ? "holds" : "does not hold"} (${seconds.toFixed(0)} s)`,
  ];
}

function orDash(value: number | null, digits: number): string {
  return value === null || !Number.isFinite(value) ? "–" : value.toFixed(digits);
}
