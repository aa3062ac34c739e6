/** The order of lists whose newest stands first: ids are made in the order of time. */
import { isUuid } from "../lib/ids.ts";
import type { PageOrder } from "./page.ts";

/** Goes on below this id. */
export interface NewestFirstPage {
  readonly after: string | null;
  readonly limit: number;
}

export function newestFirst(name: string, owner: string): PageOrder<{ readonly id: string }, string> {
  return {
    name,
    owner,
    toParts: (row) => [row.id],
    fromParts: ([id = "", ...rest]) => (isUuid(id) && rest.length === 0 ? id : null),
  };
}
