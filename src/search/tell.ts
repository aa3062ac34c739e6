/** Tells Meilisearch what messages say now, in whichever index is in use or will be. */
import { MeilisearchApiError } from "meilisearch";
import type { Index, Meilisearch } from "meilisearch";
import { PassingFault } from "../domain/consumer/ports.ts";
import type { IndexState, PendingMessage, SearchOutbox } from "../domain/search/ports.ts";
import { documentOf, dropIndex, INDEX, NEXT_INDEX, RefusedDocument, succeeded } from "./meilisearchIndex.ts";
import type { SearchDocument } from "./meilisearchIndex.ts";

/** Messages that are told at once. */
const TOLD_MAX = 1_000;
/** How long telling them may take: well below what they are taken for, so that no older document is written over a newer. */
export const TELL_MAX_MS = 120_000;
const POSTPONED_MS = 3_000;
const PAYLOAD_TOO_LARGE = 413;

/** Told of messages that Meilisearch will not take: they have no document there until they change. */
export type OnRefused = (messageIds: readonly string[], error: unknown) => void;

/**
 * Tells of some messages that have changed; answers whether there may be more. Those that could not be told are due again
 * later. `connect` gives a client that ends what is under way after `TELL_MAX_MS`. Errors: `PassingFault`, UNAVAILABLE.
 *
 * Nothing misses the swap at the end of a reindex. What is made anew is written first: an index that is swapped after
 * that has it, and one that was swapped before is what the second write reaches. What has begun only after the state was
 * read is seen when it is read again, and then all is told once more.
 */
export async function tellPending(
  connect: () => Meilisearch,
  outbox: SearchOutbox,
  onRefused: OnRefused,
): Promise<boolean> {
  const pending = await outbox.take(TOLD_MAX);
  if (pending.length === 0) return false;
  try {
    const isTold = await tell(connect(), outbox, pending, onRefused);
    if (!isTold) await outbox.postpone(pending, 0);
    else await outbox.settle(pending);
    return !isTold || pending.length === TOLD_MAX;
  } catch (error) {
    await outbox.postpone(pending, POSTPONED_MS);
    throw error instanceof PassingFault
      ? error
      : new PassingFault("Meilisearch did not take documents.", { cause: error });
  }
}

/** False where another index than those that were told may be in use by now. */
async function tell(
  client: Meilisearch,
  outbox: SearchOutbox,
  pending: readonly PendingMessage[],
  onRefused: OnRefused,
): Promise<boolean> {
  const ids = pending.map(({ messageId }) => messageId);
  const before = await outbox.readState("meilisearch");
  const isBeingMade = before.nextMarker !== null;
  if (isBeingMade) await writeDocuments(client.index(NEXT_INDEX), outbox, ids, onRefused);
  await writeDocuments(client.index(INDEX), outbox, ids, onRefused);
  const after = await outbox.readState("meilisearch");
  // Whoever writes to an index that is gone makes it: nothing would ever take words out of that one.
  if (isBeingMade && after.nextMarker === null) await dropIndex(client, NEXT_INDEX);
  return isCovered(before, after);
}

function isCovered(before: IndexState, after: IndexState): boolean {
  const isSameInUse = after.marker === before.marker || after.marker === before.nextMarker;
  return isSameInUse && (after.nextMarker === null || after.nextMarker === before.nextMarker);
}

/** Makes an index say of these messages what they say now; answers those that it refused, which have no document then. */
export async function writeDocuments(
  index: Index<SearchDocument>,
  outbox: Pick<SearchOutbox, "read">,
  messageIds: readonly string[],
  onRefused: OnRefused,
): Promise<readonly string[]> {
  const sources = await outbox.read(messageIds);
  const present = new Set(sources.map(({ id }) => id));
  const refused = sources.length > 0 ? await add(index, sources.map(documentOf), onRefused) : [];
  const gone = [...messageIds.filter((id) => !present.has(id)), ...refused];
  if (gone.length > 0) await succeeded(index.deleteDocuments(gone));
  return refused;
}

/** Those that were refused. One of a thousand costs about twenty tasks: halves are tried, and halves of these. */
async function add(
  index: Index<SearchDocument>,
  documents: readonly SearchDocument[],
  onRefused: OnRefused,
): Promise<readonly string[]> {
  try {
    await succeeded(index.addDocuments([...documents], { primaryKey: "id" }));
    return [];
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const ids = documents.map(({ id }) => id);
    if (ids.length === 1) {
      onRefused(ids, error);
      return ids;
    }
    const middle = Math.ceil(documents.length / 2);
    const first = await add(index, documents.slice(0, middle), onRefused);
    return [...first, ...(await add(index, documents.slice(middle), onRefused))];
  }
}

function isRefusal(error: unknown): boolean {
  if (error instanceof RefusedDocument) return true;
  return error instanceof MeilisearchApiError && error.response.status === PAYLOAD_TOO_LARGE;
}
