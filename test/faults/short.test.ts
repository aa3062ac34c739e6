/** The short form of the fault suite: a part that stands for the whole, in about a minute. `npm run test:faults` is the whole. */
import { expect, test } from "vitest";
import type { Row } from "./row.ts";
import { kill } from "./rows/nodes.ts";
import { redisRows } from "./rows/redis.ts";
import { mutants } from "./rows/selfTest.ts";
import { socketCut } from "./rows/sockets.ts";
import { runRow } from "./run.ts";

const SHORT: readonly Row[] = [mutants, socketCut, kill, ...redisRows.slice(0, 1)];
const TIMEOUT_MS = 90_000;

test.each(SHORT)("$name: $fault", { timeout: TIMEOUT_MS }, async (row) => {
  const { figures } = await runRow(row, { isShort: true, say: () => undefined });
  expect(figures.violations).toEqual([]);
  expect(figures.acknowledged ?? 0).toBeGreaterThan(0);
});
