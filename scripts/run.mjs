// Runs one of Parley's programs on the Node it needs, and sees to it that nothing of it stays behind.

import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { environmentFor, root } from "./prepare.mjs";

/** One Ctrl-C can arrive twice: from the terminal, and handed on by npm. */
const sameSignalWithinMs = 1_000;
const parentPollMs = 1_000;

/**
 * Runs a TypeScript program, given as its path below the root, and resolves to its exit code. It runs in a process
 * group of its own and gets each SIGINT and SIGTERM once, from here, so that it can end in good order; a second one,
 * more than a second later, ends it at once. When we are killed it gets a SIGTERM. `flags` are V8's.
 */
export async function run(node, program, args, flags = []) {
  const leash = pathToFileURL(join(root, "scripts/leash.mjs")).href;
  const own = ["--disable-warning=ExperimentalWarning", ...flags, "--import", leash];
  const child = spawn(node, [...own, program, ...args], {
    cwd: root,
    env: environmentFor(node),
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    // On Windows a process of its own group gets a window of its own.
    detached: process.platform !== "win32",
  });
  forwardSignals(child);
  endWithNpm(child);
  return new Promise((resolve) => {
    child.on("error", (error) => {
      process.stderr.write(`${node} could not be started: ${error.message}\n`);
      resolve(1);
    });
    child.on("exit", (code, signal) =>
      resolve(code ?? (signal === "SIGINT" ? 130 : signal === "SIGKILL" ? 137 : 143)),
    );
  });
}

function forwardSignals(child) {
  let firstAt;
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.on(signal, () => {
      if (firstAt === undefined) {
        firstAt = Date.now();
        child.kill(signal);
      } else if (Date.now() - firstAt > sameSignalWithinMs) {
        child.kill("SIGKILL");
      }
    });
  }
}

/** A killed npm cannot tell us; that our parent is another one does. */
function endWithNpm(child) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) child.kill("SIGTERM");
  }, parentPollMs).unref();
}
