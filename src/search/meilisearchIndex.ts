/** The index in Meilisearch: its settings, its documents, and how it is made anew while it is in use. */
import { MeilisearchApiError } from "meilisearch";
import type { Meilisearch, Settings, Task } from "meilisearch";
import { PassingFault } from "../domain/consumer/ports.ts";
import { HITS_MAX } from "../domain/search/ports.ts";
import type { IndexState, SearchSource } from "../domain/search/ports.ts";

export const INDEX = "parley_messages";
/** Where it is made anew, before the two are swapped. */
export const NEXT_INDEX = "parley_messages_next";
/** Of documents and settings: where another one is stored, the index is made anew by `npm run search:reindex`. */
export const VERSION = 1;
export const MADE_BY = `version ${VERSION}`;
/** What stands for everybody among those whom a message mentions. */
export const EVERYBODY = "everybody";

export const TASK_MAX_MS = 30_000;

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

/** Takes an index away, if there is one. */
export async function dropIndex(client: Meilisearch, uid: string): Promise<void> {
  const dropped = await client.deleteIndex(uid).waitTask({ timeout: TASK_MAX_MS });
  if (dropped.status !== "succeeded" && dropped.error?.code !== "index_not_found") throw failed(dropped);
}

/** Puts a document into an index to know it by. No search finds it: it is in no conversation. */
export async function writeMarker(client: Meilisearch, uid: string, marker: string): Promise<void> {
  await succeeded(client.index(uid).addDocuments([{ id: marker }], { primaryKey: "id" }));
}

/** Whether an index is there and has one of these documents. Needs the right to search, and no other. */
export async function hasMarker(
  client: Meilisearch,
  uid: string,
  markers: readonly (string | null)[],
): Promise<boolean> {
  const ids = markers.filter((marker) => marker !== null);
  if (ids.length === 0) return false;
  const filter = `id IN [${ids.map((id) => `"${id}"`).join(", ")}]`;
  const query = { indexUid: uid, q: "", filter, limit: 1, attributesToRetrieve: ["id"] };
  try {
    const { results } = await client.multiSearch({ queries: [query] });
    return (results[0]?.hits.length ?? 0) > 0;
  } catch (error) {
    if (error instanceof MeilisearchApiError && IS_ANOTHER.has(error.cause?.code ?? "")) return false;
    throw error;
  }
}

/** There is no such index, or one that nothing has prepared. */
const IS_ANOTHER = new Set(["index_not_found", "invalid_search_filter"]);

/** Whether the index in use has all documents, as they are made today. Errors: those of the client. */
export async function isWhole(
  client: Meilisearch,
  { version, marker, nextMarker, nextOf }: IndexState,
): Promise<boolean> {
  return hasMarker(client, INDEX, [
    version === VERSION ? marker : null,
    // Swapped already, and not yet written down.
    nextOf === MADE_BY ? nextMarker : null,
  ]);
}

/** The task, when it is done. Throws for one that failed. */
export async function succeeded(enqueued: { waitTask(options: object): Promise<Task> }): Promise<Task> {
  const task = await enqueued.waitTask({ timeout: TASK_MAX_MS });
  if (task.status !== "succeeded") throw failed(task);
  return task;
}

/** Something about a document that Meilisearch will not take, however often it is told. */
export class RefusedDocument extends PassingFault {}

/** Without the server's words, which may hold those of a document. */
function failed({ uid, type, status, error }: Task): PassingFault {
  const sentence = `Meilisearch's task ${uid} (${type}) ended as ${status}: ${error?.code ?? "no code"}.`;
  const isRefused = error?.type === "invalid_request" && /document|max_fields_limit/.test(error.code);
  return isRefused ? new RefusedDocument(sentence) : new PassingFault(sentence);
}
