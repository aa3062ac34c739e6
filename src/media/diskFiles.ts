/**
 * Files in a folder: `files/ab/<name>`, by the last two digits of the id, `uploads/<id>` and `parts/<id>/` for what is not
 * looked at yet, and `uploading/` for what is not whole.
 *
 * Bytes come under a name of nobody's, are on the disk when they are whole, and get their name then: whoever finds a file
 * under an id finds all of it. The folder is made when it is first needed. Several processes may share it.
 */
import { randomUUID } from "node:crypto";
import { copyFile, link, mkdir, open, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import path from "node:path";
import { isUuid } from "../lib/ids.ts";
import { createDiskParts } from "./diskParts.ts";
import { fileNameOf, idOfFile, VARIANTS } from "./fileStore.ts";
import type { FileStore, StoredUpload } from "./fileStore.ts";
import { isMissing, nullIfMissing } from "./missing.ts";

const PART_KEPT_MS = 3_600_000;
const ORPHAN_KEPT_MS = 86_400_000;
/** Of 256 folders: with a look every ten minutes all of them within six hours. */
const FOLDERS_PER_LOOK = 8;
/** Of a file that is written at once: ours alone, and on the disk. */
const WHOLE = { mode: 0o600, flush: true };
/** Ids that are asked for at a time. */
const CHUNK_MAX = 500;

/** The bytes of an upload, under a name of nobody's. Disposing removes them, unless they were settled. */
export interface ReceivedBytes extends AsyncDisposable {
  readonly byteSize: number;
  /** Makes them the upload of this id, or a part of it, in place of what may be there. */
  settleAs(id: string, part?: number): Promise<void>;
}

export interface DiskFiles extends FileStore {
  /** Writes what comes, no faster than the disk takes it, and stops behind `bytesMax`. Rejects, with nothing left, where it breaks off. */
  receive(chunks: AsyncIterable<Uint8Array>, bytesMax: number): Promise<ReceivedBytes>;
}

export function createDiskFiles(root: string): DiskFiles {
  const uploading = path.join(root, "uploading");
  const uploads = path.join(root, "uploads");
  const partsFolder = path.join(root, "parts");
  const folderOf = (id: string): string => path.join(root, "files", id.slice(-2));
  const fileOf = (name: string): string => path.join(folderOf(idOfFile(name)), name);
  const uploadOf = (id: string): string => path.join(uploads, id);
  let nextFolder = Math.floor(Math.random() * 256);

  async function nobodys(): Promise<string> {
    await mkdir(uploading, { recursive: true, mode: 0o700 });
    return path.join(uploading, `${randomUUID()}.part`);
  }

  /** `put` writes to a name of nobody's. */
  async function place(file: string, put: (part: string) => Promise<void>): Promise<void> {
    const part = await nobodys();
    try {
      await put(part);
      await rename(part, await within(file));
    } finally {
      // It is there still where both names were the same bytes already.
      await rm(part, { force: true });
    }
    await syncFolder(path.dirname(file));
  }

  async function receive(chunks: AsyncIterable<Uint8Array>, bytesMax: number): Promise<ReceivedBytes> {
    const part = await nobodys();
    try {
      const byteSize = await writePart(part, chunks, bytesMax);
      let isKept = false;
      return {
        byteSize,
        async settleAs(id, number) {
          const file = number === undefined ? uploadOf(id) : parts.fileOf(id, number);
          await rename(part, await within(file));
          isKept = true;
          await syncFolder(path.dirname(file));
        },
        [Symbol.asyncDispose]: () => (isKept ? Promise.resolve() : rm(part, { force: true })),
      };
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  }

  const parts = createDiskParts(partsFolder, (chunks) => receive(chunks, Infinity));

  return {
    parts,
    requestUpload: null,

    receive,

    async findUpload(id) {
      // What is looked at and what is kept are the same bytes, whatever comes under the upload's own name meanwhile.
      const held = await nobodys();
      const release = (): Promise<void> => rm(held, { force: true });
      try {
        await linkOrCopy(uploadOf(id), held);
        const now = new Date();
        // So that it is no leftover yet.
        await utimes(held, now, now);
        const { size: byteSize } = await stat(held);
        return {
          byteSize,
          read: (start, end) => readPart(held, start, end),
          toLocalFile: () => Promise.resolve({ path: held, [Symbol.asyncDispose]: () => Promise.resolve() }),
          keep: () => place(fileOf(id), (part) => linkOrCopy(held, part)),
          [Symbol.asyncDispose]: release,
        } satisfies StoredUpload;
      } catch (error) {
        await release();
        return nullIfMissing(error);
      }
    },

    writeUpload: (id, bytes) => place(uploadOf(id), (part) => writeFile(part, bytes, WHOLE)),

    async removeUpload(id) {
      await rm(uploadOf(id), { force: true });
      await parts.remove(id);
    },

    write: (id, variant, from) =>
      place(fileOf(fileNameOf(id, variant)), async (part) => {
        await copyFile(from, part);
        await syncFolder(part);
      }),

    async read(id, variant, start, end) {
      const handle = await openOrNull(fileOf(fileNameOf(id, variant)));
      return handle === null ? null : handle.createReadStream({ start, end });
    },

    async remove(ids) {
      for (const id of ids) {
        for (const variant of VARIANTS) await rm(fileOf(fileNameOf(id, variant)), { force: true });
        await rm(uploadOf(id), { force: true });
        await parts.remove(id);
      }
    },

    async removeLeftovers(now, known) {
      const parts = (await namesIn(uploading)).map((name) => path.join(uploading, name));
      let removed = await removeOlder(parts, now.getTime() - PART_KEPT_MS);
      const removeOrphans = async (folder: string): Promise<void> => {
        const names = (await namesIn(folder)).filter((name) => isUuid(idOfFile(name)));
        for (let from = 0; from < names.length; from += CHUNK_MAX) {
          const some = names.slice(from, from + CHUNK_MAX);
          const have = await known([...new Set(some.map(idOfFile))]);
          const orphans = some.filter((name) => !have.has(idOfFile(name)));
          removed += await removeOlder(
            orphans.map((name) => path.join(folder, name)),
            now.getTime() - ORPHAN_KEPT_MS,
          );
        }
      };
      await removeOrphans(uploads);
      await removeOrphans(partsFolder);
      for (let count = 0; count < FOLDERS_PER_LOOK; count += 1) {
        await removeOrphans(path.join(root, "files", nextFolder.toString(16).padStart(2, "0")));
        nextFolder = (nextFolder + 1) % 256;
      }
      return removed;
    },
  };
}

async function within(file: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  return file;
}

/** Both names are the same bytes, where the file system can do that. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  await link(from, to).catch((error: unknown) => {
    if (isMissing(error)) throw error;
    return copyFile(from, to);
  });
}

async function readPart(file: string, start: number, end: number): Promise<Buffer> {
  const handle = await open(file, "r");
  try {
    const bytes = Buffer.alloc(Math.max(0, end - start + 1));
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function writePart(part: string, chunks: AsyncIterable<Uint8Array>, bytesMax: number): Promise<number> {
  let byteSize = 0;
  const handle = await open(part, "wx", 0o600);
  try {
    for await (const chunk of chunks) {
      byteSize += chunk.length;
      if (byteSize > bytesMax) break;
      await handle.appendFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return byteSize;
}

/** So that it is on the disk, too: of a folder, the names in it. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function openOrNull(file: string): Promise<FileHandle | null> {
  return open(file, "r").catch(nullIfMissing);
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
    await rm(file, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}
