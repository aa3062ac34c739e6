/** Makes all documents anew while people search, and looks whether they are what the table says. */
import type { Meilisearch } from "meilisearch";
import type { SearchIndex, SearchOutbox } from "../domain/search/ports.ts";
import { sleep } from "../lib/latch.ts";
import {
  documentOf,
  INDEX,
  NEXT_INDEX,
  prepareIndex,
  succeeded,
  VERSION,
  writeDocuments,
} from "./meilisearchIndex.ts";
import type { SearchDocument } from "./meilisearchIndex.ts";

const PAGE = 1_000;
/** By then whoever tells of changes has seen that they are to be told to both indexes. */
const NOTICED_MS = 1_000;
const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/** Told how many messages are done, of about how many. */
export type OnProgress = (done: number, all: number) => void;

/** The documents in PostgreSQL, in place; it may be stopped and begun again. Errors: UNAVAILABLE. */
export async function reindexPostgres(
  index: SearchIndex,
  outbox: SearchOutbox,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<number> {
  return eachPage(outbox, null, signal, onProgress, (ids) => index.write(ids));
}

/**
 * Those in Meilisearch, in an index beside the one in use, which are swapped in the end: searches go on. What changes
 * meanwhile is told to both. Stopped, it goes on behind the last page when it is begun again. Errors: `PassingFault`,
 * UNAVAILABLE, those of the client.
 */
export async function reindexMeilisearch(
  client: Meilisearch,
  outbox: SearchOutbox,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<number> {
  const { version, reindexedTo } = await outbox.readState();
  await prepareIndex(client, INDEX);
  if (reindexedTo === null) await client.deleteIndexIfExists(NEXT_INDEX);
  await prepareIndex(client, NEXT_INDEX);
  await outbox.writeState({ version, reindexedTo: reindexedTo ?? FIRST_ID });
  await sleep(NOTICED_MS, signal);

  const index = client.index<SearchDocument>(NEXT_INDEX);
  const done = await eachPage(outbox, reindexedTo, signal, onProgress, async (ids) => {
    await writeDocuments(index, outbox, ids);
    // What was deleted or edited between the two was told before its page was, and once more now.
    await writeDocuments(index, outbox, await changedSince(outbox, ids, index));
    await outbox.writeState({ version, reindexedTo: ids.at(-1) ?? FIRST_ID });
  });
  await succeeded(client.swapIndexes([{ indexes: [INDEX, NEXT_INDEX] }] as never));
  await outbox.writeState({ version: VERSION, reindexedTo: null });
  await client.deleteIndexIfExists(NEXT_INDEX);
  return done;
}

export interface Differences {
  readonly messages: number;
  /** Messages without a document, or with one of another text. */
  readonly missing: number;
  /** Documents of no message, or of one that is deleted. */
  readonly surplus: number;
}

/** Whether an index in use has a document of each message that is not deleted, as it is now, and no other. */
export async function verifyMeilisearch(
  client: Meilisearch,
  outbox: SearchOutbox,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<Differences> {
  const index = client.index<SearchDocument>(INDEX);
  let missing = 0;
  const messages = await eachPage(outbox, null, signal, onProgress, async (ids) => {
    missing += (await changedSince(outbox, ids, index)).length;
  });
  const { numberOfDocuments } = await index.getStats();
  return { messages, missing, surplus: Math.max(0, numberOfDocuments - (messages - missing)) };
}

/** The same of the documents in PostgreSQL. */
export async function verifyPostgres(
  outbox: SearchOutbox,
  signal: AbortSignal,
  onProgress: OnProgress,
): Promise<Differences> {
  let missing = 0;
  const messages = await eachPage(outbox, null, signal, onProgress, async (ids) => {
    missing += (await outbox.findMissing(ids)).length;
  });
  return { messages, missing, surplus: await outbox.countSurplus() };
}

/** Of these messages, those whose document is not what it should be. */
async function changedSince(
  outbox: SearchOutbox,
  ids: readonly string[],
  index: { getDocuments(query: object): Promise<{ readonly results: readonly Partial<SearchDocument>[] }> },
): Promise<readonly string[]> {
  const filter = `id IN [${ids.map((id) => `"${id}"`).join(", ")}]`;
  const { results } = await index.getDocuments({
    filter,
    fields: ["id", "editedAt", "isPinned"],
    limit: PAGE,
  });
  const stored = new Map(results.map((document) => [document.id, document]));
  const sources = new Map((await outbox.read(ids)).map((source) => [source.id, documentOf(source)]));
  return ids.filter((id) => {
    const [is, should] = [stored.get(id), sources.get(id)];
    if (is === undefined || should === undefined) return is !== undefined || should !== undefined;
    return is.editedAt !== should.editedAt || is.isPinned !== should.isPinned;
  });
}

async function eachPage(
  outbox: SearchOutbox,
  after: string | null,
  signal: AbortSignal,
  onProgress: OnProgress,
  work: (ids: readonly string[]) => Promise<void>,
): Promise<number> {
  const all = await outbox.countMessages();
  let last = after;
  let done = 0;
  for (;;) {
    signal.throwIfAborted();
    const ids = await outbox.idsAfter(last, PAGE);
    if (ids.length === 0) return done;
    await work(ids);
    done += ids.length;
    last = ids.at(-1) ?? null;
    onProgress(done, all);
  }
}
