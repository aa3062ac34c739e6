// How the tests run: against one PostgreSQL and one Redis per run, a database of its own for whoever asks.

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/globalSetup.ts"],
    // Node runs the sources as they are, and there is one copy of graphql: Vite would load a second one through the
    // `development` export condition.
    experimental: { viteModuleRunner: false },
    execArgv: ["--disable-warning=ExperimentalWarning"],
    pool: "forks",
    // Files at a time. Each brings up servers, and the databases take their share.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // A failed run says which wait was too long, not only that one was.
    teardownTimeout: 20_000,
  },
});
