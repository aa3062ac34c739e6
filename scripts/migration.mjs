// `npm run migration -- NAME`: writes the migration that leads from the existing ones to prisma/schema.prisma.

import { prepare } from "./prepare.mjs";
import { run } from "./run.mjs";

const node = await prepare();
process.exit(await run(node, "src/storage/writeMigration.ts", process.argv.slice(2)));
