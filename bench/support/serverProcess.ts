/**
 * The process that a contestant's server runs in: `serverProcess.ts MODULE`, with a channel to the benchmark. Says its
 * URL, answers each "cpu" with the microseconds it has computed so far, each "memory" with its resident bytes, before and
 * after a full collection, and each "statements" with what it has asked of PostgreSQL, and ends when the benchmark does.
 */
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { useGraphql16 } from "./graphql16.ts";
import type { ServerOptions, StartServer } from "./serverModule.ts";

const [path = ""] = process.argv.slice(2);
const options: ServerOptions = {
  databaseUrl: process.env["DATABASE_URL"] ?? "",
  poolMax: Number(process.env["DATABASE_POOL_MAX"]),
  redisUrl: process.env["BENCH_REDIS_URL"] || null,
  isStoring: process.env["BENCH_IS_STORING"] === "true",
};
if (path.startsWith(join(import.meta.dirname, "../peers/"))) useGraphql16();
const contestant: unknown = await import(path);
if (!isServerModule(contestant)) throw new Error(`${path} exports no \`start\`.`);
const server = await contestant.start(options);

process.on("message", (question) => {
  if (question === "memory") {
    const residentBytes = process.memoryUsage.rss();
    collect();
    const used = process.memoryUsage();
    const afterCollection = used.rss;
    answer({ memory: { residentBytes, afterCollection, heapBytes: used.heapUsed } });
    return;
  }
  if (question === "statements") {
    answer({ statements: server.readStatements?.() ?? Number.NaN });
    return;
  }
  const { user, system } = process.cpuUsage();
  answer({ cpuMicros: user + system });
});
// Ctrl-C reaches us as well; it is the benchmark that decides when we end.
process.on("SIGINT", () => undefined);
process.once("disconnect", () => {
  server[Symbol.asyncDispose]().then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
answer({ url: server.url });

/** Nobody minds an answer that nobody waits for any more. */
function answer(message: object): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

/**
 * A full collection that gives back what it can, the room that V8 keeps for new objects as well; without a flag that would
 * be there while speed is measured.
 */
function collect(): void {
  setFlagsFromString("--expose-gc");
  const run: unknown = runInNewContext("gc");
  if (typeof run === "function") run({ type: "major", flavor: "last-resort" });
}

function isServerModule(value: unknown): value is { start: StartServer } {
  return typeof value === "object" && value !== null && "start" in value && typeof value.start === "function";
}
