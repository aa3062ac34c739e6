/** Deletes what is over, a little at a time: a long transaction would hold back what streams may be told. */

/** One statement's worth, of small rows. */
const CHUNK_MAX = 500;

/**
 * Calls `deleteSome` until it finds less than it was let delete, or `signal` aborts; answers how many rows went. Two
 * processes may do it at once.
 */
export async function deleteInChunks(
  deleteSome: (limit: number) => Promise<{ readonly count: number }>,
  signal: AbortSignal,
  chunkMax = CHUNK_MAX,
): Promise<number> {
  let total = 0;
  while (!signal.aborted) {
    const { count } = await deleteSome(chunkMax);
    total += count;
    if (count < chunkMax) break;
  }
  return total;
}
