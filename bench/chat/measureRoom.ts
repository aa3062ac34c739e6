/** One cell of a table: opens a contestant's room, drives it to saturation and then at half of that, and closes it. */
import type { Contestant } from "./contestants.ts";
import { pace, saturate } from "./drive.ts";
import type { Measurement } from "./rounds.ts";
import { Room } from "./room.ts";
import type { Stage } from "./stage.ts";

const WARM_UP_SHARE = 0.3;

export interface Cell {
  readonly round: number;
  readonly contestant: Contestant;
  readonly followers: number;
  readonly seconds: number;
  /** Messages at saturation; `underWayFor` the followers when not given. */
  readonly underWay?: number;
  /** Whether latency at half load is measured, too. */
  readonly isPaced: boolean;
}

const MESSAGES_MIN = 4;
const DELIVERIES_MIN = 1_600;

/**
 * Messages under way at saturation: so many that a server which stores has work while others wait for the disk (with 4
 * among 100 followers Parley's core is a third idle, and nobody's else), and no more, because a burst goes out in one
 * write where writes are gathered.
 */
export function underWayFor(followers: number): number {
  return Math.max(MESSAGES_MIN, Math.ceil(DELIVERIES_MIN / followers));
}

export async function measureRoom(stage: Stage, cell: Cell): Promise<Measurement> {
  const { contestant, followers, round, seconds, isPaced, underWay = underWayFor(followers) } = cell;
  const { say } = stage.context;
  const openedFrom = performance.now();
  const room = await Room.open(stage, contestant, followers);
  const openedMs = performance.now() - openedFrom;
  let measurement: Measurement;
  try {
    await stage.settle(room.server);
    const saturated = await saturate(stage, room, {
      underWay,
      warmUpMs: seconds * WARM_UP_SHARE * 1000,
      measuredMs: seconds * 1000,
    });
    const paced = isPaced ? await pace(room, saturated.messagesPerSecond / 2, seconds * 1000) : null;
    measurement = { round, contestant, followers, saturated, paced };
  } finally {
    await room[Symbol.asyncDispose]();
  }
  await stage.settle(room.server);
  say(progress(measurement, openedMs));
  return measurement;
}

function progress({ round, contestant, followers, saturated, paced }: Measurement, openedMs: number): string {
  const { deliveriesPerSecond, serverMicros, redisMicros, postgresMicros, loadMicros, serverBusy } =
    saturated;
  return [
    `${round}  ${followers.toLocaleString("en").padStart(6)}  ${contestant.name.padEnd(36)}`,
    `${Math.round(deliveriesPerSecond).toLocaleString("en").padStart(8)}/s`,
    `server ${serverMicros.toFixed(2).padStart(6)} µs (${Math.round(serverBusy * 100)} %)`,
    `PostgreSQL ${postgresMicros?.toFixed(2) ?? "?"}  Redis ${redisMicros.toFixed(2)}  load ${loadMicros.toFixed(2)}`,
    paced === null ? "" : `p50 ${paced.p50Ms.toFixed(1)}  p99 ${paced.p99Ms.toFixed(1)} ms`,
    saturated.executionsPerEvent === null
      ? ""
      : `${saturated.executionsPerEvent.toFixed(2)} executions an event`,
    `opened in ${(openedMs / 1000).toFixed(1)} s`,
  ].join("  ");
}
