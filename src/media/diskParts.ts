/** Uploads in parts to the disk: `parts/<id>/<number>`, until they are joined. */
import { createReadStream } from "node:fs";
import { open, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { PartStore } from "./fileStore.ts";

export interface DiskParts extends PartStore {
  fileOf(id: string, number: number): string;
  remove(id: string): Promise<void>;
}

/** `place` gives a file its name when what is written to another is whole. */
export function createDiskParts(
  root: string,
  place: (file: string, put: (part: string) => Promise<void>) => Promise<void>,
  uploadOf: (id: string) => string,
): DiskParts {
  const folderOf = (id: string): string => path.join(root, id);
  const fileOf = (id: string, number: number): string => path.join(folderOf(id), String(number));

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
      await place(uploadOf(id), async (whole) => {
        const handle = await open(whole, "wx", 0o600);
        try {
          for (let number = 1; number <= count; number += 1) {
            for await (const chunk of createReadStream(fileOf(id, number))) {
              await handle.appendFile(chunk as Buffer);
            }
          }
          await handle.sync();
        } finally {
          await handle.close();
        }
      });
      await rm(folderOf(id), { recursive: true, force: true });
    },

    remove: (id) => rm(folderOf(id), { recursive: true, force: true }),
  };
}
