/** A node as `src/main.ts` starts it, that tells over IPC what it holds. Needs --expose-gc. */
import { getEventListeners } from "node:events";
import { createApp } from "../../src/app.ts";
import { parseConfig } from "../../src/config.ts";
import { describeStart } from "../../src/describeStart.ts";

const config = parseConfig(process.env, process.cwd());
const app = await createApp(config);
process.on("message", () => {
  // Twice: what the first one finalises, the second one frees.
  globalThis.gc?.();
  globalThis.gc?.();
  const resources = process.getActiveResourcesInfo();
  const count = (name: string): number => resources.filter((each) => each === name).length;
  process.send?.({
    heapBytes: process.memoryUsage().heapUsed,
    sockets: count("TCPSocketWrap"),
    timers: count("Timeout"),
    listeners: process
      .eventNames()
      .reduce((sum, name) => sum + getEventListeners(process, name as string).length, 0),
  });
});
process.stdout.write(describeStart(app, config, 0));
