/** Runs the benchmark that is named on the command line and keeps its table in docs/PERFORMANCE.md. */
import type { Benchmark } from "./support/benchmark.ts";
import { readOptions } from "./support/options.ts";
import { writeReport } from "./support/report.ts";

const BENCHMARKS: Readonly<Record<string, { readonly about: string; load(): Promise<Benchmark> }>> = {
  send: {
    about: "durable sends per second, one hot conversation and 64, beside bare node:http + pg and Prisma",
    load: async () => (await import("./send.ts")).runSendBenchmark,
  },
  fanout: {
    about: "one conversation with 100 to 10,000 followers, beside seven other ways",
    load: async () => (await import("./fanout.ts")).runFanoutBenchmark,
  },
  selections: {
    about: "executions per event and CPU per delivery with 1, 4 and 16 distinct selections",
    load: async () => (await import("./selections.ts")).runSelectionsBenchmark,
  },
  pairs: {
    about: "2,000 people in 1,000 direct conversations, CPU per message, beside seven other ways",
    load: async () => (await import("./pairs.ts")).runPairsBenchmark,
  },
  latency: {
    about: "send to delivered, 1,000 followers, half of saturation, everybody storing",
    load: async () => (await import("./latency.ts")).runLatencyBenchmark,
  },
  inbox: {
    about: "1,000 people in 50 conversations each, on one stream each",
    load: async () => (await import("./inbox.ts")).runInboxBenchmark,
  },
  idle: {
    about: "memory of open, signed-in, subscribed sockets, and 50,000 of them on several processes",
    load: async () => (await import("./idle.ts")).runIdleBenchmark,
  },
  resume: {
    about: "10,000 events for one client; 10,000 clients at once",
    load: async () => (await import("./resume.ts")).runResumeBenchmark,
  },
  growth: {
    about: "CPU per delivery against followers; a page and a resume against the length of the log; as curves",
    load: async () => (await import("./growth.ts")).runGrowthBenchmark,
  },
  lists: {
    about: "pages of conversations, history and members, among ten thousand rows and a million",
    load: async () => (await import("./lists.ts")).runListsBenchmark,
  },
  search: {
    about: "a page of a search among a million messages, four at a time",
    load: async () => (await import("./search.ts")).runSearchBenchmark,
  },
  push: {
    about: "decisions and sends by one worker to a local FCM, beside firebase-admin's sendEach alone",
    load: async () => (await import("./push.ts")).runPushBenchmark,
  },
  behind: {
    about: "a send while search, pushes and media work behind it, or wait for engines that do not answer",
    load: async () => (await import("./behind.ts")).runBehindBenchmark,
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
