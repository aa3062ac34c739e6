/** Nodes that die, restart and freeze while clients send. */
import { setTimeout as delay } from "node:timers/promises";
import { onStage } from "../stage.ts";
import type { Stage } from "../stage.ts";
import type { Row } from "../row.ts";

const NODES = 3;
const FREEZE_MS = 30_000;
/** A client that hears nothing for so long goes elsewhere. */
const SILENT_MS_MAX = 4_000;
/** After a thaw, time for what a node held back to come, if it sends it. */
const THAWED_MS = 3_000;

export const kill: Row = {
  name: "kill",
  fault: "kill -9 of one node after the other during sends; all zero",
  boundSeconds: 240,
  run: ({ isShort, say }) =>
    onStage({ nodes: isShort ? 2 : NODES, followers: 6 }, async (stage) => {
      const { slots } = stage.arena;
      for (let kills = 0; kills < (isShort ? 1 : 2 * NODES); kills += 1) {
        const slot = stage.arena.slot(kills % slots.length);
        say(`kill ${kills + 1}`);
        await slot.kill();
        await stage.acknowledges(20);
        await slot.start();
        await stage.acknowledges(20);
      }
    }),
};

export const rollingRestart: Row = {
  name: "rolling-restart",
  fault:
    "nodes are told to restart one after the other; all zero, 1012, no send fails after the client's retry",
  boundSeconds: 240,
  run: ({ isShort, say }) =>
    onStage({ nodes: isShort ? 2 : NODES, followers: 6 }, async (stage) => {
      for (let turn = 0; turn < (isShort ? 1 : 2); turn += 1) {
        for (const [index, slot] of stage.arena.slots.entries()) {
          say(`restart of node ${index}`);
          const ending = await slot.stop();
          stage.demand(ending?.code === 0, `node ${index} ended with ${JSON.stringify(ending)}`);
          await slot.start();
          await stage.acknowledges(20);
        }
      }
      const codes = closeCodes(stage);
      stage.notes.push(`close codes ${codes.join(", ")}`);
      stage.demand(
        codes.every((code) => code === 1012),
        `sockets were closed with ${codes.join(", ")}`,
      );
    }),
};

export const freeze: Row = {
  name: "freeze",
  fault: "a node freezes for 30 s (SIGSTOP); all zero, and thawed it sends nothing stale",
  boundSeconds: 240,
  run: ({ isShort, say }) =>
    onStage({ nodes: 2, followers: 6, silentMsMax: SILENT_MS_MAX }, async (stage) => {
      const [first] = stage.arena.slots;
      if (first === undefined) throw new Error("unreachable");
      first.freeze();
      say("frozen");
      await delay(isShort ? 2 * SILENT_MS_MAX : FREEZE_MS);
      const thawedAt = performance.now();
      const before = stage.followers.map(({ entries }) => entries.length);
      first.thaw();
      say("thawed");
      await delay(THAWED_MS);
      await stage.acknowledges(20);
      stage.notes.push(`${lateOn(stage, before, thawedAt)} followers were told something after the thaw`);
    }),
};

/** How many have gone on hearing: everything they hear is judged by the checker, a stale event is a duplicate there. */
function lateOn(stage: Stage, before: readonly number[], thawedAt: number): number {
  return stage.followers.filter(({ entries }, index) =>
    entries.slice(before[index]).some(({ type, at }) => type === "EVENT" && at > thawedAt),
  ).length;
}

/** Each that occurred, once. */
function closeCodes({ followers }: Stage): number[] {
  const codes = followers.flatMap(({ entries }) =>
    entries.flatMap((entry) => (entry.type === "CLOSED" ? [entry.code] : [])),
  );
  return [...new Set(codes)].sort((one, other) => one - other);
}
