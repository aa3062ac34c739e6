/** Starts Parley from the environment, says where it is, and ends it in good order. */
import { constants, getPriority, setPriority } from "node:os";
import path from "node:path";
import { createApp } from "./app.ts";
import { ConfigError, parseConfig } from "./config.ts";
import { describeStart } from "./describeStart.ts";

/** After the drain, for what it does not wait for. With the default drain all is over before ten seconds are. */
const AFTER_DRAIN_MS = 1_500;

const root = path.resolve(import.meta.dirname, "..");

try {
  const startedAt = Date.now();
  const config = parseConfig(process.env, root);
  if (!config.SERVE) lowerPriority();
  const app = await createApp(config, { onProgress: (step) => process.stdout.write(`${step} …\n`) });
  process.stdout.write(describeStart(app, config, Date.now() - startedAt));
  const stop = (): void => {
    process.stdout.write("\nStopping …\n");
    setTimeout(() => {
      process.stderr.write("Something did not stop in time, and is left behind.\n");
      process.exit(1);
    }, config.DRAIN_TIMEOUT_MS + AFTER_DRAIN_MS).unref();
    app[Symbol.asyncDispose]().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
} catch (error) {
  const sentence = error instanceof ConfigError || !(error instanceof Error) ? String(error) : error.message;
  process.stderr.write(`Parley did not start. ${sentence.replace(/^ConfigError: |^Error: /, "")}\n`);
  process.exit(1);
}

/** What answers nobody lets the others have the processor first: its main thread, and what it starts from now on. */
function lowerPriority(): void {
  const { PRIORITY_BELOW_NORMAL } = constants.priority;
  if (getPriority() < PRIORITY_BELOW_NORMAL) setPriority(PRIORITY_BELOW_NORMAL);
}
