/** Parley with what works behind it: nothing, a worker beside, the same in one process, engines that do not answer. */
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent } from "node:http";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import type { BenchmarkContext } from "../support/benchmark.ts";
import { startPostgres } from "../support/postgres.ts";
import { quantile, sorted } from "../support/statistics.ts";
import { spawnServer } from "../support/spawnServer.ts";
import type { ServerProcess } from "../support/spawnServer.ts";
import { makeWorld } from "../support/world.ts";
import { makeChats, registerDevices } from "../push/chats.ts";
import { sendOnSchedule } from "./load.ts";

const SENDERS = 200;
const RECEIVERS = 200;
const WARM_UP_SECONDS = 2;
const SOCKETS = 64;
/** Of one core, in half a second: nothing is done any more. */
const IDLE_SHARE = 0.08;
const IDLE_WITHIN_MS = 90_000;

export interface Setting {
  readonly name: string;
  readonly work: "none" | "beside" | "within";
  readonly isAway: boolean;
}

export interface Reading {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of messages and pictures behind the log, while it was measured. */
  readonly indexed: number;
  readonly pushed: number;
  readonly pictures: number;
}

export interface Stage {
  readonly setting: Setting;
  readonly version: string;
  measure(perSecond: number, seconds: number): Promise<Reading>;
}

/** Takes connections, and says nothing. */
export async function startSilence(): Promise<{ readonly port: number } & AsyncDisposable> {
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

export async function startStage(
  started: AsyncDisposableStack,
  { profileDir, signal }: BenchmarkContext,
  setting: Setting,
  ports: { readonly google: number; readonly silence: number },
): Promise<Stage> {
  const postgres = started.use(await startPostgres());
  const world = await makeWorld(postgres.pool, SENDERS + RECEIVERS);
  const people = { senders: world.people.slice(0, SENDERS), receivers: world.people.slice(SENDERS) };
  await registerDevices(postgres.pool, people.receivers);
  const mediaDir = await mkdtemp(join(tmpdir(), "parley-bench-"));
  started.defer(() => rm(mediaDir, { recursive: true, force: true }));
  const picture = setting.work === "none" ? null : await noise();
  const run = async (role: "serve" | "work" | "both"): Promise<ServerProcess> => {
    Object.assign(process.env, {
      BENCH_ROLE: role,
      BENCH_MEDIA_DIR: mediaDir,
      BENCH_GOOGLE_PORT: String(setting.isAway ? ports.silence : ports.google),
      BENCH_AWAY_PORT: setting.isAway ? String(ports.silence) : "",
    });
    return started.use(
      await spawnServer({
        module: "behind/process.ts",
        databaseUrl: postgres.databaseUrl,
        pinning: { note: "nothing pinned", asServer: (command, args) => ({ command, args }) },
        profileDir,
      }),
    );
  };
  const server = await run(setting.work === "within" ? "both" : "serve");
  const worker = setting.work === "beside" ? await run("work") : null;
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS });
  started.defer(() => agent.destroy());
  const chats = await makeChats(postgres.pool, world, people);

  const count = async () => {
    const { rows } = await postgres.pool.query<{ indexed: number; pushed: number; pictures: number }>(
      `SELECT (SELECT count(*) FROM search_document)::int AS indexed,
         (SELECT count(*) FROM notification WHERE state = 'SENT')::int AS pushed,
         (SELECT count(*) FROM attachment WHERE state = 'READY')::int AS pictures`,
    );
    return rows[0] ?? { indexed: 0, pushed: 0, pictures: 0 };
  };
  const restsIdle = async (): Promise<void> => {
    const working = [server, ...(worker === null ? [] : [worker])];
    const read = async () =>
      (await Promise.all(working.map((each) => each.readCpuMicros()))).reduce((a, b) => a + b, 0);
    const deadline = Date.now() + IDLE_WITHIN_MS;
    for (let before = await read(); ;) {
      await sleep(500, undefined, { signal });
      const now = await read();
      if (now - before < IDLE_SHARE * 500_000) return;
      if (Date.now() > deadline) throw new Error(`${setting.name}: it does not come to rest.`);
      before = now;
    }
  };

  return {
    setting,
    version: postgres.version,
    async measure(perSecond, seconds) {
      const load = { url: new URL("/graphql", server.url), agent, chats, picture, perSecond, signal };
      await sendOnSchedule({ ...load, seconds: WARM_UP_SECONDS });
      const before = await count();
      const latencies = sorted(await sendOnSchedule({ ...load, seconds }));
      const after = await count();
      await restsIdle();
      return {
        p50Ms: quantile(latencies, 0.5),
        p99Ms: quantile(latencies, 0.99),
        indexed: after.indexed - before.indexed,
        pushed: after.pushed - before.pushed,
        pictures: after.pictures - before.pictures,
      };
    },
  };
}

/** A photo of two megapixels of which nothing can be left out. */
function noise(): Promise<Buffer> {
  const [width, height] = [1_600, 1_200];
  return sharp({
    create: {
      width,
      height,
      channels: 3,
      background: "#406080",
      noise: { type: "gaussian", mean: 128, sigma: 30 },
    },
  })
    .jpeg({ quality: 80 })
    .toBuffer();
}
