/** Makes all documents anew while people search. */
import type { Meilisearch } from "meilisearch";
import { PassingFault } from "../domain/consumer/ports.ts";
import type { SearchIndex, SearchOutbox } from "../domain/search/ports.ts";
import { newId } from "../lib/ids.ts";
import { sleep } from "../lib/latch.ts";
import {
  dropIndex,
  hasMarker,
  INDEX,
  MADE_BY,
  NEXT_INDEX,
  prepareIndex,
  TASK_MAX_MS,
  VERSION,
  writeMarker,
} from "./meilisearchIndex.ts";
import type { SearchDocument } from "./meilisearchIndex.ts";
import { eachPage } from "./pages.ts";
import type { OnProgress } from "./pages.ts";
import { writeDocuments } from "./tell.ts";
import type { OnRefused } from "./tell.ts";
import { differencesIn } from "./verify.ts";

const SURPLUS_MAX = 1_000;
/** For messages that change while their page is written. */
const REWRITES_MAX = 10;
const LOOK_EVERY_MS = 50;

export interface ReindexOptions {
  readonly index: SearchIndex;
  readonly outbox: SearchOutbox;
  /** PostgreSQL's names of those whose stems count. */
  readonly languages: readonly string[];
  /** Null where it is not set. */
  readonly client: Meilisearch | null;
  readonly signal: AbortSignal;
  readonly progressOf: (engine: "PostgreSQL" | "Meilisearch") => OnProgress;
  readonly onRefused: OnRefused;
}

/**
 * The documents of all engines; answers how many messages were looked at. Stopped, it goes on behind the last page when
 * it is begun again. Errors: what aborts `signal`, `PassingFault`, UNAVAILABLE, those of the client.
 */
export async function reindex(options: ReindexOptions): Promise<number> {
  const { index, outbox, languages, client, signal, progressOf, onRefused } = options;
  const { nextMarker, nextOf, reindexedTo } = await outbox.readState("postgresql");
  const madeBy = languages.join();
  const isResumed = nextMarker !== null && nextOf === madeBy;
  const run = isResumed ? nextMarker : newId();
  if (!isResumed) await outbox.begin("postgresql", run, madeBy, nextMarker);
  const from = isResumed ? reindexedTo : null;
  const done = await eachPage(outbox, from, signal, progressOf("PostgreSQL"), async (ids) => {
    await index.write(ids);
    if (!(await outbox.advance("postgresql", run, ids.at(-1) ?? ""))) throw overtaken();
  });
  while ((await outbox.removeSurplus(SURPLUS_MAX)) === SURPLUS_MAX) signal.throwIfAborted();
  if (client !== null) await reindexMeilisearch(client, outbox, signal, progressOf("Meilisearch"), onRefused);
  await outbox.finish("postgresql", run, 0);
  return done;
}

/**
 * Those in Meilisearch, in an index beside the one in use, which are swapped in the end: searches go on. What changes
 * meanwhile is told to both. Stopped, it goes on behind the last page when it is begun again; killed after the swap, it
 * sees by the marker that the new one is in use. Errors: `PassingFault`, UNAVAILABLE, those of the client.
 */
export async function reindexMeilisearch(
  client: Meilisearch,
  outbox: SearchOutbox,
  signal: AbortSignal,
  onProgress: OnProgress,
  onRefused: OnRefused,
): Promise<number> {
  // Tasks are done in order: whatever an earlier run has left to do is done when this is.
  await prepareIndex(client, INDEX);
  const state = await outbox.readState("meilisearch");
  const known = state.nextOf === MADE_BY ? state.nextMarker : null;
  if (known !== null && (await hasMarker(client, INDEX, [known]))) return end(client, outbox, known, 0);

  const isResumed = known !== null && (await hasMarker(client, NEXT_INDEX, [known]));
  const marker = isResumed ? known : await begin(client, outbox, state.nextMarker);
  const index = client.index<SearchDocument>(NEXT_INDEX);
  const from = isResumed ? state.reindexedTo : null;
  const done = await eachPage(outbox, from, signal, onProgress, async (ids) => {
    let stale = ids;
    for (let tries = 0; stale.length > 0; tries += 1) {
      if (tries === REWRITES_MAX) throw new PassingFault("Messages change faster than they are written.");
      const refused = new Set(await writeDocuments(index, outbox, stale, onRefused));
      // What was told between reading and writing it may have been overwritten.
      const different = await differencesIn(outbox, stale, index);
      stale = [...different.missing, ...different.stale, ...different.surplus].filter(
        (id) => !refused.has(id),
      );
    }
    if (!(await outbox.advance("meilisearch", marker, ids.at(-1) ?? ""))) throw overtaken();
  });
  await swap(client, marker);
  return end(client, outbox, marker, done);
}

async function begin(client: Meilisearch, outbox: SearchOutbox, known: string | null): Promise<string> {
  const marker = newId();
  await dropIndex(client, NEXT_INDEX);
  await prepareIndex(client, NEXT_INDEX);
  await writeMarker(client, NEXT_INDEX, marker);
  await outbox.begin("meilisearch", marker, MADE_BY, known);
  const { nextMarker } = await outbox.readState("meilisearch");
  if (nextMarker !== marker) throw overtaken();
  return marker;
}

/** Looks for the marker, and not for the task: a key for these indexes alone may not see tasks of two of them. */
async function swap(client: Meilisearch, marker: string): Promise<void> {
  if (!(await hasMarker(client, NEXT_INDEX, [marker]))) throw overtaken();
  await client.swapIndexes([{ indexes: [INDEX, NEXT_INDEX] }] as never);
  const late = AbortSignal.timeout(TASK_MAX_MS);
  while (!(await hasMarker(client, INDEX, [marker]))) {
    if (late.aborted) throw new PassingFault(`Meilisearch has not swapped indexes within ${TASK_MAX_MS} ms.`);
    await sleep(LOOK_EVERY_MS, late);
  }
}

/** The one that was in use goes first: it holds words that may be gone since. */
async function end(client: Meilisearch, outbox: SearchOutbox, marker: string, done: number): Promise<number> {
  await dropIndex(client, NEXT_INDEX);
  if (!(await outbox.finish("meilisearch", marker, VERSION))) throw overtaken();
  return done;
}

function overtaken(): PassingFault {
  return new PassingFault(
    "What was made is not whole: another one has begun as well, or a process works without MEILISEARCH_URL. Begin it again.",
  );
}
