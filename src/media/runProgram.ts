/**
 * Runs a program that reads what strangers have sent, as a process of its own: it may hang, take all the memory or crash, and
 * ends alone. It is handed nothing of our environment, and gets little of the processor while others want it.
 */
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { constants, setPriority } from "node:os";

/** How often its memory is looked at. */
const LOOK_MS = 100;
const PAGE_BYTES = 4_096;
/** Of what it says; more ends it. */
const OUTPUT_BYTES_MAX = 1_048_576;
/** With these a process ends that has done something that it cannot. */
const CRASHES: ReadonlySet<string | null> = new Set([
  "SIGSEGV",
  "SIGABRT",
  "SIGBUS",
  "SIGILL",
  "SIGFPE",
  "SIGTRAP",
]);

export interface ProgramBounds {
  readonly timeMs: number;
  /** Of its resident memory; on systems without /proc nobody looks. */
  readonly memoryBytes: number;
}

/** What it said on its standard output; or that it was no good: it failed, crashed, or met a bound. */
export type ProgramEnd = { readonly output: Buffer } | { readonly output: null; readonly reason: string };

/**
 * Rejects where it says nothing about what was read: it cannot be started, was killed by somebody else, or `signal` has ended
 * it.
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  { timeMs, memoryBytes }: ProgramBounds,
  signal: AbortSignal,
): Promise<ProgramEnd> {
  // A signal that was given before tells no listener.
  signal.throwIfAborted();
  const child = spawn(command, args, {
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  lowerPriority(child.pid);
  let reason: string | null = null;
  const end = (why: string): void => {
    reason ??= why;
    child.kill("SIGKILL");
  };
  const chunks: Buffer[] = [];
  let said = "";
  let bytes = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > OUTPUT_BYTES_MAX) end("it said too much");
  });
  child.stderr.on("data", (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-500);
  });
  const abort = (): void => void child.kill("SIGKILL");
  signal.addEventListener("abort", abort);
  const timer = setTimeout(() => end("it took too long"), timeMs);
  const looking = setInterval(() => {
    void residentBytes(child.pid).then((resident) => {
      if (resident > memoryBytes) end("it took too much memory");
    });
  }, LOOK_MS);
  try {
    const { code, killedBy } = await new Promise<{ code: number | null; killedBy: string | null }>(
      (resolve, reject) => {
        child.on("error", reject);
        child.on("close", (exitCode, exitSignal) => resolve({ code: exitCode, killedBy: exitSignal }));
      },
    );
    signal.throwIfAborted();
    if (reason !== null) return { output: null, reason };
    if (code === 0) return { output: Buffer.concat(chunks) };
    if (code !== null || CRASHES.has(killedBy)) {
      return { output: null, reason: `it ended with ${code ?? killedBy}: ${said}` };
    }
    throw new Error(`${command} was ended with ${killedBy}.`);
  } finally {
    signal.removeEventListener("abort", abort);
    clearTimeout(timer);
    clearInterval(looking);
  }
}

function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or has less than that.
  }
}

async function residentBytes(pid: number | undefined): Promise<number> {
  const statm = await readFile(`/proc/${pid}/statm`, "utf8").catch(() => "");
  return Number(statm.split(" ")[1] ?? 0) * PAGE_BYTES;
}
