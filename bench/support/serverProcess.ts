/**
 * The process that a contestant's server runs in: `serverProcess.ts MODULE`, with a channel to the benchmark. Says its
 * URL, answers each "cpu" with the microseconds it has computed so far, and ends when the benchmark does.
 */
import type { ServerOptions, StartServer } from "./serverModule.ts";

const [path = ""] = process.argv.slice(2);
const options: ServerOptions = {
  databaseUrl: process.env["DATABASE_URL"] ?? "",
  poolMax: Number(process.env["DATABASE_POOL_MAX"]),
};
const contestant: unknown = await import(path);
if (!isServerModule(contestant)) throw new Error(`${path} exports no \`start\`.`);
const server = await contestant.start(options);

process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicros: user + system });
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
process.send?.({ url: server.url });

function isServerModule(value: unknown): value is { start: StartServer } {
  return typeof value === "object" && value !== null && "start" in value && typeof value.start === "function";
}
