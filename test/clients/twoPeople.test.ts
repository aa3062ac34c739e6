/** The example of the README runs as it stands, against a server with the demo people. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";

const EXAMPLE = join(import.meta.dirname, "../../examples/two-people.mjs");

test("examples/two-people.mjs signs in as two people and sees a message arrive", async () => {
  await using app = await startApp({ SEED_DEMO: "true" });
  const { stdout } = await promisify(execFile)(process.execPath, [EXAMPLE, app.url], { timeout: 15_000 });
  expect(stdout).toMatch(/^#\d+ Ana: Hello Bo, live!\n$/);
});
