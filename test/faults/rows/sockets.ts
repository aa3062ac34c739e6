/** Networks that fail between client and server. */
import { setTimeout as delay } from "node:timers/promises";
import { onStage } from "../stage.ts";
import type { Stage } from "../stage.ts";
import { catchUpTimes } from "../measure.ts";
import { median, quantile } from "../row.ts";
import type { Row } from "../row.ts";

/** Some forty sockets are cut in a second then: more is a storm, and another row. */
const CUT_AFTER_BYTES_MAX = 40_000;
const CUT_AFTER_BYTES_MIN = 300;
const CATCH_UP_P99_MS = 1_000;
const SHORT_MS = 10_000;
const CALM_RETURNS = 5;
const POLL_MS = 100;

/** A quarter of the connections as they are, the others slowed or sliced on top: a cut then falls inside a frame. */
const FREED_WITHIN_MS = 30_000;

export const halfOpen: Row = {
  name: "half-open",
  fault: "clients become half-open: nothing passes either way, nobody is told; freed within 30 s",
  boundSeconds: 120,
  run: async ({ isShort, say }) =>
    onStage(
      { nodes: 1, proxied: ["clients"], followers: 10, everyMs: 500, silentMsMax: 5_000 },
      async (stage) => {
        const { arena } = stage;
        const [proxy] = arena.clientProxies;
        const open = (): Promise<number> => arena.metric(0, "parley_open_sockets");
        const before = await open();
        // Some of them idle, some with messages on their way all the time.
        await stage.hush(stage.conversations[0] ?? "");
        proxy?.forget();
        const forgottenAt = performance.now();
        const forgotten = new Set(stage.followers.map(({ wire }) => wire));
        say(`${before} sockets are half-open now`);
        // They come back by themselves; what is more than they are is what was not freed.
        const aliveNow = (): number =>
          stage.followers.filter(({ wire }) => wire !== null && !forgotten.has(wire)).length;
        for (const until = isShort ? 0 : Number.POSITIVE_INFINITY; performance.now() < until;) {
          await delay(500);
          const streams = await arena.metric(0, "parley_open_streams");
          const waitedMs = performance.now() - forgottenAt;
          if (streams <= aliveNow() || waitedMs > 2 * FREED_WITHIN_MS) {
            stage.notes.push(`freed after ${(waitedMs / 1000).toFixed(1)} s`);
            stage.demand(waitedMs <= FREED_WITHIN_MS, `freed only after ${(waitedMs / 1000).toFixed(1)} s`);
            break;
          }
        }
        // Those who would wait for ever notice now.
        proxy?.cutOnce();
      },
    ),
};

export const socketCut: Row = {
  name: "socket-cut",
  fault: "a socket is cut at a random byte, × 1,000; all zero, catch-up p99 < 1 s",
  boundSeconds: 420,
  run: async ({ isShort, say }) => {
    const cuts = isShort ? 60 : 1_000;
    return onStage({ nodes: 2, proxied: ["clients"], followers: 10, everyMs: 40 }, async (stage) => {
      const { clientProxies } = stage.arena;
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
      follower.leave()();
      while (!follower.entries.slice(before).some(({ type }) => type === "READY")) await delay(5);
    }
  }
  return quantile(catchUpTimes(followers), 0.99) ?? 0;
}

function resetAfterBytes(): number {
  return CUT_AFTER_BYTES_MIN + Math.floor(Math.random() * (CUT_AFTER_BYTES_MAX - CUT_AFTER_BYTES_MIN));
}
