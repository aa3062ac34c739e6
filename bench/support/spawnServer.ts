/** Starts a contestant's server as a process of its own, on the servers' core. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { serverFlags } from "../../scripts/serverFlags.mjs";
import { at } from "./json.ts";
import type { Pinning } from "./machine.ts";

const READY_WITHIN_MS = 30_000;
/** A peer that works through thousands of deliveries in one turn answers only then. */
const CPU_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 10_000;
/** As Parley's own default. */
const POOL_MAX = 20;

export interface ServerProcess extends AsyncDisposable {
  readonly url: URL;
  /** Microseconds, user and system, that the process has computed so far, all its threads. */
  readCpuMicros(): Promise<number>;
  /** Resident bytes as they are, and after a full collection, which this makes. */
  readMemory(): Promise<ServerMemory>;
  /** Statements it has sent to PostgreSQL so far; NaN where it does not count them. */
  readStatements(): Promise<number>;
}

export interface ServerMemory {
  readonly residentBytes: number;
  readonly afterCollection: number;
  /** JavaScript alone, after the collection. */
  readonly heapBytes: number;
}

export interface SpawnServerOptions {
  /** Below bench/; exports `start` (see serverModule.ts). */
  readonly module: string;
  readonly databaseUrl: string;
  /** None when not given. */
  readonly redisUrl?: string;
  /** Whether a peer stores each message; false when not given. */
  readonly isStoring?: boolean;
  readonly pinning: Pinning;
  readonly profileDir: string | null;
}

export async function spawnServer(options: SpawnServerOptions): Promise<ServerProcess> {
  const bench = join(import.meta.dirname, "..");
  const profile =
    options.profileDir === null
      ? []
      : ["--cpu-prof", "--cpu-prof-dir", join(options.profileDir, options.module)];
  const { command, args } = options.pinning.asServer(process.execPath, [
    "--disable-warning=ExperimentalWarning",
    // As `npm start` runs Parley; it helps or hurts everybody.
    ...serverFlags,
    ...profile,
    join(bench, "support/serverProcess.ts"),
    join(bench, options.module),
  ]);
  const child = spawn(command, args, {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      DATABASE_URL: options.databaseUrl,
      DATABASE_POOL_MAX: String(POOL_MAX),
      BENCH_REDIS_URL: options.redisUrl ?? "",
      BENCH_IS_STORING: String(options.isStoring ?? false),
    },
  });
  try {
    const url = await nextMessage(child, options.module, "url", READY_WITHIN_MS);
    return {
      url: new URL(String(url)),
      async readCpuMicros() {
        const answer = nextMessage(child, options.module, "cpuMicros", CPU_WITHIN_MS);
        child.send("cpu");
        return Number(await answer);
      },
      async readMemory() {
        const answer = nextMessage(child, options.module, "memory", CPU_WITHIN_MS);
        child.send("memory");
        const memory = await answer;
        const read = (name: string): number => Number(at(memory, name));
        return {
          residentBytes: read("residentBytes"),
          afterCollection: read("afterCollection"),
          heapBytes: read("heapBytes"),
        };
      },
      async readStatements() {
        const answer = nextMessage(child, options.module, "statements", CPU_WITHIN_MS);
        child.send("statements");
        const statements = await answer;
        return typeof statements === "number" ? statements : Number.NaN;
      },
      [Symbol.asyncDispose]: () => stop(child),
    };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

async function nextMessage(
  child: ChildProcess,
  name: string,
  member: string,
  withinMs: number,
): Promise<unknown> {
  const waiting = new AbortController();
  const signal = AbortSignal.any([waiting.signal, AbortSignal.timeout(withinMs)]);
  try {
    const [first]: unknown[] = await Promise.race([
      once(child, "message", { signal }),
      once(child, "exit", { signal }).then(([code]: unknown[]) => {
        throw new Error(`The server of ${name} ended with ${String(code)}.`);
      }),
    ]);
    if (typeof first !== "object" || first === null || !(member in first)) {
      throw new Error(`The server of ${name} said ${JSON.stringify(first)} where ${member} was expected.`);
    }
    return Object.entries(first).find(([key]) => key === member)?.[1];
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new Error(`The server of ${name} said nothing for ${withinMs / 1000} s.`, { cause: error });
  } finally {
    waiting.abort();
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  const force = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
  if (child.connected) child.disconnect();
  else child.kill("SIGKILL");
  await ended;
  clearTimeout(force);
}
