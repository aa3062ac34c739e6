/** Drives a lattice to saturation and says what a message, and a delivery, cost. */
import type { Contestant } from "./contestants.ts";
import { Lattice } from "./lattice.ts";
import type { LatticeOptions } from "./latticeOptions.ts";
import type { Stage } from "./stage.ts";

export interface LatticeMeasurement {
  readonly round: number;
  readonly contestant: Contestant;
  readonly messagesPerSecond: number;
  /** CPU per message, user and system, in microseconds. */
  readonly serverMicros: number;
  readonly postgresMicros: number | null;
  readonly redisMicros: number;
  readonly loadMicros: number;
  readonly deliveriesPerMessage: number;
}

const WARM_UP_SHARE = 0.3;

export async function measureLattice(
  stage: Stage,
  contestant: Contestant,
  options: LatticeOptions,
  { round, seconds }: { readonly round: number; readonly seconds: number },
): Promise<LatticeMeasurement> {
  const lattice = await Lattice.open(stage, contestant, options);
  let measurement: LatticeMeasurement;
  try {
    await stage.settle(lattice.server);
    lattice.start();
    await lattice.wait(seconds * WARM_UP_SHARE * 1000);
    const before = await mark(stage, lattice);
    await lattice.wait(seconds * 1000);
    const after = await mark(stage, lattice);
    await lattice.stop();
    if (stage.isStoring) await lattice.verifyStored();
    const deliveriesPerMessage = options.members[0]?.length ?? 1;
    const messages = (after.deliveries - before.deliveries) / deliveriesPerMessage;
    const each = (from: number, to: number): number => (to - from) / messages;
    measurement = {
      round,
      contestant,
      messagesPerSecond: messages / ((after.atMs - before.atMs) / 1000),
      serverMicros: each(before.cpu.server, after.cpu.server),
      postgresMicros:
        before.cpu.postgres === null || after.cpu.postgres === null
          ? null
          : each(before.cpu.postgres, after.cpu.postgres),
      redisMicros: each(before.cpu.redis, after.cpu.redis),
      loadMicros: each(before.loadMicros, after.loadMicros),
      deliveriesPerMessage,
    };
  } finally {
    await lattice[Symbol.asyncDispose]();
  }
  await stage.settle(lattice.server);
  stage.context.say(progress(measurement));
  return measurement;
}

async function mark(stage: Stage, lattice: Lattice) {
  const cpu = await stage.readCpu(lattice.server);
  const own = process.cpuUsage();
  return {
    atMs: performance.now(),
    deliveries: lattice.followers.deliveries,
    cpu,
    loadMicros: own.user + own.system,
  };
}

function progress(measurement: LatticeMeasurement): string {
  const { round, contestant, messagesPerSecond, serverMicros, postgresMicros, redisMicros, loadMicros } =
    measurement;
  return [
    `${round}  ${contestant.name.padEnd(36)}`,
    `${Math.round(messagesPerSecond).toLocaleString("en").padStart(8)} messages/s`,
    `server ${serverMicros.toFixed(1).padStart(7)} µs a message`,
    `PostgreSQL ${postgresMicros?.toFixed(1) ?? "?"}  Redis ${redisMicros.toFixed(1)}  load ${loadMicros.toFixed(1)}`,
  ].join("  ");
}
