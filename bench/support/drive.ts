/**
 * The load: every lane has one request under way, always. After a warm-up, what happens between two marks is measured;
 * then the lanes run dry, so that each request has been answered when the table is counted.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Lane, Template } from "./lane.ts";
import { quantile, sorted } from "./statistics.ts";

/** A request that takes longer than this is a failure. */
const STALLED_AFTER_MS = 15_000;

export interface DriveOptions {
  readonly lanes: readonly Lane[];
  /** What a lane sends as its next. */
  readonly templateFor: (lane: number, request: number) => Template;
  /** Every key has as many characters. */
  readonly keyChars: number;
  readonly warmUpMs: number;
  readonly measuredMs: number;
  readonly readServerCpuMicros: () => Promise<number>;
  readonly readPostgresCpuMicros: () => number | null;
  readonly signal: AbortSignal;
}

export interface Driven {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly serverMicrosEach: number;
  readonly postgresMicrosEach: number | null;
  /** Of the load generator itself. */
  readonly loadMicrosEach: number;
  /** Over the whole drive, warm-up included. */
  readonly acknowledged: number;
  readonly seqSum: number;
}

interface Mark {
  readonly atMs: number;
  readonly acknowledged: number;
  readonly serverMicros: number;
  readonly postgresMicros: number | null;
  readonly loadMicros: number;
}

/** Rejects at the first request that is not acknowledged. */
export async function drive(options: DriveOptions): Promise<Driven> {
  const { lanes, templateFor, keyChars, signal } = options;
  let requests = 0;
  let acknowledged = 0;
  let seqSum = 0;
  let running = lanes.length;
  let isStopping = false;
  let latencies: number[] = [];
  const dry = Promise.withResolvers<void>();

  const next = (lane: Lane, index: number): void => {
    if (isStopping) {
      running -= 1;
      if (running === 0) dry.resolve();
      return;
    }
    requests += 1;
    const key = String(requests).padStart(keyChars, "0");
    const sentAt = performance.now();
    lane.send(templateFor(index, requests), key, (error, seq) => {
      if (error !== null) {
        isStopping = true;
        dry.reject(error);
        return;
      }
      latencies.push(performance.now() - sentAt);
      acknowledged += 1;
      seqSum += seq;
      next(lane, index);
    });
  };
  const mark = async (): Promise<Mark> => {
    const serverMicros = await options.readServerCpuMicros();
    const own = process.cpuUsage();
    return {
      atMs: performance.now(),
      acknowledged,
      serverMicros,
      postgresMicros: options.readPostgresCpuMicros(),
      loadMicros: own.user + own.system,
    };
  };
  /** A failure of any lane ends every wait. */
  const wait = (ms: number): Promise<void> => Promise.race([delay(ms, undefined, { signal }), dry.promise]);

  lanes.forEach(next);
  await wait(options.warmUpMs);
  const before = await mark();
  latencies = [];
  await wait(options.measuredMs);
  const measured = latencies;
  latencies = [];
  const after = await mark();
  isStopping = true;
  await Promise.race([
    dry.promise,
    delay(STALLED_AFTER_MS, undefined, { signal, ref: false }).then(() => {
      throw new Error(`${running} requests were not answered within ${STALLED_AFTER_MS / 1000} s.`);
    }),
  ]);
  return { ...difference(before, after), ...percentiles(measured), acknowledged, seqSum };
}

function difference(before: Mark, after: Mark) {
  const count = after.acknowledged - before.acknowledged;
  if (count === 0) throw new Error("Nothing was acknowledged while it was measured.");
  const isPostgresRead = after.postgresMicros !== null && before.postgresMicros !== null;
  return {
    perSecond: (count / (after.atMs - before.atMs)) * 1000,
    serverMicrosEach: (after.serverMicros - before.serverMicros) / count,
    postgresMicrosEach: isPostgresRead ? (after.postgresMicros - before.postgresMicros) / count : null,
    loadMicrosEach: (after.loadMicros - before.loadMicros) / count,
  };
}

function percentiles(latencies: readonly number[]) {
  const ascending = sorted(latencies);
  return { p50Ms: quantile(ascending, 0.5), p99Ms: quantile(ascending, 0.99) };
}
