/** A node of Parley in a process of its own, as it runs in production: started, killed, and told to stop. */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const ROOT = join(import.meta.dirname, "../..");
const STARTS_WITHIN_MS = 15_000;
const STOPS_WITHIN_MS = 15_000;

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class ServerProcess implements AsyncDisposable {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.url = url;
  }

  /** Runs `src/main.ts` with these environment variables and no others; resolves when it says that it listens. */
  static async start(env: Readonly<Record<string, string>>): Promise<ServerProcess> {
    const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", "src/main.ts"], {
      cwd: ROOT,
      env: { PORT: "0", LOG_LEVEL: process.env["TEST_LOG_LEVEL"] ?? "silent", ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const kill = (): boolean => child.kill("SIGKILL");
    process.once("exit", kill);
    child.once("exit", () => process.off("exit", kill));
    const late = setTimeout(kill, STARTS_WITHIN_MS);
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

  /** Ends it at once, with whatever it was doing. */
  async kill(): Promise<Ending> {
    return this.#end("SIGKILL");
  }

  /** Tells it to stop, and waits until it has; kills it, and so ends with that signal, when it has not in time. */
  async stop(withinMs: number = STOPS_WITHIN_MS): Promise<Ending> {
    const force = setTimeout(() => this.#child.kill("SIGKILL"), withinMs);
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
    const isRunning = this.#child.exitCode === null && this.#child.signalCode === null;
    if (isRunning) {
      this.#child.kill(signal);
      await once(this.#child, "exit");
    }
    return { code: this.#child.exitCode, signal: this.#child.signalCode };
  }
}
