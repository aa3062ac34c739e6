/** From the measurements of all rounds to the tables of docs/PERFORMANCE.md. */
import type { Driven } from "../support/drive.ts";
import { markdownTable } from "../support/report.ts";
import { median } from "../support/statistics.ts";
import { atLeast, verdictTable } from "../support/verdict.ts";
import { BASE, BOUNDS, COMPARISONS, CONTESTANTS } from "./contestants.ts";
import type { Contestant } from "./contestants.ts";

export interface Measurement {
  readonly round: number;
  readonly scenario: string;
  readonly conversations: number;
  readonly contestant: Contestant;
  readonly driven: Driven;
}

const HEAD = ["", "sends/s", "× bare", "p50 ms", "p99 ms", "server µs", "PostgreSQL µs"];

export function sendTable(scenario: string, measurements: readonly Measurement[]): string {
  const inScenario = measurements.filter((each) => each.scenario === scenario);
  const measured = CONTESTANTS.filter((each) => inScenario.some(({ contestant }) => contestant === each));
  const rows = measured.map((contestant) => {
    const own = inScenario.filter((each) => each.contestant === contestant).map((each) => each.driven);
    const middle = (read: (driven: Driven) => number | null): number =>
      median(own.map(read).filter((value) => value !== null));
    return [
      contestant.name,
      whole(middle((driven) => driven.perSecond)),
      ratio(inScenario, contestant, BASE),
      middle((driven) => driven.p50Ms).toFixed(1),
      middle((driven) => driven.p99Ms).toFixed(1),
      whole(middle((driven) => driven.serverMicrosEach)),
      whole(middle((driven) => driven.postgresMicrosEach)),
    ];
  });
  return markdownTable(HEAD, rows);
}

export function comparisonTable(scenarios: readonly string[], measurements: readonly Measurement[]): string {
  const rows = COMPARISONS.map(({ about, of, to }) => {
    const ratios = scenarios.map((scenario) => {
      const inScenario = measurements.filter((each) => each.scenario === scenario);
      return `${ratio(inScenario, of, to)} ×`;
    });
    return [about, ...ratios];
  });
  return markdownTable(["", ...scenarios.map((scenario) => scenario.toLowerCase())], rows);
}

export function boundsTable(measurements: readonly Measurement[], isKept: boolean): string {
  return verdictTable(
    BOUNDS.map(({ about, of, to, conversations, bound }) => {
      const inScenario = measurements.filter((each) => each.conversations === conversations);
      return atLeast(about, Number(ratio(inScenario, of, to)), bound);
    }),
    isKept,
  );
}

/** The median over the rounds of the ratio within a round: what slows a round down slows both. */
function ratio(measurements: readonly Measurement[], of: Contestant, to: Contestant): string {
  const rateOf = (contestant: Contestant, round: number): number =>
    measurements.find((each) => each.contestant === contestant && each.round === round)?.driven.perSecond ??
    Number.NaN;
  const rounds = [...new Set(measurements.map((each) => each.round))];
  return median(rounds.map((round) => rateOf(of, round) / rateOf(to, round))).toFixed(2);
}

function whole(value: number): string {
  return Number.isNaN(value) ? "–" : Math.round(value).toLocaleString("en");
}
