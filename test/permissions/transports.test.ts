/** Who may do what in a conversation, over the other transports: every denial, of each row one permission, and all streams. */
import { expect, test } from "vitest";
import { EXPECTED } from "./expected.ts";
import { cellsOf, differencesOf, readTable } from "./readTable.ts";
import { isPermission, tryTable } from "./tryTable.ts";
import { overSocket, overSse } from "./wires.ts";
import type { Transport } from "./wires.ts";
import { startWorld } from "./world.ts";

const expected = readTable(EXPECTED);

/** Of what is no stream only the first permission: who may do the least shows most. */
const asked = cellsOf(expected, (row, column) => {
  const cells = expected.get(row) ?? new Map<string, string>();
  if (row.startsWith("subscription ") || !isPermission(cells.get(column) ?? "")) return true;
  return [...cells].find(([, cell]) => isPermission(cell))?.[0] === column;
});

async function expectTable(transport: Transport): Promise<void> {
  await using world = await startWorld();
  const { found, faults } = await tryTable(world, transport, asked);
  expect([...differencesOf(asked, found), ...faults]).toEqual([]);
}

test("the table is so over a socket", { timeout: 240_000 }, () => expectTable(overSocket));

test("the table is so over server-sent events", { timeout: 240_000 }, () => expectTable(overSse));
