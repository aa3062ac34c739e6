/** Uploads in parts to the disk: `parts/<id>/<number>`, until they are joined. */
import { createReadStream } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { nullIfMissing } from "./missing.ts";
import type { ReceivedBytes } from "./diskFiles.ts";
import type { PartStore } from "./fileStore.ts";

export interface DiskParts extends PartStore {
  fileOf(id: string, number: number): string;
  remove(id: string): Promise<void>;
}

/** `receive` writes bytes under a name of nobody's. */
export function createDiskParts(
  root: string,
  receive: (chunks: AsyncIterable<Uint8Array>) => Promise<ReceivedBytes>,
): DiskParts {
  const folderOf = (id: string): string => path.join(root, id);
  const fileOf = (id: string, number: number): string => path.join(folderOf(id), String(number));
  const remove = (id: string): Promise<void> => rm(folderOf(id), { recursive: true, force: true });

  async function* chunksOf(id: string, count: number): AsyncGenerator<Buffer> {
    for (let number = 1; number <= count; number += 1) {
      for await (const chunk of createReadStream(fileOf(id, number))) yield chunk as Buffer;
    }
  }

  return {
    fileOf,
    begin: () => Promise.resolve("disk"),
    request: null,

    async list(id) {
      const names = await readdir(folderOf(id)).catch(() => []);
      const sizes = await Promise.all(
        names.map(async (name): Promise<[number, number]> => {
          const found = await stat(path.join(folderOf(id), name)).catch(() => null);
          return [Number(name), found?.size ?? 0];
        }),
      );
      return new Map(sizes);
    },

    async join(id, _partsId, count) {
      const joined = await receive(chunksOf(id, count)).catch(nullIfMissing);
      if (joined === null) return null;
      return {
        byteSize: joined.byteSize,
        async settle() {
          await joined.settleAs(id);
          await remove(id);
        },
        [Symbol.asyncDispose]: () => joined[Symbol.asyncDispose](),
      };
    },

    remove,
    discard: remove,
  };
}
