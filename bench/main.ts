/** Runs the benchmark that is named on the command line and keeps its table in docs/PERFORMANCE.md. */
import type { Benchmark } from "./support/benchmark.ts";
import { readOptions } from "./support/options.ts";
import { writeReport } from "./support/report.ts";

const BENCHMARKS: Readonly<Record<string, { readonly about: string; load(): Promise<Benchmark> }>> = {
  send: {
    about: "durable sends per second, one hot conversation and 64, beside bare node:http + pg and Prisma",
    load: async () => (await import("./send.ts")).runSendBenchmark,
  },
};

const [name = ""] = process.argv.slice(2);
const benchmark = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => stopping.abort(new Error("Stopped.")));
}

if (benchmark === undefined) {
  process.stderr.write(
    name === "" ? "Which benchmark?\n" : `There is no benchmark ${JSON.stringify(name)}.\n`,
  );
  for (const [each, { about }] of Object.entries(BENCHMARKS)) {
    process.stderr.write(`  npm run bench -- ${each}    ${about}\n`);
  }
  process.exitCode = 1;
} else {
  try {
    const options = readOptions(process.env);
    const run = await benchmark.load();
    const report = await run({ ...options, say, signal: stopping.signal });
    process.stdout.write(`\n${report.markdown}\n\n${await writeReport(name, report)}\n`);
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(stopping.signal.aborted ? "\nStopped.\n" : `\nThe benchmark failed: ${text}\n`);
    process.exitCode = 1;
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
