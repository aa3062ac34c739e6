/** The table of a lattice's measurements, and ratios within a round. */
import { markdownTable } from "../support/report.ts";
import { median } from "../support/statistics.ts";
import type { Contestant } from "./contestants.ts";
import type { LatticeMeasurement } from "./latticeDrive.ts";

export function latticeTable(
  contestants: readonly Contestant[],
  measurements: readonly LatticeMeasurement[],
  base: Contestant,
): string {
  const rows = contestants.map((contestant) => {
    const own = measurements.filter((each) => each.contestant === contestant);
    const middle = (read: (each: LatticeMeasurement) => number | null): number =>
      median(own.map(read).filter((value) => value !== null));
    const postgres = middle((each) => each.postgresMicros);
    return [
      contestant.name,
      Math.round(middle((each) => each.messagesPerSecond)).toLocaleString("en"),
      middle((each) => each.serverMicros).toFixed(1),
      cpuRatio(measurements, contestant, base).toFixed(2),
      Number.isNaN(postgres) ? "–" : postgres.toFixed(1),
      middle((each) => each.redisMicros).toFixed(1),
      middle((each) => each.loadMicros).toFixed(1),
    ];
  });
  return markdownTable(
    ["", "messages/s", "server µs", `× ${base.name}`, "PostgreSQL µs", "Redis µs", "load µs"],
    rows,
  );
}

/** CPU per message of one over that of another, the median over the rounds. NaN where one was not measured. */
export function cpuRatio(
  measurements: readonly LatticeMeasurement[],
  of: Contestant,
  to: Contestant,
): number {
  const others = measurements.filter((each) => each.contestant === to);
  return median(
    measurements
      .filter((each) => each.contestant === of)
      .flatMap(({ round, serverMicros }) => {
        const other = others.find((each) => each.round === round);
        return other === undefined ? [] : [serverMicros / other.serverMicros];
      }),
  );
}
