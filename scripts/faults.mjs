// `npm run test:faults -- NAME …`: makes ready what is not, then runs these rows of the fault table; without one, all.

import { prepare } from "./prepare.mjs";
import { run } from "./run.mjs";

const node = await prepare();
process.exit(await run(node, "test/faults/main.ts", process.argv.slice(2)));
