/** Lists in the order of a time: where a row stands in one, and back. */
import { isUuid } from "../lib/ids.ts";
import type { PageOrder } from "./page.ts";

/** A place by a time, and by id where times are equal. */
export interface TimePosition {
  readonly at: Date;
  readonly id: string;
}

/** `name` and `owner` as of any `PageOrder`. */
export function byTime<Row extends { readonly id: string }>(
  timeOf: (row: Row) => Date,
  name: string,
  owner?: string,
): PageOrder<Row, TimePosition> {
  return {
    name,
    ...(owner !== undefined && { owner }),
    toParts: (row) => [timeOf(row).getTime(), row.id],
    fromParts: ([time = "", id = "", ...rest]) =>
      /^\d{1,15}$/.test(time) && isUuid(id) && rest.length === 0 ? { at: new Date(Number(time)), id } : null,
  };
}
