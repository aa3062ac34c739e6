// Runs a server of ours as a child process that cannot outlive us, however we end.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { Socket } from "node:net";

/**
 * Runs the program and stops it with a signal as soon as nobody holds the other end of standard input: when we close
 * it, when we crash, when we are killed. The shell it runs in ends when, and as, the program ends.
 */
const leash = `
signal=$1; shift
exec 3<&0
"$@" </dev/null 3<&- &
program=$!
(read -r _ <&3; kill -s "$signal" "$program") 2>/dev/null &
watch=$!
exec 3<&-
wait "$program"; code=$?
kill "$watch" 2>/dev/null; wait "$watch" 2>/dev/null
exit "$code"
`;

export interface LeashedProcessOptions {
  command: string;
  args: readonly string[];
  /** What asks the program to end in good order: "INT", "TERM". */
  stopSignal: "INT" | "TERM";
  /** Everything the program sees of our environment. */
  env: Record<string, string>;
  /** An open file for both of its output streams. */
  outputFd: number;
  cwd?: string;
  /** The system account to run as; ours when not given. */
  account?: { uid: number; gid: number };
}

export interface LeashedProcess {
  /** Whether it still runs. */
  readonly isRunning: boolean;
  /** Asks it to end in good order, and ends it by force when it has not within `graceMs`. Never throws. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Starts a program in a process group of its own, so that a Ctrl-C in our terminal does not reach it before we have
 * finished with it. Does not keep our event loop alive. Linux and macOS only. Rejects when it cannot be started.
 */
export async function spawnLeashed(options: LeashedProcessOptions): Promise<LeashedProcess> {
  const child = spawn(
    "/bin/sh",
    ["-c", leash, "leash", options.stopSignal, options.command, ...options.args],
    {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...options.account,
      env: options.env,
      detached: true,
      stdio: ["pipe", options.outputFd, options.outputFd],
    },
  );
  // A write error on the leash means that the other end is gone, which "exit" tells.
  child.stdin?.on("error", () => undefined);
  await once(child, "spawn");
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.unref();
  // A pipe is a socket, whatever its type says.
  if (child.stdin instanceof Socket) child.stdin.unref();

  return {
    get isRunning() {
      return isRunning();
    },
    async stop(graceMs) {
      child.stdin?.end();
      if (!isRunning()) return;
      child.ref();
      const force = setTimeout(() => {
        // The whole group: the shell and the program in it.
        if (child.pid !== undefined && isRunning()) process.kill(-child.pid, "SIGKILL");
      }, graceMs);
      await exited;
      clearTimeout(force);
    },
  };
}
