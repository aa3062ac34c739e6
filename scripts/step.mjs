// One line on the screen for each thing that takes a while; its output only when it fails.

import { spawn } from "node:child_process";

/** Of a longer output, as many lines from its beginning and from its end. */
const linesShownEach = 15;
const outputCharsMax = 200_000;

/**
 * Runs a program with its output held back. Prints `title …`, and behind it how long it took; or, when it fails, the
 * output, shortened, and `hint`, and ends the process.
 */
export async function runStep(title, command, args, { hint, ...options }) {
  const startedAt = Date.now();
  process.stdout.write(`${title} … `);
  const { code, output } = await capture(command, args, options);
  if (code === 0) {
    process.stdout.write(`${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`);
    return;
  }
  process.stdout.write("failed\n\n");
  process.stderr.write(`${shorten(output)}\n\n`);
  fail(`${title} failed.${hint === undefined ? "" : ` ${hint}`}`);
}

/** Ends the process with one sentence. */
export function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function shorten(output) {
  const lines = output.trim().split("\n");
  if (lines.length <= 2 * linesShownEach) return lines.join("\n");
  return [...lines.slice(0, linesShownEach), "…", ...lines.slice(-linesShownEach)].join("\n");
}

function capture(command, args, options) {
  return new Promise((resolve) => {
    // In a group of its own, to be ended as one: npm, told to stop, goes on for a while, in the way of the next start.
    const detached = process.platform !== "win32";
    const child = spawn(command, args, { ...options, detached, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const keep = (chunk) => {
      output = (output + chunk).slice(-outputCharsMax);
    };
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);

    const stop = (signal) => {
      if (child.pid !== undefined) process.kill(detached ? -child.pid : child.pid, "SIGKILL");
      process.stdout.write("stopped\n");
      process.exit(signal === "SIGINT" ? 130 : 143);
    };
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) process.on(signal, stop);
    const finish = (result) => {
      for (const signal of signals) process.off(signal, stop);
      resolve(result);
    };
    child.on("error", (error) => finish({ code: null, output: `${command}: ${error.message}` }));
    child.on("close", (code) => finish({ code, output }));
  });
}
