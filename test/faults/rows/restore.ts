/** The database is restored from an older copy while clients follow. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { ENVIRONMENT } from "../arena.ts";
import type { FollowerLog } from "../history.ts";
import type { Row } from "../row.ts";
import { Stage } from "../stage.ts";

const RESET_WITHIN_MS = 5_000;

export const restore: Row = {
  name: "restore",
  fault:
    "an older copy is restored while clients follow: every follower is reset, inboxes too, nobody goes silent",
  boundSeconds: 120,
  run: async ({ say }) => {
    await using stage = await Stage.open({ nodes: 2, followers: 6, inboxes: 4 });
    const { postgres } = stage.arena;
    await stage.acknowledges(50);
    await postgres.crash();
    await postgres.backUp();
    await postgres.start();
    await stage.acknowledges(200);
    await stage.checkpoints();

    // Most are there when the log becomes another one; one of each kind is away, and comes back with a cursor of the old.
    const away = [stage.followers[0], stage.inboxes[0]].map((one) => one?.life.leave());
    await postgres.crash();
    await postgres.restore();
    await postgres.start();
    const program = join(import.meta.dirname, "../../../src/admin.ts");
    await promisify(execFile)(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", program, "new-epoch"],
      {
        env: { ...ENVIRONMENT, DATABASE_URL: postgres.databaseUrl },
      },
    );
    const restoredAt = performance.now();
    for (const comeBack of away) comeBack?.();
    say("restored, and a new epoch begun");
    const isReset = ({ entries }: FollowerLog): boolean =>
      entries.some(({ type, at }) => type === "RESET" && at > restoredAt);
    while (!stage.logs.every(isReset) && performance.now() < restoredAt + RESET_WITHIN_MS) await delay(20);
    stage.notes.push(
      `${stage.logs.filter(isReset).length} of ${stage.logs.length} logs reset within ${((performance.now() - restoredAt) / 1000).toFixed(1)} s`,
    );
    stage.demand(stage.logs.every(isReset), "A follower was not reset.");
    await stage.acknowledges(100);
    await stage.settle();

    // What was acknowledged before is gone with what was restored over; from here on nothing may be missing.
    return await stage.figures({
      sends: stage.sends.filter(({ at }) => at > restoredAt),
      followers: stage.logs.map(sinceReset),
    });
  },
};

function sinceReset({ name, userId, conversationId, entries }: FollowerLog): FollowerLog {
  const from = entries.findLastIndex(({ type }) => type === "RESET");
  return { name, userId, conversationId, entries: entries.slice(Math.max(0, from)) };
}
