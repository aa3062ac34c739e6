/** Hands out the file of an export, chunk by chunk, to who may have it. */
import { isUuid } from "../../lib/ids.ts";
import type { DataExportRow, Db } from "../rows.ts";
import { isDownloadable, ownExports } from "./policy.ts";

/** A file that may be fetched now. */
export interface Download {
  readonly fileName: string;
  readonly byteSize: number;
  /**
   * The file in order, each chunk read when the last one has been taken: a reader that waits holds one of them, and no
   * connection. Ends early where the file goes meanwhile.
   */
  readonly chunks: () => AsyncGenerator<Uint8Array>;
}

/** Null for what does not exist, is somebody else's, is not ready, or has expired: nobody can tell these apart. */
export async function openDownload(db: Db, userId: string, exportId: string): Promise<Download | null> {
  if (!isUuid(exportId)) return null;
  const found = await db.dataExport.findUnique({
    where: { id: exportId, ...ownExports(userId) },
    include: { user: { select: { username: true } } },
  });
  if (found === null || found.byteSize === null || !isDownloadable(found, new Date())) return null;
  return {
    fileName: fileNameOf(found, found.user.username),
    byteSize: Number(found.byteSize),
    chunks: () => readChunks(db, found.id),
  };
}

async function* readChunks(db: Db, exportId: string): AsyncGenerator<Uint8Array> {
  for (let ordinal = 0; ; ordinal += 1) {
    const where = { exportId_ordinal: { exportId, ordinal } };
    const chunk = await db.dataExportChunk.findUnique({ where, select: { bytes: true } });
    if (chunk === null) return;
    yield chunk.bytes;
  }
}

/** Of letters that every system takes. */
function fileNameOf({ asOf, requestedAt }: DataExportRow, username: string): string {
  return `parley-${username.replaceAll(/[^a-z0-9_.]/g, "")}-${(asOf ?? requestedAt).toISOString().slice(0, 10)}.ndjson.gz`;
}
