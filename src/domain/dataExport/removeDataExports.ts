/** Takes the files of exports away: of those that nobody can fetch any more, and of a person who is erased. */
import { inChunks } from "../inChunks.ts";
import type { Db } from "../rows.ts";

/** Chunks that one statement deletes: some 25 MB at the most. */
const CHUNKS_AT_A_TIME = 25;
/** Exports that are looked through for chunks by one statement. */
const EXPORTS_AT_A_TIME = 100;

/**
 * Deletes the files that have expired before `now`, and what there is of those that were given up, until none is left or
 * `signal` aborts; the exports stay, so that their people know of them. Returns how many chunks. Two processes may do it
 * at once.
 */
export async function removeExpiredExports(
  db: Pick<Db, "dataExport" | "dataExportChunk">,
  now: Date,
  signal: AbortSignal,
): Promise<number> {
  let total = 0;
  while (!signal.aborted) {
    const expired = await db.dataExport.findMany({
      where: { expiresAt: { lte: now }, chunks: { some: {} } },
      select: { id: true },
      take: EXPORTS_AT_A_TIME,
    });
    if (expired.length === 0) break;
    for (const { id } of expired) total += await removeChunks(db, id, signal);
  }
  return total;
}

/**
 * Deletes all of a person's exports, file by file, or as many as there is time for before `signal` aborts; true when none
 * is left. One that is being made ends.
 */
export async function removeDataExportsOf(
  { db }: { readonly db: Pick<Db, "dataExport" | "dataExportChunk"> },
  userId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const exports = await db.dataExport.findMany({ where: { userId }, select: { id: true } });
  for (const { id } of exports) {
    await removeChunks(db, id, signal);
    if (signal.aborted) return false;
    // With a chunk that was written meanwhile.
    await db.dataExport.deleteMany({ where: { id } });
  }
  return true;
}

function removeChunks(
  db: Pick<Db, "dataExportChunk">,
  exportId: string,
  signal: AbortSignal,
): Promise<number> {
  const where = { exportId };
  return inChunks((limit) => db.dataExportChunk.deleteMany({ where, limit }), signal, CHUNKS_AT_A_TIME);
}
