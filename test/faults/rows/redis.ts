/** Redis restarts, loses its subscribers, pauses, and is there without a word. */
import { setTimeout as delay } from "node:timers/promises";
import { answerTimes, staleTimes } from "../measure.ts";
import { isUnchanged, median, NOTICEABLE_MS, quantile, sayUnchanged } from "../row.ts";
import type { Row, RowContext } from "../row.ts";
import { onStage } from "../stage.ts";
import type { Stage } from "../stage.ts";

const STALE_MS_MAX = 2_000;
/** The short form shares its machine with other tests: it judges what came, and hardly when. */
const SHORT_MS = 10_000;
const ROUNDS = 3;
/** After a fault, until subscriptions are back. */
const CALM_MS = 3_000;

interface RedisFault {
  readonly name: string;
  readonly fault: string;
  /** Begins the fault and resolves when it is over; `windowMs` is how long it is to last. */
  readonly happen: (stage: Stage, windowMs: number) => Promise<void>;
}

const FAULTS: readonly RedisFault[] = [
  {
    name: "redis-restart",
    fault: "Redis restarts",
    happen: async ({ arena }, windowMs) => arena.redis.restart(windowMs),
  },
  {
    name: "redis-kill-pubsub",
    fault: "CLIENT KILL TYPE pubsub, again and again",
    happen: async ({ arena }, windowMs) => {
      for (const until = performance.now() + windowMs; performance.now() < until;) {
        await arena.redis.command("CLIENT", "KILL", "TYPE", "pubsub");
        await delay(500);
      }
    },
  },
  {
    name: "redis-pause",
    fault: "CLIENT PAUSE",
    happen: async ({ arena }, windowMs) => {
      await arena.redis.command("CLIENT", "PAUSE", String(windowMs), "ALL");
      await delay(windowMs);
    },
  },
  {
    name: "redis-blackhole",
    fault: "Redis falls silent without a reset",
    happen: async ({ arena }, windowMs) => {
      arena.redisProxy?.silence();
      await delay(windowMs);
      arena.redisProxy?.mend();
    },
  },
];

export const redisRows: readonly Row[] = FAULTS.map(({ name, fault, happen }) => ({
  name,
  fault: `${fault}: sends acknowledged at ${sayUnchanged(NOTICEABLE_MS)}, hole = 0, staleness ≤ 2 s, on inboxes too`,
  boundSeconds: 240,
  run: (context) =>
    onStage(
      { nodes: 2, followers: 6, inboxes: 4, everyMs: 40, isLastOneSided: true, proxied: ["redis"] },
      (stage) => compare(stage, happen, context),
    ),
}));

/** A calm window and one with the fault, in turn, three times. */
async function compare(
  stage: Stage,
  happen: RedisFault["happen"],
  { isShort, say }: RowContext,
): Promise<void> {
  const windowMs = isShort ? 2_500 : 8_000;
  const base: number[] = [];
  const faulty: number[] = [];
  const stale: number[] = [];
  for (let round = 0; round < (isShort ? 1 : ROUNDS); round += 1) {
    base.push(await p99During(stage, () => delay(windowMs)));
    const begunAt = performance.now();
    faulty.push(await p99During(stage, () => happen(stage, windowMs)));
    const endedAt = performance.now();
    await delay(CALM_MS);
    stale.push(quantile(staleTimes(stage.sends, stage.logs, begunAt, endedAt), 1) ?? 0);
    say(
      `p99 ${base.at(-1)?.toFixed(0)} ms calm, ${faulty.at(-1)?.toFixed(0)} ms at fault, stalest ${stale.at(-1)?.toFixed(0)} ms`,
    );
  }
  stage.demand(
    isUnchanged(median(faulty), median(base), NOTICEABLE_MS) || isShort,
    `sends: p99 ${median(faulty).toFixed(0)} ms, ${median(base).toFixed(0)} ms without the fault`,
  );
  const allowedStale = isShort ? SHORT_MS : STALE_MS_MAX;
  stage.demand(Math.max(...stale) <= allowedStale, `staleness up to ${Math.max(...stale).toFixed(0)} ms`);
  stage.notes.push(
    `send p99 ${median(base).toFixed(0)} ms calm, ${median(faulty).toFixed(0)} ms at fault; stalest ${Math.max(...stale).toFixed(0)} ms`,
  );
}

async function p99During(stage: Stage, during: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await during();
  return quantile(answerTimes(stage.sends, from, performance.now()), 0.99) ?? Number.NaN;
}
