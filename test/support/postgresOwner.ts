// A child process that starts an embedded PostgreSQL in the folder of its first argument and waits to be killed.

import { startEmbeddedPostgres } from "../../src/storage/embeddedPostgres.ts";

const [, , dataDir = ""] = process.argv;
const postgres = await startEmbeddedPostgres({ dataDir });
process.send?.(postgres.databaseUrl);
process.on("disconnect", () => process.exit(0));
