// `npm run bench -- NAME`: makes ready what is not, then runs the benchmark of that name; without one, names them all.

import { prepare } from "./prepare.mjs";
import { run } from "./run.mjs";

const node = await prepare();
process.exit(await run(node, "bench/main.ts", process.argv.slice(2)));
