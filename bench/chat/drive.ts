/** The two loads of a room: as fast as it goes, with a bounded number of messages under way; and at a given pace. */
import { Histogram } from "../crowd/histogram.ts";
import { executionsPerEvent, readExecutions } from "./metrics.ts";
import type { Room } from "./room.ts";
import type { Stage } from "./stage.ts";

export interface Saturated {
  readonly deliveriesPerSecond: number;
  readonly messagesPerSecond: number;
  /** CPU per delivery, user and system, in microseconds. */
  readonly serverMicros: number;
  readonly redisMicros: number;
  readonly postgresMicros: number | null;
  readonly loadMicros: number;
  /** How busy the server's core was, 0 to 1. */
  readonly serverBusy: number;
  /** Of Parley alone. */
  readonly executionsPerEvent: number | null;
}

export interface SaturateOptions {
  /** Messages under way; the next is sent when one has reached everybody. */
  readonly underWay: number;
  readonly warmUpMs: number;
  readonly measuredMs: number;
}

/** Throws when anything was lost, doubled, reordered or other than it was sent. */
export async function saturate(stage: Stage, room: Room, options: SaturateOptions): Promise<Saturated> {
  const { server, contestant, followers } = room;
  const executionsBefore = contestant.isParley ? await readExecutions(server.url) : null;
  room.onCompleted = () => room.sendNext();
  for (let message = 0; message < options.underWay; message += 1) room.sendNext();
  const mark = async () => {
    const cpu = await stage.readCpu(server);
    const own = process.cpuUsage();
    return {
      atMs: performance.now(),
      deliveries: followers.deliveries,
      completed: room.completed,
      cpu,
      loadMicros: own.user + own.system,
    };
  };
  await room.wait(options.warmUpMs);
  const before = await mark();
  // A slow peer with many followers is measured for as long as it takes to deliver at least a little.
  do await room.wait(options.measuredMs);
  while (followers.deliveries - before.deliveries < followers.sockets.length);
  const after = await mark();
  room.onCompleted = null;
  await room.quiet();
  const { sent } = room;
  room.verify();
  const deliveries = after.deliveries - before.deliveries;
  const seconds = (after.atMs - before.atMs) / 1000;
  const postgresMicros =
    before.cpu.postgres === null || after.cpu.postgres === null
      ? null
      : (after.cpu.postgres - before.cpu.postgres) / deliveries;
  return {
    deliveriesPerSecond: deliveries / seconds,
    messagesPerSecond: deliveries / followers.sockets.length / seconds,
    serverMicros: (after.cpu.server - before.cpu.server) / deliveries,
    redisMicros: (after.cpu.redis - before.cpu.redis) / deliveries,
    postgresMicros,
    loadMicros: (after.loadMicros - before.loadMicros) / deliveries,
    serverBusy: (after.cpu.server - before.cpu.server) / (seconds * 1_000_000),
    executionsPerEvent:
      executionsBefore === null
        ? null
        : executionsPerEvent(executionsBefore, await readExecutions(server.url), sent),
  };
}

export interface Paced {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Sends on schedule, whatever has arrived; latencies run from each message's writing to each of its deliveries. */
export async function pace(room: Room, messagesPerSecond: number, forMs: number): Promise<Paced> {
  const latencies = new Histogram();
  room.onCompleted = null;
  room.latencies = latencies;
  const begun = performance.now();
  for (let due = 0; ;) {
    const elapsed = performance.now() - begun;
    if (elapsed >= forMs) break;
    for (const wanted = (elapsed / 1000) * messagesPerSecond; due < wanted; due += 1) room.sendNext();
    const nextMs = (due / messagesPerSecond) * 1000 - elapsed;
    await room.wait(Math.max(1, Math.min(nextMs, forMs - elapsed)));
  }
  await room.quiet();
  room.latencies = null;
  room.verify();
  return { p50Ms: latencies.quantile(0.5), p99Ms: latencies.quantile(0.99), maxMs: latencies.maxMs };
}
