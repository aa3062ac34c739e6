/** Pages: the bounds every connection keeps, and cursors that are refused when they are not ours. */
import { resolveCursorConnection } from "@pothos/plugin-relay";
import { badRequest } from "../domain/errors.ts";

export const PAGE_DEFAULT = 20;
export const PAGE_MAX = 100;

export interface PageArgs {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** What one page reads: rows strictly between the cursors, `limit` of them, from the end when `inverted`. */
export interface PageRange<Position> {
  readonly after: Position | null;
  readonly before: Position | null;
  readonly limit: number;
  readonly inverted: boolean;
}

/** A list's order: how a row's place is written in a cursor, and read back. */
export interface PageOrder<Row, Position> {
  /** Distinguishes this list's cursors from every other list's. */
  readonly name: string;
  /** Id of what the list belongs to, for lists that many things have; a cursor of another one's is refused. */
  readonly owner?: string;
  readonly toParts: (row: Row) => readonly (string | number)[];
  /** Null for parts that are not a place in this order. */
  readonly fromParts: (parts: readonly string[]) => Position | null;
}

/** Cost of a connection: a field, plus its children times the page size asked for. */
export function pageCost(args: PageArgs): { field: number; multiplier: number } {
  return { field: 1, multiplier: Math.max(1, args.first ?? args.last ?? PAGE_DEFAULT) };
}

/** A page, in the list's order, of what `read` finds. Throws BAD_REQUEST for a size or a cursor out of bounds. */
export async function resolvePage<Row, Position>(
  args: PageArgs,
  order: PageOrder<Row, Position>,
  read: (range: PageRange<Position>) => Promise<Row[]>,
) {
  assertPageSize(args.first);
  assertPageSize(args.last);
  if (args.first != null && args.last != null) throw badRequest("A page takes first or last, not both.");
  const after = args.after == null ? null : decodePageCursor(order, args.after);
  const before = args.before == null ? null : decodePageCursor(order, args.before);
  const { edges, pageInfo } = await resolveCursorConnection<Promise<Row[]>>(
    {
      args,
      defaultSize: PAGE_DEFAULT,
      maxSize: PAGE_MAX,
      toCursor: (row: Row) => cursorOf(order, row),
    },
    async ({ limit, inverted }) => read({ after, before, limit, inverted }),
  );
  // An empty page of a list without cursors has none: Pothos says "", which is no cursor of ours.
  const { startCursor, endCursor } = pageInfo;
  return { edges, pageInfo: { ...pageInfo, startCursor: startCursor || null, endCursor: endCursor || null } };
}

/** A row's place, as a page's edges tell it. */
export function cursorOf<Row, Position>(order: PageOrder<Row, Position>, row: Row): string {
  const parts = [order.name, order.owner ?? "", ...order.toParts(row)];
  return Buffer.from(parts.join(":"), "utf8").toString("base64url");
}

/** Throws BAD_REQUEST for a page larger than any list gives. */
export function assertPageSize(size: number | null | undefined): void {
  if (size != null && (size < 0 || size > PAGE_MAX)) throw badRequest(`A page has 0 to ${PAGE_MAX} items.`);
}

function decodePageCursor<Row, Position>(order: PageOrder<Row, Position>, cursor: string): Position {
  const [name, owner, ...parts] = Buffer.from(cursor, "base64url").toString("utf8").split(":");
  const isOurs = name === order.name && owner === (order.owner ?? "");
  const position = isOurs ? order.fromParts(parts) : null;
  if (position === null) throw badRequest("This cursor is not one of this list.");
  return position;
}
