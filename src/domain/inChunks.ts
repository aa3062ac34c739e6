/** Changes or deletes many rows, a little at a time: a long transaction would hold back what streams may be told. */

/** One statement's worth, of small rows. */
const CHUNK_MAX = 500;

/**
 * Calls `changeSome` until it finds less than it was let change, or `signal` aborts; answers how many rows it was. What is
 * changed is found no more. Two processes may do it at once.
 */
export async function inChunks(
  changeSome: (limit: number) => Promise<{ readonly count: number }>,
  signal: AbortSignal,
  chunkMax = CHUNK_MAX,
): Promise<number> {
  let total = 0;
  while (!signal.aborted) {
    const { count } = await changeSome(chunkMax);
    total += count;
    if (count < chunkMax) break;
  }
  return total;
}
