/** Reading many nodes of one type by id, in one statement: what `node` and `nodes` ask of every type. */
import { isUuid } from "../lib/ids.ts";

/** Those ids that PostgreSQL can parse; no other can be a row's. */
export function uuidsOf(ids: readonly string[]): string[] {
  return ids.filter(isUuid);
}

/** The rows in the order of the ids, null for an id without a row. */
export function inOrderOf<Row extends { readonly id: string }>(
  ids: readonly string[],
  rows: readonly Row[],
): (Row | null)[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}
