/** Looks whether documents are what the messages are. */
import type { Index, Meilisearch } from "meilisearch";
import type { SearchOutbox } from "../domain/search/ports.ts";
import { documentOf, hasMarker, INDEX } from "./meilisearchIndex.ts";
import type { SearchDocument } from "./meilisearchIndex.ts";
import { eachPage, PAGE } from "./pages.ts";
import type { OnProgress } from "./pages.ts";

export interface Differences {
  readonly messages: number;
  /** Messages without a document. */
  readonly missing: number;
  /** Messages whose document is of another text. */
  readonly stale: number;
  /** Documents of no message, or of one that is deleted. */
  readonly surplus: number;
}

/** Of the index in use in Meilisearch. Errors: UNAVAILABLE, those of the client. */
export async function verifyMeilisearch(
  client: Meilisearch,
  outbox: SearchOutbox,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<Differences> {
  const index = client.index<SearchDocument>(INDEX);
  let [missing, stale] = [0, 0];
  const messages = await eachPage(outbox, null, signal, onProgress, async (ids) => {
    const different = await differencesIn(outbox, ids, index);
    missing += different.missing.length;
    stale += different.stale.length;
  });
  const { numberOfDocuments } = await index.getStats();
  const { marker } = await outbox.readState("meilisearch");
  const markers = (await hasMarker(client, INDEX, [marker])) ? 1 : 0;
  return { messages, missing, stale, surplus: Math.max(0, numberOfDocuments - markers - messages + missing) };
}

/** Of those in PostgreSQL. Errors: UNAVAILABLE. */
export async function verifyPostgres(
  outbox: SearchOutbox,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<Differences> {
  let [missing, stale] = [0, 0];
  const messages = await eachPage(outbox, null, signal, onProgress, async (ids) => {
    const different = await outbox.findDifferent(ids);
    missing += different.filter(({ isMissing }) => isMissing).length;
    stale += different.filter(({ isMissing }) => !isMissing).length;
  });
  return { messages, missing, stale, surplus: await outbox.countSurplus() };
}

interface DifferentIds {
  readonly missing: readonly string[];
  readonly stale: readonly string[];
  /** Of messages that are deleted. */
  readonly surplus: readonly string[];
}

/** Of these messages, those whose document in an index is not what it should be. */
export async function differencesIn(
  outbox: Pick<SearchOutbox, "read">,
  ids: readonly string[],
  index: Index<SearchDocument>,
): Promise<DifferentIds> {
  const filter = `id IN [${ids.map((id) => `"${id}"`).join(", ")}]`;
  const fields = ["id", "editedAt", "isPinned"] as const;
  const { results } = await index.getDocuments({ filter, fields: [...fields], limit: PAGE });
  const stored = new Map(results.map((document) => [document.id, document]));
  const sources = new Map((await outbox.read(ids)).map((source) => [source.id, documentOf(source)]));
  const isStale = (id: string): boolean => {
    const [is, should] = [stored.get(id), sources.get(id)];
    if (is === undefined || should === undefined) return false;
    return is.editedAt !== should.editedAt || is.isPinned !== should.isPinned;
  };
  return {
    missing: ids.filter((id) => sources.has(id) && !stored.has(id)),
    stale: ids.filter(isStale),
    surplus: ids.filter((id) => stored.has(id) && !sources.has(id)),
  };
}
