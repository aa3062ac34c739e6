// `npm run admin:grant -- USERNAME` makes somebody an admin, whether the server runs or not; `npm run admin:new-epoch` is
// for after a restore; `npm run admin:dead-letters` shows what search or notifications could not take in.

import { prepare } from "./prepare.mjs";
import { run } from "./run.mjs";

const node = await prepare();
process.exit(await run(node, "src/admin.ts", process.argv.slice(2)));
