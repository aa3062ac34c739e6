/**
 * Files in a folder: `files/ab/<id>`, by the last two digits of the id, and `uploading/` for what is not whole.
 *
 * Bytes come under a name of nobody's, are on the disk when they are whole, and get their name then: whoever finds a file
 * under an id finds all of it. The folder is made when it is first needed. Several processes may share it.
 */
import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import type { MediaFiles } from "../domain/attachment/ports.ts";
import { isUuid } from "../lib/ids.ts";
import { SNIFFED_BYTES } from "./sniffType.ts";

const PART_KEPT_MS = 3_600_000;
const ORPHAN_KEPT_MS = 86_400_000;
/** Of 256 folders: with a look every ten minutes all of them within six hours. */
const FOLDERS_PER_LOOK = 8;
/** Ids that are asked for at a time. */
const CHUNK_MAX = 500;

/** The bytes of an upload, under a name of nobody's. Disposing removes them, unless they were kept. */
export interface ReceivedBytes extends AsyncDisposable {
  readonly byteSize: number;
  /** The first of them. */
  readonly head: Uint8Array;
  /** Gives them the name of this id, in place of what may be there. */
  keepAs(id: string): Promise<void>;
}

export interface DiskFiles extends MediaFiles {
  /** Writes what comes, no faster than the disk takes it, and stops behind `bytesMax`. Rejects, with nothing left, where it breaks off. */
  receive(chunks: AsyncIterable<Uint8Array>, bytesMax: number): Promise<ReceivedBytes>;
  /** From `start` to `end`, both included; null where there is no file. To be read or destroyed. */
  read(id: string, start: number, end: number): Promise<Readable | null>;
}

export function createDiskFiles(root: string): DiskFiles {
  const uploading = path.join(root, "uploading");
  const folderOf = (id: string): string => path.join(root, "files", id.slice(-2));
  const fileOf = (id: string): string => path.join(folderOf(id), id);
  let nextFolder = Math.floor(Math.random() * 256);

  return {
    async receive(chunks, bytesMax) {
      await mkdir(uploading, { recursive: true, mode: 0o700 });
      const part = path.join(uploading, `${randomUUID()}.part`);
      try {
        const received = await writePart(part, chunks, bytesMax);
        let isKept = false;
        return {
          ...received,
          async keepAs(id) {
            await mkdir(folderOf(id), { recursive: true, mode: 0o700 });
            await rename(part, fileOf(id));
            isKept = true;
            await syncFolder(folderOf(id));
          },
          [Symbol.asyncDispose]: () => (isKept ? Promise.resolve() : rm(part, { force: true })),
        };
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
    },

    async read(id, start, end) {
      const handle = await openOrNull(fileOf(id));
      return handle === null ? null : handle.createReadStream({ start, end });
    },

    async remove(ids) {
      for (const id of ids) await rm(fileOf(id), { force: true });
    },

    async removeLeftovers(now, known) {
      const parts = (await namesIn(uploading)).map((name) => path.join(uploading, name));
      let removed = await removeOlder(parts, now.getTime() - PART_KEPT_MS);
      for (let count = 0; count < FOLDERS_PER_LOOK; count += 1) {
        const folder = path.join(root, "files", nextFolder.toString(16).padStart(2, "0"));
        nextFolder = (nextFolder + 1) % 256;
        const names = (await namesIn(folder)).filter(isUuid);
        for (let from = 0; from < names.length; from += CHUNK_MAX) {
          const ids = names.slice(from, from + CHUNK_MAX);
          const have = await known(ids);
          const orphans = ids.filter((id) => !have.has(id)).map(fileOf);
          removed += await removeOlder(orphans, now.getTime() - ORPHAN_KEPT_MS);
        }
      }
      return removed;
    },
  };
}

async function writePart(part: string, chunks: AsyncIterable<Uint8Array>, bytesMax: number) {
  const head = Buffer.alloc(SNIFFED_BYTES);
  let byteSize = 0;
  const handle = await open(part, "wx", 0o600);
  try {
    for await (const chunk of chunks) {
      if (byteSize < SNIFFED_BYTES) head.set(chunk.subarray(0, SNIFFED_BYTES - byteSize), byteSize);
      byteSize += chunk.length;
      if (byteSize > bytesMax) break;
      await handle.appendFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { byteSize, head: head.subarray(0, byteSize) };
}

/** So that the name is on the disk, too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function openOrNull(file: string): Promise<FileHandle | null> {
  try {
    return await open(file, "r");
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function removeOlder(files: readonly string[], before: number): Promise<number> {
  let removed = 0;
  for (const file of files) {
    const found = await stat(file).catch(() => null);
    if (found === null || found.mtimeMs > before) continue;
    await rm(file, { force: true });
    removed += 1;
  }
  return removed;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}
