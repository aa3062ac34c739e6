/** A node as `src/main.ts` starts it, with something wrong around its ports: told over IPC, or by FAULTS_DEFECT. */
import { createApp } from "../../src/app.ts";
import { parseConfig } from "../../src/config.ts";
import { describeStart } from "../../src/describeStart.ts";
import type { Kind } from "./checker.ts";
import { defect, DEFECTS } from "./defects.ts";
import { mutants } from "./mutants.ts";

const named = DEFECTS.find((name) => name === process.env["FAULTS_DEFECT"]);
const befallen = new Map<string, Kind>();
process.on("message", (pairs: readonly [string, Kind][]) => {
  for (const [conversationId, kind] of pairs) befallen.set(conversationId, kind);
});
const config = parseConfig(process.env, process.cwd());
const app = await createApp(config, {
  around: named === undefined ? mutants(befallen) : defect(named),
});
process.stdout.write(describeStart(app, config, 0));
