/** Networks that fail between client and server. */
import { setTimeout as delay } from "node:timers/promises";
import { inTurn, range } from "../inTurn.ts";
import { catchUpTimes } from "../measure.ts";
import { median, quantile } from "../row.ts";
import type { Row } from "../row.ts";
import { onStage } from "../stage.ts";
import type { Stage } from "../stage.ts";

/** Some forty sockets are cut in a second then: more is a storm, and another row. */
const CUT_AFTER_BYTES_MAX = 40_000;
const CUT_AFTER_BYTES_MIN = 300;
const CATCH_UP_P99_MS = 1_000;
const SHORT_MS = 10_000;
const CALM_RETURNS = 5;
const POLL_MS = 100;

const FREED_WITHIN_MS = 30_000;
/** Of one with bytes waiting: progress is dated when it is seen, up to 3 s later, and its close is given a second. */
const NOTICED_WITHIN_MS = 4_000;
/** Past what the kernel holds of one socket. */
const STUFFING = 300;
const STUFFED_AT_A_TIME = 10;
const BODY = "字".repeat(16_000);

export const halfOpen: Row = {
  name: "half-open",
  fault:
    "clients become half-open: nothing passes either way, nobody is told; one to which nothing waits to be sent is freed within 30 s, one with bytes waiting within 30 s after the last was taken, and 4 s to notice and close",
  boundSeconds: 150,
  run: async ({ isShort, say }) =>
    onStage(
      { nodes: 1, proxied: ["clients"], followers: 10, everyMs: 500, silentMsMax: 5_000 },
      async (stage) => {
        const [proxy] = stage.arena.clientProxies;
        const [silent = "", busy = ""] = stage.conversations;
        await stage.hush(silent);
        proxy?.forget();
        const forgottenAt = Date.now();
        const forgotten = new Set(stage.followers.map(({ wire }) => wire));
        say(`${await stage.arena.metric(0, "parley_open_sockets")} sockets are half-open now`);
        if (!isShort) {
          await inTurn(range(STUFFING), () => stage.owner.sends(busy, BODY), STUFFED_AT_A_TIME);
          const stuffedAt = Date.now();
          say(`stuffed after ${((stuffedAt - forgottenAt) / 1000).toFixed(1)} s`);
          await freesAll(stage, forgotten, stuffedAt + FREED_WITHIN_MS + NOTICED_WITHIN_MS);
          demandFreed(stage, { forgottenAt, stuffedAt });
        }
        // Those who would wait for ever notice now.
        proxy?.cutOnce();
      },
    ),
};

/** They come back by themselves; what is more than they are is what was not freed. */
async function freesAll(stage: Stage, forgotten: ReadonlySet<unknown>, until: number): Promise<void> {
  const kept = async (): Promise<number> => {
    const alive = stage.followers.filter(({ wire }) => wire !== null && !forgotten.has(wire)).length;
    return (await stage.arena.metric(0, "parley_open_streams")) - alive;
  };
  let left = await kept();
  while (left > 0 && Date.now() < until) {
    await delay(POLL_MS);
    left = await kept();
  }
  stage.demand(left <= 0, `${left} streams were not freed`);
}

/** By the times in the log, each kind by its own rule. */
function demandFreed(
  stage: Stage,
  { forgottenAt, stuffedAt }: { readonly forgottenAt: number; readonly stuffedAt: number },
): void {
  const timesOf = (words: string): number[] =>
    stage.arena.logged.flatMap((line) => (line.includes(words) ? [timeOf(line)] : []));
  const silent = timesOf("no sign of life").map((at) => at - forgottenAt);
  const waiting = timesOf("Nothing was read for 30 seconds").map((at) => at - stuffedAt);
  const [silentMs, waitingMs] = [Math.max(0, ...silent), Math.max(0, ...waiting)];
  stage.notes.push(
    `${silent.length} to which nothing waited were freed within ${(silentMs / 1000).toFixed(1)} s`,
    `${waiting.length} with bytes waiting were freed within ${(waitingMs / 1000).toFixed(1)} s after the last bytes for them`,
  );
  stage.demand(silent.length > 0 && waiting.length > 0, "There were not both kinds.");
  stage.demand(silentMs <= FREED_WITHIN_MS, `a silent one was freed only after ${silentMs} ms`);
  stage.demand(
    waitingMs <= FREED_WITHIN_MS + NOTICED_WITHIN_MS,
    `one with bytes waiting was freed only after ${waitingMs} ms`,
  );
}

function timeOf(line: string): number {
  return (JSON.parse(line) as { readonly time: number }).time;
}

export const socketCut: Row = {
  name: "socket-cut",
  fault: "a socket is cut at a random byte, × 1,000; all zero, catch-up p99 < 1 s",
  boundSeconds: 420,
  run: async ({ isShort, say }) => {
    const cuts = isShort ? 60 : 1_000;
    return onStage({ nodes: 2, proxied: ["clients"], followers: 10, everyMs: 40 }, async (stage) => {
      const { clientProxies } = stage.arena;
      // A quarter of the connections as they are, the others slowed or sliced on top: a cut then falls inside a frame.
      const weathers = [{}, { sliceBytes: 7 }, { delayMs: 3 }, { delayMs: 1, sliceBytes: 50 }];
      stage.notes.push(`of ordinary returns: p99 ${(await calmReturns(stage)).toFixed(0)} ms`);
      const from = stage.followers.map(({ entries }) => entries.length);
      const resets = (): number => clientProxies.reduce((sum, proxy) => sum + proxy.resets, 0);
      for (const proxy of clientProxies) proxy.cutOnce();
      for (let turn = 0; resets() < cuts; turn += 1) {
        const weather = weathers[turn % weathers.length];
        for (const proxy of clientProxies) proxy.weather = { ...weather, resetAfterBytes };
        if (turn % 50 === 0) say(`${resets()} of ${cuts} sockets cut`);
        await delay(POLL_MS);
      }
      for (const proxy of clientProxies) {
        proxy.weather = {};
        proxy.cutOnce();
      }
      stage.notes.push(`${resets()} sockets cut`);
      await stage.settle();
      const times = catchUpTimes(
        stage.followers.map((follower, index) => ({
          entries: follower.entries.slice(from[index]),
        })),
      );
      const p99 = quantile(times, 0.99) ?? 0;
      stage.notes.push(`catch-up p50 ${median(times).toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`);
      // The short form shares its machine with other tests: it judges what came, and hardly when.
      const allowed = isShort ? SHORT_MS : CATCH_UP_P99_MS;
      stage.demand(p99 < allowed, `catch-up p99 is ${p99.toFixed(0)} ms`);
    });
  },
};

/** One follower after the other goes and comes back: what the machine makes of that alone. */
async function calmReturns({ followers }: Stage): Promise<number> {
  for (let turn = 0; turn < CALM_RETURNS; turn += 1) {
    for (const follower of followers) {
      const before = follower.entries.length;
      follower.life.leave()();
      while (!follower.entries.slice(before).some(({ type }) => type === "READY")) await delay(5);
    }
  }
  return quantile(catchUpTimes(followers), 0.99) ?? 0;
}

function resetAfterBytes(): number {
  return CUT_AFTER_BYTES_MIN + Math.floor(Math.random() * (CUT_AFTER_BYTES_MAX - CUT_AFTER_BYTES_MIN));
}
