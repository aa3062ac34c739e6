/** Who brings pushes to the endpoint: firebase-admin alone, and workers, each with a database of its own. */
import { setTimeout as sleep } from "node:timers/promises";
import type { ConsumerName } from "../../src/domain/consumer/ports.ts";
import type { BenchmarkContext } from "../support/benchmark.ts";
import { startPostgres } from "../support/postgres.ts";
import { spawnServer } from "../support/spawnServer.ts";
import { makeWorld } from "../support/world.ts";
import { CONVERSATIONS_EACH, makeChats, registerDevices, sendToAll } from "./chats.ts";
import type { Chat } from "./chats.ts";
import { startSendEach } from "./processes.ts";
import type { Endpoint } from "./processes.ts";

const SENDERS = 500;
const ENDS_WITHIN_MS = 120_000;

/** Of one measurement; CPU in microseconds of a push. */
export interface Reading {
  readonly perSecond: number;
  readonly own: number;
  readonly postgres: number;
  readonly endpoint: number;
}

export interface Contestant {
  readonly name: string;
  measure(): Promise<Reading>;
}

export interface StageOptions {
  readonly context: BenchmarkContext;
  readonly endpoint: Endpoint;
  readonly count: number;
}

export async function startFirebase(
  started: AsyncDisposableStack,
  { context, endpoint, count }: StageOptions,
): Promise<Contestant> {
  const sendEach = started.use(await startSendEach(endpoint.port));
  return {
    name: "firebase-admin's `sendEach`",
    async measure() {
      const { cpuMicros } = await endpoint.forget();
      const { ms, cpuMicros: own } = await sendEach.send(count);
      const taken = await endpoint.hasTaken(count, { withinMs: ENDS_WITHIN_MS, signal: context.signal });
      return {
        perSecond: (count * 1000) / ms,
        own: own / count,
        postgres: Number.NaN,
        endpoint: (taken.cpuMicros - cpuMicros) / count,
      };
    },
  };
}

/** A worker of which these follow the log; all do where they are not named. */
export async function startWorker(
  started: AsyncDisposableStack,
  { context, endpoint, count }: StageOptions,
  { name, consumers }: { readonly name: string; readonly consumers: readonly ConsumerName[] | null },
): Promise<Contestant & { readonly version: string }> {
  const postgres = started.use(await startPostgres());
  const world = await makeWorld(postgres.pool, SENDERS + count / CONVERSATIONS_EACH);
  const people = { senders: world.people.slice(0, SENDERS), receivers: world.people.slice(SENDERS) };
  await registerDevices(postgres.pool, people.receivers);
  process.env["BENCH_GOOGLE_PORT"] = String(endpoint.port);
  if (consumers === null) delete process.env["BENCH_CONSUMERS"];
  else process.env["BENCH_CONSUMERS"] = consumers.join(",");
  const worker = started.use(
    await spawnServer({
      module: "push/worker.ts",
      databaseUrl: postgres.databaseUrl,
      pinning: { note: "nothing pinned", asServer: (command, args) => ({ command, args }) },
      profileDir: context.profileDir,
    }),
  );
  const readCpu = async () => ({
    own: await worker.readCpuMicros(),
    postgres: postgres.readCpuMicros() ?? Number.NaN,
  });

  const allAreSent = async (chats: readonly Chat[]): Promise<void> => {
    const deadline = Date.now() + ENDS_WITHIN_MS;
    for (;;) {
      const { rows } = await postgres.pool.query<{ sent: number; due: number }>(
        `SELECT (
           SELECT count(*) FROM notification WHERE state = 'SENT' AND conversation_id = ANY($1::uuid[])
         )::int AS sent, (SELECT count(*) FROM push WHERE due_at IS NOT NULL)::int AS due`,
        [chats.map(({ id }) => id)],
      );
      if (rows[0]?.sent === count && rows[0].due === 0) return;
      if (Date.now() > deadline) throw new Error(`Of ${count} ${rows[0]?.sent} are stored as sent.`);
      await sleep(100);
    }
  };

  return {
    name,
    version: postgres.version,
    /** From the commit of all to the last that the endpoint took; then everything has to be stored as sent. */
    async measure() {
      const chats = await makeChats(postgres.pool, world, people);
      const before = await readCpu();
      const { cpuMicros } = await endpoint.forget();
      await sendToAll(postgres.pool, chats);
      const begun = Date.now();
      const taken = await endpoint.hasTaken(count, { withinMs: ENDS_WITHIN_MS, signal: context.signal });
      if (taken.distinct !== count) throw new Error(`Of ${count} pushes ${taken.distinct} were different.`);
      await allAreSent(chats);
      const after = await readCpu();
      return {
        perSecond: (count * 1000) / (taken.lastAt - begun),
        own: (after.own - before.own) / count,
        postgres: (after.postgres - before.postgres) / count,
        endpoint: (taken.cpuMicros - cpuMicros) / count,
      };
    },
  };
}
