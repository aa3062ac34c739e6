// `npm test`: types, lint, format, then the tests. With arguments only the tests, and the arguments go to vitest.

import { spawn } from "node:child_process";
import { join } from "node:path";
import { environmentFor, prepare, root } from "./prepare.mjs";
import { runStep } from "./step.mjs";

const node = await prepare();
const options = { cwd: root, env: environmentFor(node) };
const args = process.argv.slice(2);

if (args.length === 0) {
  await runStep("Checking types", node, [tool("typescript/bin/tsc"), "--noEmit"], options);
  await runStep("Linting", node, [tool("oxlint/bin/oxlint"), "--type-aware", "--deny-warnings"], options);
  await runStep(
    "Linting the schema",
    node,
    [tool("eslint/bin/eslint.js"), "--max-warnings=0", "schema.graphql"],
    options,
  );
  await runStep("Checking format", node, [tool("prettier/bin/prettier.cjs"), "--check", "."], options);
}

const vitest = spawn(
  node,
  ["--disable-warning=ExperimentalWarning", tool("vitest/vitest.mjs"), "run", ...args],
  { ...options, stdio: "inherit" },
);
// It gets a Ctrl-C itself, and has servers to stop before it ends.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => vitest.kill("SIGTERM"));
vitest.on("exit", (code) => process.exit(code ?? 1));

function tool(path) {
  return join(root, "node_modules", path);
}
