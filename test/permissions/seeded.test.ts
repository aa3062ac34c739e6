/** That the table of who may do what can fail: each kind of mistake, put there on purpose, is found. */
import { extendSchema, parse } from "graphql";
import { expect, test } from "vitest";
import { schema } from "../../src/graph.ts";
import { EXPECTED } from "./expected.ts";
import { gapsOf } from "./operations.ts";
import { cellsOf, differencesOf, readTable } from "./readTable.ts";
import type { Table } from "./readTable.ts";
import { tryTable } from "./tryTable.ts";
import { overHttp } from "./wires.ts";
import type { Transport } from "./wires.ts";
import { startWorld } from "./world.ts";

const expected = readTable(EXPECTED);

/** A copy with one cell set, or taken away. */
function withCell(table: Table, row: string, column: string, cell: string | null): Table {
  const cells = new Map(table.get(row));
  if (cell === null) cells.delete(column);
  else cells.set(column, cell);
  return new Map([...table, [row, cells]]);
}

test("any one wrong, missing or superfluous cell is found", () => {
  for (const [row, cells] of expected) {
    for (const [column, cell] of cells) {
      expect(differencesOf(withCell(expected, row, column, "wrong"), expected)).toEqual([
        `${row}, ${column}: wrong is expected, ${cell} was found`,
      ]);
      expect(differencesOf(withCell(expected, row, column, null), expected)).toHaveLength(1);
    }
    expect(differencesOf(withCell(expected, row, "passer-by", "no"), expected)).toHaveLength(1);
  }
  const [header = "", line = ""] = EXPECTED.trim().split("\n");
  expect(() => readTable(`${header}\n${line}  yes`)).toThrow(
    `for ${header.trim().split(/\s+/).length} columns`,
  );
  expect(() => readTable(`${header}\n${line}\n${line}`)).toThrow("stands there twice");
});

test("a new operation without a row is found, and a row without an operation", () => {
  const grown = extendSchema(
    schema,
    parse(`
      type Poll implements Node { id: ID! }
      input ClosePollInput { pollId: ID! }
      extend type Mutation { closePoll(input: ClosePollInput!): Poll }
      extend type Subscription { votes(conversationId: ID!): Poll }
    `),
  );
  const rows = [...expected.keys()];
  expect(gapsOf(grown, rows)).toEqual([
    "mutation closePoll: has no row",
    "subscription votes: has no row",
    "node Poll: has no row",
  ]);
  expect(gapsOf(schema, [...rows, "mutation closePoll: own"])).toEqual([
    "mutation closePoll: is not in the schema",
  ]);
  expect(gapsOf(schema, [...rows, "query viewer"])).toEqual([
    "query viewer: has a row, and is said to need none",
  ]);
});

test(
  "a cell that is not as the server does, either way, is found by trying it",
  { timeout: 60_000 },
  async () => {
    await using world = await startWorld();
    const tried = cellsOf(
      new Map([...expected].filter(([row]) => /^mutation (editMessage|pinMessage)$/.test(row))),
      (_row, column) => ["stranger", "member", "moderator"].includes(column),
    );
    const wrong = withCell(
      withCell(tried, "mutation editMessage", "member", "yes"),
      "mutation pinMessage",
      "moderator",
      "no",
    );
    const { found, faults } = await tryTable(world, overHttp, wrong);
    expect(differencesOf(wrong, found)).toEqual([
      "mutation editMessage, member: yes is expected, no was found",
      "mutation pinMessage, moderator: no is expected, yes was found",
    ]);
    expect(faults).toEqual(["mutation pinMessage: a denial wrote conversation, event, message, pin"]);
  },
);

test(
  "an answer that tells what is hidden from what does not exist is found",
  { timeout: 60_000 },
  async () => {
    await using world = await startWorld();
    /** Answers as the server does, but for one blank more about what is there. */
    const telling: Transport = async (url, authorization) => {
      const wire = await overHttp(url, authorization);
      let asked = 0;
      return {
        ask: async (operation) => {
          const answer = await wire.ask(operation);
          asked += 1;
          return { ...answer, text: asked === 1 ? `${answer.text} ` : answer.text };
        },
        [Symbol.asyncDispose]: () => wire[Symbol.asyncDispose](),
      };
    };
    const row = "query conversation";
    const tried = cellsOf(new Map([[row, expected.get(row) ?? new Map<string, string>()]]), (_row, column) =>
      ["anonymous", "gone"].includes(column),
    );
    const { found, faults } = await tryTable(world, telling, tried);
    expect(differencesOf(tried, found)).toEqual([]);
    expect(faults).toEqual([
      `${row}, anonymous: is answered unlike an id of nothing`,
      `${row}, gone: is answered unlike an id of nothing`,
    ]);
  },
);
