/** Deletes attachments that nobody has any more: what was never sent, what deleted messages had, and pictures of before. */
import { inChunks } from "../inChunks.ts";
import type { Db } from "../rows.ts";

/** One transaction's worth. */
const CHUNK_MAX = 100;

/**
 * Rows first, files behind the commit: a crash in between leaves a file that nothing names, which `removeLeftovers` finds.
 * In chunks, until none is left or `signal` aborts; answers how many. Several processes may do it at once.
 */
export async function deleteExpiredAttachments(
  db: Db,
  removeFiles: (ids: readonly string[]) => Promise<void>,
  now: Date,
  signal: AbortSignal,
): Promise<number> {
  const deleteSome = async (limit: number) => {
    const ids = await deleteChunk(db, now, limit);
    await removeFiles(ids);
    return { count: ids.length };
  };
  return inChunks(deleteSome, signal, CHUNK_MAX);
}

async function deleteChunk(db: Db, now: Date, limit: number): Promise<string[]> {
  return db.$transaction(async (tx) => {
    const due = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM attachment WHERE expires_at <= ${now}::timestamptz
      ORDER BY expires_at LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
    // Looked at again: whoever held one a moment ago may have sent it.
    const gone = await tx.$queryRaw<{ id: string }[]>`
      DELETE FROM attachment a
      WHERE a.id = ANY(${due.map(({ id }) => id)}::uuid[]) AND a.expires_at <= ${now}::timestamptz
        AND NOT is_attachment_used(a.id)
      RETURNING a.id`;
    return gone.map(({ id }) => id);
  });
}

/** Those of these ids that are attachments. */
export async function findAttachmentIds(db: Db, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.attachment.findMany({ where: { id: { in: [...ids] } }, select: { id: true } });
  return new Set(rows.map(({ id }) => id));
}
