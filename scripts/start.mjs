// `npm start`: makes ready what is not, then runs the server until Ctrl-C.

import { prepare } from "./prepare.mjs";
import { run } from "./run.mjs";
import { serverFlags } from "./serverFlags.mjs";

const node = await prepare();
process.exit(await run(node, "src/main.ts", process.argv.slice(2), serverFlags));
