/** PostgreSQL crashes, ends connections, stands behind a lock, or has too few connections to give. */
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { longestGap } from "../measure.ts";
import { isUnchanged, quantile, sayUnchanged } from "../row.ts";
import type { Row } from "../row.ts";
import { onStage } from "../stage.ts";
import type { Stage } from "../stage.ts";
import type { SendEntry } from "../history.ts";

const RECOVERY_MS = 5_000;
const LOCKED_MS = 10_000;
/** Waits for a connection (3 s, twice), in line (8 s), and for a statement (5 s): an answer comes within their sum. */
const ANSWERED_MS = 20_000;
const PARALLEL = 500;
/** An answer within this is quick, whatever the base was. */
const QUICK_MS = 500;

export const postgresImmediate: Row = {
  name: "postgres-immediate",
  fault: "PostgreSQL stops with -m immediate × 20 during sends; lost = duplicate = 0, recovery < 5 s",
  boundSeconds: 400,
  run: ({ isShort, say }) =>
    onStage({ nodes: 2, followers: 4, everyMs: 40 }, async (stage) => {
      const recoveries: number[] = [];
      for (let crash = 0; crash < (isShort ? 1 : 20); crash += 1) {
        await stage.acknowledges(10);
        await stage.arena.postgres.crash();
        await stage.arena.postgres.start();
        const upAt = performance.now();
        await stage.acknowledges(1);
        recoveries.push(performance.now() - upAt);
        if (crash % 5 === 0) say(`crash ${crash + 1}: recovered in ${recoveries.at(-1)?.toFixed(0)} ms`);
      }
      demandRecovery(stage, Math.max(...recoveries));
    }),
};

export const terminateBackend: Row = {
  name: "terminate-backend",
  fault: "pg_terminate_backend around the commit, again and again; lost = duplicate = 0",
  boundSeconds: 180,
  run: ({ isShort, say }) =>
    onStage({ nodes: 2, followers: 4, everyMs: 10 }, async (stage) => {
      let ended = 0;
      await using admin = await connect(stage.arena.postgres.databaseUrl);
      const until = performance.now() + (isShort ? 3_000 : 30_000);
      while (performance.now() < until) {
        const { rows } = await admin.client.query<{ count: number }>(
          `SELECT count(pg_terminate_backend(pid))::int AS count FROM pg_stat_activity
           WHERE application_name = 'parley' AND state <> 'idle' AND query ~ 'send_messages'`,
        );
        ended += rows[0]?.count ?? 0;
        await delay(Math.random() * 20);
      }
      say(`${ended} connections ended`);
      stage.notes.push(`${ended} connections ended while they sent`);
      stage.demand(ended > 0, "No connection was met while it sent.");
      const endedAt = performance.now();
      await stage.acknowledges(10);
      demandRecovery(stage, performance.now() - endedAt);
    }),
};

export const lockedTable: Row = {
  name: "locked-table",
  fault: `the table of messages is locked for 10 s; bounded wait, UNAVAILABLE, recovery < 5 s and then ${sayUnchanged(QUICK_MS)}, no pile-up`,
  boundSeconds: 180,
  run: ({ isShort }) =>
    onStage({ nodes: 2, followers: 4, senders: 16, everyMs: 200 }, async (stage) => {
      const begunAt = performance.now();
      await stage.acknowledges(200);
      const base = quantile(attempts(stage.sends, begunAt), 0.99) ?? 0;
      await using locker = await connect(stage.arena.postgres.databaseUrl);
      await locker.client.query("BEGIN");
      await locker.client.query("LOCK TABLE message IN ACCESS EXCLUSIVE MODE");
      const lockedAt = performance.now();
      await delay(isShort ? 4_000 : LOCKED_MS);
      const openAtOnce = await connections(stage);
      await locker.client.query("ROLLBACK");
      const freedAt = performance.now();
      await stage.acknowledges(10);
      demandRecovery(stage, performance.now() - freedAt);
      const slowest = Math.max(...attempts(stage.sends, lockedAt));
      stage.demand(slowest <= ANSWERED_MS, `an answer took ${slowest.toFixed(0)} ms`);
      // Twenty a node is the pool's bound.
      stage.demand(openAtOnce <= 42, `${openAtOnce} connections were open`);
      const reasons = unknowns(stage.sends);
      stage.demand(reasons.has("UNAVAILABLE"), "Nobody was told UNAVAILABLE.");
      stage.notes.push(
        `slowest answer ${slowest.toFixed(0)} ms; ${openAtOnce} connections; ${tell(reasons)}`,
      );
      // What had piled up would still be worked off when recovery may be over, and make those behind it wait.
      await delay(RECOVERY_MS);
      const calmFrom = performance.now();
      await stage.acknowledges(200);
      const p99 = quantile(attempts(stage.sends, calmFrom), 0.99) ?? 0;
      stage.notes.push(`answers p99 ${base.toFixed(0)} ms before, ${p99.toFixed(0)} ms after`);
      stage.demand(
        isUnchanged(p99, base, QUICK_MS),
        `after recovery answers take ${p99.toFixed(0)} ms, ${base.toFixed(0)} ms before`,
      );
    }),
};

