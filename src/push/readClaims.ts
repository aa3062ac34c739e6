/**
 * Reads what is known of claims at the moment of sending.
 *
 * At the end of quiet hours everybody of a time zone is due: summaries are read a few people at a time, and what cannot be
 * read, or not in time, is left out. It is not settled: it is due again when the lease ends. The pushes of conversations in the
 * same batch wait for those that are read.
 */
import { isSummary, SUMMARIES_AT_A_TIME } from "../domain/notification/stores.ts";
import type { ClaimedPush, PushState, PushStore } from "../domain/notification/stores.ts";

/** Then no more of a batch are begun, so that it is mostly still sent in time: the last may take as long as two statements may. */
const SUMMARIES_FOR_MS = 3_000;

/** Summaries that are left out are missing; `onError` is told of those that cannot be read. Errors: UNAVAILABLE. */
export async function readClaims(
  store: PushStore,
  claims: readonly ClaimedPush[],
  onError: (error: unknown) => void,
): Promise<PushState[]> {
  const others = claims.filter((claim) => !isSummary(claim));
  const states = others.length === 0 ? [] : [...(await store.read(others))];
  const endsAt = performance.now() + SUMMARIES_FOR_MS;
  for (const some of chunksOf(claims.filter(isSummary))) {
    if (performance.now() > endsAt) break;
    try {
      states.push(...(await store.readSummaries(some)));
    } catch (error) {
      onError(error);
    }
  }
  return states;
}

/** All devices of a person together. */
function chunksOf(summaries: readonly ClaimedPush[]): ClaimedPush[][] {
  const people = [...Map.groupBy(summaries, ({ userId }) => userId).values()];
  const chunks: ClaimedPush[][] = [];
  for (let start = 0; start < people.length; start += SUMMARIES_AT_A_TIME) {
    chunks.push(people.slice(start, start + SUMMARIES_AT_A_TIME).flat());
  }
  return chunks;
}
