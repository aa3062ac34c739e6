/** Pages of what conversations have, read for many conversations at once: one statement for a list of them. */
import DataLoader from "dataloader";
import type { Context } from "./context.ts";
import type { Loaders } from "./loaders.ts";

interface OfConversation {
  readonly conversationId: string;
}

/**
 * Reads a page of one conversation; what is asked for at the same time, with an equal `page`, goes as one call of `read`.
 * It is remembered as long as the execution's other loaders.
 */
export function pagesByConversation<Row extends OfConversation, Page>(
  read: (context: Context, conversationIds: string[], page: Page) => Promise<Row[]>,
): (context: Context, conversationId: string, page: Page) => Promise<Row[]> {
  const byLoaders = new WeakMap<Loaders, Map<string, DataLoader<string, Row[]>>>();
  return (context, conversationId, page) => {
    const known = byLoaders.get(context.loaders) ?? new Map<string, DataLoader<string, Row[]>>();
    byLoaders.set(context.loaders, known);
    const key = JSON.stringify(page);
    const loader =
      known.get(key) ??
      new DataLoader<string, Row[]>(async (conversationIds) => {
        const found = Map.groupBy(
          await read(context, [...conversationIds], page),
          (row) => row.conversationId,
        );
        return conversationIds.map((id) => found.get(id) ?? []);
      });
    known.set(key, loader);
    return loader.load(conversationId);
  };
}