export const smallPool: Row = {
  name: "small-pool",
  fault: "500 parallel sends on a pool of 5; lost = duplicate = 0, bounded wait, no pile-up",
  boundSeconds: 180,
  run: ({ isShort, say }) =>
    onStage(
      {
        nodes: 2,
        conversations: 10,
        senders: isShort ? 10 : PARALLEL / 10,
        followers: 2,
        everyMs: 0,
        settings: { DATABASE_POOL_MAX: "5" },
      },
      async (stage) => {
        const from = performance.now();
        await delay(isShort ? 3_000 : 20_000);
        const seconds = (performance.now() - from) / 1000;
        const slowest = Math.max(...attempts(stage.sends, from));
        say(`${(stage.acknowledged / seconds).toFixed(0)} sends a second, slowest ${slowest.toFixed(0)} ms`);
        stage.demand(slowest <= ANSWERED_MS, `an answer took ${slowest.toFixed(0)} ms`);
        const open = await connections(stage);
        stage.demand(open <= 12, `${open} connections were open`);
        stage.notes.push(
          `slowest answer ${slowest.toFixed(0)} ms; ${open} connections; ${tell(unknowns(stage.sends))}`,
        );
      },
    ),
};

function demandRecovery(stage: Stage, ms: number): void {
  stage.demand(ms < RECOVERY_MS, `recovery took ${ms.toFixed(0)} ms`);
  stage.notes.push(
    `recovered within ${ms.toFixed(0)} ms; longest without an acknowledgement ${((longestGap(stage.sends) ?? 0) / 1000).toFixed(1)} s`,
  );
}

/** How long each attempt that began after `from` took to be answered, or not. */
export function attempts(sends: readonly SendEntry[], from: number): number[] {
  const invokedAt = new Map<string, number>();
  return sends.flatMap(({ type, clientKey, at }) => {
    if (type === "INVOKED") invokedAt.set(clientKey, at);
    const since = invokedAt.get(clientKey);
    return type === "INVOKED" || since === undefined || since < from ? [] : [at - since];
  });
}

function unknowns(sends: readonly SendEntry[]): Map<string, number> {
  const reasons = new Map<string, number>();
  for (const entry of sends) {
    if (entry.type === "UNKNOWN") reasons.set(entry.reason, (reasons.get(entry.reason) ?? 0) + 1);
  }
  return reasons;
}

function tell(reasons: ReadonlyMap<string, number>): string {
  return [...reasons].map(([reason, times]) => `${times} × ${reason}`).join(", ") || "all answered at once";
}

async function connections({ arena }: Stage): Promise<number> {
  const [row] = await arena.rows<{ count: number }>(
    "SELECT count(*)::int AS count FROM pg_stat_activity WHERE application_name = 'parley'",
  );
  return row?.count ?? 0;
}

interface Connection extends AsyncDisposable {
  readonly client: pg.Client;
}

async function connect(databaseUrl: string): Promise<Connection> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on("error", () => undefined);
  await client.connect();
  return { client, [Symbol.asyncDispose]: () => client.end() };
}
