// `npm run build`: compiles src/ to dist/, which runs without stripping types at every start.

import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { environmentFor, prepare, root } from "./prepare.mjs";
import { runStep } from "./step.mjs";

const node = await prepare();
rmSync(join(root, "dist"), { recursive: true, force: true });
const tsc = join(root, "node_modules/typescript/bin/tsc");
await runStep("Compiling", node, [tsc, "-p", "tsconfig.build.json"], {
  cwd: root,
  env: environmentFor(node),
});
// What the browser is sent is no TypeScript.
cpSync(join(root, "src/transports/browser"), join(root, "dist/transports/browser"), { recursive: true });
