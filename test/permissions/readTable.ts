/** The table of who may do what, as text that people read: a line for each operation, a column for each kind of asker. */

/** By row, then by column. */
export type Table = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** A header of columns, then rows: a name, two blanks or more, and a cell for each column. Throws for a line of another shape. */
export function readTable(text: string): Table {
  const [header = "", ...lines] = text.split("\n").filter((line) => line.trim() !== "");
  const columns = header.trim().split(/\s+/);
  const rows = new Map<string, ReadonlyMap<string, string>>();
  for (const line of lines) {
    const [name = "", ...rest] = line.trim().split(/\s{2,}/);
    const cells = rest.join(" ").split(/\s+/);
    if (cells.length !== columns.length)
      throw new Error(`${name}: ${cells.length} cells for ${columns.length} columns.`);
    if (rows.has(name)) throw new Error(`${name}: stands there twice.`);
    rows.set(name, new Map(columns.map((column, index) => [column, cells[index] ?? ""])));
  }
  return rows;
}

/** What differs between what was written down and what was found: a line for each cell, and for each that one of them lacks. */
export function differencesOf(expected: Table, found: Table): string[] {
  const differences: string[] = [];
  for (const row of new Set([...expected.keys(), ...found.keys()])) {
    const wanted = expected.get(row) ?? new Map<string, string>();
    const had = found.get(row) ?? new Map<string, string>();
    for (const column of new Set([...wanted.keys(), ...had.keys()])) {
      const [want = "nothing", have = "nothing"] = [wanted.get(column), had.get(column)];
      if (want !== have) differences.push(`${row}, ${column}: ${want} is expected, ${have} was found`);
    }
  }
  return differences;
}

/** The table without the cells that are not `kept`. */
export function cellsOf(table: Table, isKept: (row: string, column: string) => boolean): Table {
  return new Map(
    [...table].map(([row, cells]) => [row, new Map([...cells].filter(([column]) => isKept(row, column)))]),
  );
}
