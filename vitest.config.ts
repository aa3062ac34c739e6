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
    // The files of a worker share its modules: reading all of them anew for each file was half of what a run cost. What a
    // file leaves behind is seen by the next one, and `support/leftovers.ts` sees that nothing is left.
    isolate: false,
    // Files at a time. Each brings up servers, and the databases take their share.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // A failed run says which wait was too long, not only that one was.
    teardownTimeout: 20_000,
  },
});
