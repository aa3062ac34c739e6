/** A node of Parley in a process of its own, as it runs in production: started, killed, frozen, and told to stop. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";

const ROOT = join(import.meta.dirname, "../..");
const STARTS_WITHIN_MS = 15_000;
const STOPS_WITHIN_MS = 15_000;

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ServerProcessOptions {
  /** A program that starts a node and says so like `src/main.ts`, which it is when not given. */
  readonly program?: string;
  readonly execArgv?: readonly string[];
  /** Told of each line of its log; else that goes where ours goes. */
  readonly onLog?: (line: string) => void;
  readonly startsWithinMs?: number;
}

export class ServerProcess implements AsyncDisposable {
  readonly url: string;
  readonly child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.child = child;
    this.url = url;
  }

  /** Runs `src/main.ts` with these environment variables and no others; resolves when it says that it listens. */
  static async start(
    env: Readonly<Record<string, string>>,
    { program = "src/main.ts", execArgv = [], onLog, startsWithinMs }: ServerProcessOptions = {},
  ): Promise<ServerProcess> {
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", ...execArgv, program], {
      cwd: ROOT,
      env: { PORT: "0", LOG_LEVEL: process.env["TEST_LOG_LEVEL"] ?? "silent", ...env },
      stdio: ["ignore", "pipe", onLog === undefined ? "inherit" : "pipe", "ipc"],
    });
    if (child.stdout === null) throw new Error("unreachable");
    if (child.stderr !== null && onLog !== undefined)
      createInterface({ input: child.stderr }).on("line", onLog);
    const kill = (): boolean => child.kill("SIGKILL");
    process.once("exit", kill);
    child.once("exit", () => process.off("exit", kill));
    const late = setTimeout(kill, startsWithinMs ?? STARTS_WITHIN_MS);
    try {
      for await (const line of createInterface({ input: child.stdout })) {
        const url = /Health\s+(\S+)\/health\/ready/.exec(line)?.[1];
        if (url === undefined) continue;
        // Nobody reads the rest; a full pipe would stop the writer.
        child.stdout.resume();
        return new ServerProcess(child, url);
      }
      throw new Error("The server ended, or took too long, before it was up.");
    } finally {
      clearTimeout(late);
    }
  }

  /** Stops its clock, as a frozen machine's; `SIGCONT` goes on. */
  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    this.child.kill(signal);
  }

  /** Resident memory; null where the system does not tell. */
  async memoryBytes(): Promise<number | null> {
    const status = await readFile(`/proc/${this.child.pid}/status`, "utf8").catch(() => "");
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  }

  /** Ends it at once, with whatever it was doing. */
  async kill(): Promise<Ending> {
    return this.#end("SIGKILL");
  }

  /** Tells it to stop, and waits until it has; kills it, and so ends with that signal, when it has not in time. */
  async stop(withinMs: number = STOPS_WITHIN_MS): Promise<Ending> {
    const force = setTimeout(() => this.child.kill("SIGKILL"), withinMs);
    try {
      return await this.#end("SIGTERM");
    } finally {
      clearTimeout(force);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #end(signal: NodeJS.Signals): Promise<Ending> {
    const isRunning = this.child.exitCode === null && this.child.signalCode === null;
    if (isRunning) {
      this.child.kill(signal);
      await once(this.child, "exit");
    }
    return { code: this.child.exitCode, signal: this.child.signalCode };
  }
}
