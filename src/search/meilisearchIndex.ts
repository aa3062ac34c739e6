/** The index in Meilisearch: its settings, its documents, and how it is made anew while it is in use. */
import type { Index, Meilisearch, Settings, Task } from "meilisearch";
import { PassingFault } from "../domain/consumer/ports.ts";
import { HITS_MAX } from "../domain/search/ports.ts";
import type { SearchOutbox, SearchSource } from "../domain/search/ports.ts";

export const INDEX = "parley_messages";
/** Where it is made anew, before the two are swapped. */
export const NEXT_INDEX = "parley_messages_next";
/** Of documents and settings: where another one is stored, the index is made anew by `npm run search:reindex`. */
export const VERSION = 1;
/** What stands for everybody among those whom a message mentions. */
export const EVERYBODY = "everybody";

/** Messages that are told at once. */
const TOLD_MAX = 1_000;
const TASK_MAX_MS = 30_000;

export interface SearchDocument {
  readonly id: string;
  readonly conversationId: string;
  readonly seq: number;
  readonly senderId: string;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  readonly editedAt: number | null;
  readonly kind: string;
  readonly month: string;
  readonly threadRootId: string | null;
  readonly isPinned: boolean;
  readonly hasAttachment: boolean;
  readonly hasLink: boolean;
  readonly mentions: readonly string[];
  readonly text: string;
}

export const SETTINGS: Settings = {
  searchableAttributes: ["text"],
  displayedAttributes: ["id", "sentAt", "editedAt", "isPinned"],
  filterableAttributes: [
    "id",
    "conversationId",
    "seq",
    "senderId",
    "sentAt",
    "kind",
    "month",
    "threadRootId",
    "isPinned",
    "hasAttachment",
    "hasLink",
    "mentions",
  ],
  sortableAttributes: ["sentAt"],
  // An order that is asked for comes before everything; of what fits alike the newest.
  rankingRules: ["sort", "words", "typo", "proximity", "attribute", "exactness", "sentAt:desc"],
  pagination: { maxTotalHits: HITS_MAX },
  faceting: { maxValuesPerFacet: 300, sortFacetValuesBy: { "*": "count" } },
  typoTolerance: { enabled: true, minWordSizeForTypos: { oneTypo: 5, twoTypos: 9 } },
};

/** A document as an index has it. */
export function documentOf(source: SearchSource): SearchDocument {
  const { createdAt, editedAt, mentionsEverybody, mentionedIds, ...rest } = source;
  return {
    ...rest,
    sentAt: createdAt.getTime(),
    editedAt: editedAt?.getTime() ?? null,
    month: createdAt.toISOString().slice(0, 7),
    mentions: mentionsEverybody ? [...mentionedIds, EVERYBODY] : mentionedIds,
  };
}

/** Makes the index where there is none, and gives it the settings. */
export async function prepareIndex(client: Meilisearch, uid: string): Promise<void> {
  const created = await client.createIndex(uid, { primaryKey: "id" }).waitTask({ timeout: TASK_MAX_MS });
  if (created.status !== "succeeded" && created.error?.code !== "index_already_exists") throw failed(created);
  await succeeded(client.index(uid).updateSettings(SETTINGS));
}

/** Makes an index say of these messages what they say now. */
export async function writeDocuments(
  index: Index<SearchDocument>,
  outbox: Pick<SearchOutbox, "read">,
  messageIds: readonly string[],
): Promise<void> {
  const sources = await outbox.read(messageIds);
  const present = new Set(sources.map(({ id }) => id));
  const gone = messageIds.filter((id) => !present.has(id));
  if (sources.length > 0) await succeeded(index.addDocuments(sources.map(documentOf), { primaryKey: "id" }));
  if (gone.length > 0) await succeeded(index.deleteDocuments(gone));
}

/**
 * Tells of some messages that have changed; answers whether there may be more. Those that could not be told are due again
 * later. Errors: `PassingFault`, UNAVAILABLE.
 */
export async function tellPending(client: Meilisearch, outbox: SearchOutbox): Promise<boolean> {
  const pending = await outbox.take(TOLD_MAX);
  if (pending.length === 0) return false;
  const ids = pending.map(({ messageId }) => messageId);
  try {
    await writeDocuments(client.index(INDEX), outbox, ids);
    const { reindexedTo } = await outbox.readState();
    if (reindexedTo !== null) await writeDocuments(client.index(NEXT_INDEX), outbox, ids);
  } catch (error) {
    await outbox.postpone(pending);
    throw error instanceof PassingFault
      ? error
      : new PassingFault("Meilisearch did not take documents.", { cause: error });
  }
  await outbox.settle(pending);
  return pending.length === TOLD_MAX;
}

/** The task, when it is done. Throws for one that failed. */
export async function succeeded(enqueued: { waitTask(options: object): Promise<Task> }): Promise<Task> {
  const task = await enqueued.waitTask({ timeout: TASK_MAX_MS });
  if (task.status !== "succeeded") throw failed(task);
  return task;
}

/** Without the server's words, which may hold those of a document. */
function failed({ uid, type, status, error }: Task): PassingFault {
  return new PassingFault(
    `Meilisearch's task ${uid} (${type}) ended as ${status}: ${error?.code ?? "no code"}.`,
  );
}
