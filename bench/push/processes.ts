/** The two processes beside the worker: FCM's endpoint, and firebase-admin alone. */
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { serverFlags } from "../../scripts/serverFlags.mjs";
import { at } from "../support/json.ts";

const LOOK_EVERY_MS = 20;

/** What the endpoint has taken since it was told to forget. */
export interface Taken {
  readonly count: number;
  /** Devices and conversations. */
  readonly distinct: number;
  /** Milliseconds of the system's clock. */
  readonly lastAt: number;
  readonly cpuMicros: number;
}

/** `yields`: it takes of the processor what others leave over. */
export async function startEndpoint({ yields = false } = {}) {
  const child = startProcess("endpoint.ts", { BENCH_GOOGLE_YIELDS: String(yields) });
  const port = Number(at(await nextMessage(child), "port"));
  const ask = async (question: string): Promise<Taken> => {
    const answer = nextMessage(child);
    child.send(question);
    const taken = await answer;
    const read = (name: string): number => Number(at(taken, name));
    return {
      count: read("count"),
      distinct: read("distinct"),
      lastAt: read("lastAt"),
      cpuMicros: read("cpuMicros"),
    };
  };
  return {
    port,
    forget: () => ask("forget"),
    answerIn: (ms: number): void => void child.send(ms),
    /** Throws where they do not come, or more of them. */
    async hasTaken(
      count: number,
      { withinMs, signal }: { readonly withinMs: number; readonly signal: AbortSignal },
    ): Promise<Taken> {
      const deadline = Date.now() + withinMs;
      for (;;) {
        signal.throwIfAborted();
        const taken = await ask("taken");
        if (taken.count === count) return taken;
        if (taken.count > count || Date.now() > deadline) {
          throw new Error(`Of ${count} pushes ${taken.count} came.`);
        }
        await new Promise((resolve) => {
          setTimeout(resolve, LOOK_EVERY_MS);
        });
      }
    },
    [Symbol.asyncDispose]: () => stop(child),
  };
}

export type Endpoint = Awaited<ReturnType<typeof startEndpoint>>;

export async function startSendEach(port: number) {
  const child = startProcess("sendEach.ts", { BENCH_GOOGLE_PORT: String(port) });
  await nextMessage(child);
  return {
    async send(count: number): Promise<{ readonly ms: number; readonly cpuMicros: number }> {
      const answer = nextMessage(child);
      child.send(count);
      const ended = await answer;
      return { ms: Number(at(ended, "ms")), cpuMicros: Number(at(ended, "cpuMicros")) };
    },
    [Symbol.asyncDispose]: () => stop(child),
  };
}

function startProcess(module: string, env: Readonly<Record<string, string>>): ChildProcess {
  return fork(join(import.meta.dirname, module), {
    execArgv: ["--disable-warning=ExperimentalWarning", ...serverFlags],
    env: { ...process.env, ...env },
  });
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const waiting = new AbortController();
  const { signal } = waiting;
  try {
    const [first]: unknown[] = await Promise.race([
      once(child, "message", { signal }),
      once(child, "exit", { signal }).then(([code]: unknown[]) => {
        throw new Error(`${child.spawnfile} ended with ${String(code)}.`);
      }),
    ]);
    return first;
  } finally {
    waiting.abort();
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  if (child.connected) child.disconnect();
  else child.kill("SIGKILL");
  await ended;
}
