/** The one Redis of a benchmark: the machine's own program, empty, keeping nothing, with its CPU time readable. */
import { spawnSync } from "node:child_process";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import { findFreePort } from "../../src/storage/freePort.ts";
import { spawnLeashed } from "../../src/storage/leashedProcess.ts";

const READY_WITHIN_MS = 10_000;

export interface BenchRedis extends AsyncDisposable {
  readonly redisUrl: string;
  readonly version: string;
  /** Microseconds, user and system, that it has computed so far. */
  readCpuMicros(): Promise<number>;
}

/** Rejects where neither `redis-server` nor `valkey-server` is on the PATH: figures without a real one say nothing. */
export async function startRedis(): Promise<BenchRedis> {
  const command = ["redis-server", "valkey-server"].find(
    (name) => spawnSync(name, ["--version"]).status === 0,
  );
  if (command === undefined) {
    throw new Error("This benchmark needs Redis: install redis-server or valkey-server.");
  }
  await using started = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), "parley-bench-redis-"));
  started.defer(() => rm(dir, { recursive: true, force: true }));
  const log = started.use(await open(join(dir, "log"), "w"));
  const port = await findFreePort();
  const server = await spawnLeashed({
    command,
    args: ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", dir],
    stopSignal: "TERM",
    env: { PATH: process.env["PATH"] ?? "/usr/bin:/bin" },
    outputFd: log.fd,
  });
  started.defer(() => server.stop(5_000));
  const redis = new Redis({ port, host: "127.0.0.1", retryStrategy: () => 20, maxRetriesPerRequest: null });
  started.defer(() => redis.disconnect());
  redis.on("error", () => undefined);
  const info = await Promise.race([
    redis.info("server"),
    delay(READY_WITHIN_MS, undefined, { ref: false }).then(() => {
      throw new Error(`Redis on port ${port} did not answer in ${READY_WITHIN_MS / 1000} s.`);
    }),
  ]);
  const kept = started.move();
  return {
    redisUrl: `redis://127.0.0.1:${port}`,
    version: /(?:valkey|redis)_version:(\S+)/.exec(info)?.[1] ?? "?",
    async readCpuMicros() {
      const text = await redis.info("cpu");
      const seconds = (name: string): number => Number(new RegExp(`${name}:([\\d.]+)`).exec(text)?.[1]);
      return (seconds("used_cpu_sys") + seconds("used_cpu_user")) * 1_000_000;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
