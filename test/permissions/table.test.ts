/** Who may do what in a conversation, over HTTP: every operation of the schema, each cell written by hand. */
import { expect, test } from "vitest";
import { schema } from "../../src/graph.ts";
import { EXPECTED } from "./expected.ts";
import { gapsOf } from "./operations.ts";
import { cellsOf, differencesOf, readTable } from "./readTable.ts";
import { tryTable } from "./tryTable.ts";
import { overHttp } from "./wires.ts";
import { COLUMNS, startWorld } from "./world.ts";

const expected = readTable(EXPECTED);

test("every operation of the schema has its rows, but for those that lead into no conversation", () => {
  expect(gapsOf(schema, expected.keys())).toEqual([]);
  for (const cells of expected.values()) expect([...cells.keys()]).toEqual([...COLUMNS]);
});

test("every cell of the table is so over HTTP", { timeout: 240_000 }, async () => {
  await using world = await startWorld();
  // A subscription has no answer there.
  const asked = cellsOf(expected, (row) => !row.startsWith("subscription "));
  const { found, faults } = await tryTable(world, overHttp, asked);
  expect([...differencesOf(asked, found), ...faults]).toEqual([]);
});
