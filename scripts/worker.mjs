// `npm run worker`: the work behind the API alone, for whoever runs that with WORKER=false. It answers health and metrics.

import { prepare } from "./prepare.mjs";
import { run } from "./run.mjs";
import { serverFlags } from "./serverFlags.mjs";

const node = await prepare();
process.env.SERVE = "false";
process.exit(await run(node, "src/main.ts", process.argv.slice(2), serverFlags));
