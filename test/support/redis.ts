// A real Redis for the tests: a given one, the machine's own, or Valkey as WebAssembly.

import { fork } from "node:child_process";
import { once } from "node:events";
import { access, constants, mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findFreePort } from "../../src/storage/freePort.ts";
import { spawnLeashed } from "../../src/storage/leashedProcess.ts";

const readyWithinMs = 10_000;

export interface TestRedis extends AsyncDisposable {
  readonly redisUrl: string;
}

export interface TestRedisServer extends TestRedis {
  readonly port: number;
  /** As by kill -9: without a word to anybody. */
  readonly dies: () => Promise<void>;
}

/**
 * For the whole run: REDIS_URL, where the tests use keys of their own and never flush; else `redis-server` or
 * `valkey-server` from the PATH; else, and never with CI=true, Valkey as WebAssembly. Starts empty, keeps nothing.
 */
export async function startRedis(): Promise<TestRedis> {
  const given = process.env["REDIS_URL"];
  if (given !== undefined && given !== "") {
    return { redisUrl: given, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  return startOwnRedis(await findFreePort());
}

/** One that nobody else uses, and that may be lost. */
export async function startOwnRedis(port: number): Promise<TestRedis> {
  if (await hasNativeRedis()) return startRedisServer({ port });
  if (process.env["CI"] === "true") {
    throw new Error("With CI=true the tests need a native Redis: install redis-server or set REDIS_URL.");
  }
  return startWasm(port);
}

async function hasNativeRedis(): Promise<boolean> {
  return (await findProgram()) !== null;
}

/**
 * A machine without a native Redis has Valkey as WebAssembly, which knows no clusters, no sentinels and no users: there,
 * the tests of these are shown as skipped. With CI=true they run in any case, and fail where it is missing.
 */
export async function lacksNativeRedis(): Promise<boolean> {
  return process.env["CI"] !== "true" && !(await hasNativeRedis());
}

async function findProgram(): Promise<string | null> {
  return (await findOnPath("redis-server")) ?? (await findOnPath("valkey-server"));
}

export interface RedisServerOptions {
  readonly port?: number;
  /** Further arguments of the program. */
  readonly args?: readonly string[];
  /** Its configuration file: a sentinel wants one to write to. */
  readonly file?: string;
}

const STARTS_MAX = 3;

class PortTakenError extends Error {
  constructor(port: number) {
    super(`Redis on port ${port} has ended: another program may have its port.`);
  }
}

/** A native one that a test may treat as it likes. */
export function startRedisServer(options: RedisServerOptions = {}): Promise<TestRedisServer> {
  return withFreePorts(() => startOnce(options));
}

/** Somebody else may take a port between its being found free and its being listened on: then once more, with another. */
export async function withFreePorts<Started>(start: () => Promise<Started>): Promise<Started> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (attempt === STARTS_MAX || !(error instanceof PortTakenError)) throw error;
    }
  }
}

async function startOnce(options: RedisServerOptions): Promise<TestRedisServer> {
  const program = await findProgram();
  if (program === null) throw new Error("There is neither redis-server nor valkey-server on the PATH.");
  const { port = await findFreePort(), args = [], file } = options;
  const dir = await mkdtemp(join(tmpdir(), "parley-redis-"));
  await using log = await open(join(dir, "log"), "w");
  if (file !== undefined) await writeFile(join(dir, "redis.conf"), file);
  const server = await spawnLeashed({
    command: program,
    args: [
      ...(file === undefined ? ["--save", "", "--appendonly", "no"] : [join(dir, "redis.conf")]),
      "--port",
      String(port),
      "--bind",
      "127.0.0.1",
      "--dir",
      dir,
      ...args,
    ],
    stopSignal: "TERM",
    env: { PATH: "/usr/bin:/bin" },
    outputFd: log.fd,
  });
  await waitUntilReady(port, () => server.isRunning).catch(async (error: unknown) => {
    await server.stop(0);
    await rm(dir, { recursive: true, force: true });
    throw error;
  });
  return {
    port,
    redisUrl: `redis://127.0.0.1:${port}`,
    dies: () => server.stop(0),
    async [Symbol.asyncDispose]() {
      await server.stop(5_000);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** In a process of its own, so that it runs beside the tests as a Redis does. Ends when we do. */
async function startWasm(port: number): Promise<TestRedis> {
  const child = fork(join(import.meta.dirname, "valkeyWasm.ts"), [String(port)]);
  await waitUntilReady(port);
  return {
    redisUrl: `redis://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      child.disconnect();
      await once(child, "exit");
    },
  };
}

async function findOnPath(name: string): Promise<string | null> {
  for (const dir of (process.env["PATH"] ?? "").split(delimiter)) {
    const path = join(dir, name);
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return null;
}

async function waitUntilReady(port: number, isRunning = () => true): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  for (;;) {
    const answers = await answersPing(port);
    // Whoever answers then is another.
    if (!isRunning()) throw new PortTakenError(port);
    if (answers) return;
    if (Date.now() > deadline)
      throw new Error(`Redis on port ${port} did not answer in ${readyWithinMs} ms.`);
    await delay(20);
  }
}

async function answersPing(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    socket.setTimeout(1_000, () => socket.destroy(new Error("no answer")));
    socket.write("PING\r\n");
    const [chunk]: unknown[] = await once(socket, "data");
    // One that wants a password first answers, too.
    return /^(\+PONG|-NOAUTH)/.test(String(chunk));
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
