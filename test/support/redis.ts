// A real Redis for the tests: a given one, the machine's own, or Valkey as WebAssembly.

import { fork } from "node:child_process";
import { once } from "node:events";
import { access, constants, mkdtemp, open, rm } from "node:fs/promises";
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

/**
 * For the whole run: REDIS_URL, where the tests use keys of their own and never flush; else `redis-server` or
 * `valkey-server` from the PATH; else, and never with CI=true, Valkey as WebAssembly. Starts empty, keeps nothing.
 */
export async function startRedis(): Promise<TestRedis> {
  const given = process.env["REDIS_URL"];
  if (given !== undefined && given !== "") {
    return { redisUrl: given, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const program = (await findOnPath("redis-server")) ?? (await findOnPath("valkey-server"));
  if (program !== null) return startProgram(program);
  if (process.env["CI"] === "true") {
    throw new Error("With CI=true the tests need a native Redis: install redis-server or set REDIS_URL.");
  }
  return startWasm();
}

async function startProgram(program: string): Promise<TestRedis> {
  const dir = await mkdtemp(join(tmpdir(), "parley-redis-"));
  await using log = await open(join(dir, "log"), "w");
  const port = await findFreePort();
  const server = await spawnLeashed({
    command: program,
    args: ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", dir],
    stopSignal: "TERM",
    env: { PATH: "/usr/bin:/bin" },
    outputFd: log.fd,
  });
  await waitUntilReady(port);
  return {
    redisUrl: `redis://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      await server.stop(5_000);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** In a process of its own, so that it runs beside the tests as a Redis does. Ends when we do. */
async function startWasm(): Promise<TestRedis> {
  const port = await findFreePort();
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

async function waitUntilReady(port: number): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  while (!(await answersPing(port))) {
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
    return String(chunk).startsWith("+PONG");
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
