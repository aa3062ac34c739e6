/** Pages of what conversations have, read for many conversations at once: one statement for a list of them. */
import DataLoader from "dataloader";
import type { Context } from "./context.ts";
import { perPage } from "./perExecution.ts";

interface OfConversation {
  readonly conversationId: string | null;
}

/** Reads a page of one conversation; what is asked for at the same time, with an equal `page`, is one call of `read`. */
export function pagesByConversation<Row extends OfConversation, Page extends object>(
  read: (context: Context, conversationIds: string[], page: Page) => Promise<Row[]>,
): (context: Context, conversationId: string, page: Page) => Promise<Row[]> {
  const loaderOf = perPage(
    (context, page: Page) =>
      new DataLoader<string, Row[]>(async (conversationIds) => {
        const rows = await read(context, [...conversationIds], page);
        const found = Map.groupBy(rows, (row) => row.conversationId);
        return conversationIds.map((id) => found.get(id) ?? []);
      }),
  );
  return (context, conversationId, page) => loaderOf(context, page).load(conversationId);
}
