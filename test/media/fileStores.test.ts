/** One contract for every place where files lie: a folder, a bucket, and a real server's bucket where one is named. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config.ts";
import { newId } from "../../src/lib/ids.ts";
import { createDiskFiles } from "../../src/media/diskFiles.ts";
import type { FileStore } from "../../src/media/fileStore.ts";
import { createS3Files } from "../../src/media/s3Files.ts";
import { startS3 } from "../support/s3Server.ts";
import { puts } from "../support/uploads.ts";

interface Place extends AsyncDisposable {
  readonly store: FileStore;
  /** Brings an upload, or a part of one, as a client does. */
  brings(
    id: string,
    bytes: string,
    part?: { readonly partsId: string; readonly number: number },
  ): Promise<void>;
}

async function folder(): Promise<Place> {
  const root = await mkdtemp(path.join(tmpdir(), "parley-media-"));
  const store = createDiskFiles(root);
  return {
    store,
    async brings(id, bytes, part) {
      await using received = await store.receive(one(bytes), 10_000_000);
      await received.settleAs(id, part?.number);
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

async function* one(bytes: string): AsyncGenerator<Buffer> {
  yield await Promise.resolve(Buffer.from(bytes));
}

function bucketOf(settings: Readonly<Record<string, string>>, server?: AsyncDisposable): Place {
  const { s3 } = parseConfig({ NODE_ENV: "test", ...settings }, ".");
  if (s3 === null) throw new Error("No bucket is named.");
  const store = createS3Files(s3);
  return {
    store,
    async brings(id, bytes, part) {
      const asked =
        part === undefined
          ? await store.requestUpload?.(id, bytes.length, "text/plain", 60)
          : await store.parts.request?.(id, part.partsId, part.number, bytes.length, 60);
      if (asked === undefined) throw new Error("It takes no requests.");
      const { ok, status } = await puts(asked.url, bytes, asked.headers);
      if (!ok) throw new Error(`The bucket answered ${status}.`);
    },
    async [Symbol.asyncDispose]() {
      store[Symbol.dispose]();
      await server?.[Symbol.asyncDispose]();
    },
  };
}

async function bucket(): Promise<Place> {
  const server = await startS3();
  return bucketOf(server.settings, server);
}

const real = process.env["S3_TEST_ENDPOINT"];
const realBucket = (): Promise<Place> =>
  Promise.resolve(
    bucketOf({
      S3_ENDPOINT: real ?? "",
      S3_BUCKET: process.env["S3_TEST_BUCKET"] ?? "",
      S3_ACCESS_KEY_ID: process.env["S3_TEST_ACCESS_KEY_ID"] ?? "",
      S3_SECRET_ACCESS_KEY: process.env["S3_TEST_SECRET_ACCESS_KEY"] ?? "",
    }),
  );

const textOf = async (bytes: Readable | null): Promise<string | null> =>
  bytes === null ? null : Buffer.concat(await bytes.toArray()).toString();

const places: [string, () => Promise<Place>][] = [
  ["a folder", folder],
  ["a bucket", bucket],
  ...(real === undefined ? [] : [["a real server's bucket", realBucket] as [string, () => Promise<Place>]]),
];

describe.each(places)("%s", (_name, open) => {
  test("an upload is read, kept as a file, and removed", async () => {
    await using place = await open();
    const { store } = place;
    const id = newId();
    expect(await store.findUpload(id)).toBeNull();
    await store.removeUpload(id);
    await place.brings(id, "hello there");
    await using upload = await store.findUpload(id);
    expect(upload?.byteSize).toBe(11);
    expect((await upload?.read(0, 4))?.toString()).toBe("hello");
    expect((await upload?.read(6, 999))?.toString()).toBe("there");
    expect(await store.read(id, "FULL", 0, 4)).toBeNull();
    await upload?.keep("text/plain");
    await upload?.keep("text/plain");
    await store.removeUpload(id);
    expect(await store.findUpload(id)).toBeNull();
    expect(await textOf(await store.read(id, "FULL", 1, 3))).toBe("ell");
    await store.remove([id, newId()]);
    expect(await store.read(id, "FULL", 0, 4)).toBeNull();
  });

  test("what is kept is what was found, or nothing, whatever takes its place meanwhile", async () => {
    await using place = await open();
    const { store } = place;
    const id = newId();
    await place.brings(id, "good");
    {
      await using upload = await store.findUpload(id);
      await place.brings(id, "evil");
      const isKept = await upload?.keep("text/plain").then(
        () => true,
        () => false,
      );
      expect(await textOf(await store.read(id, "FULL", 0, 3))).toBe(isKept === true ? "good" : null);
    }
    {
      await using upload = await store.findUpload(id);
      await upload?.keep("text/plain");
    }
    expect(await textOf(await store.read(id, "FULL", 0, 3))).toBe("evil");
    await store.remove([id]);
  });

  test("a copy of an upload is a file of this machine, and a file of this machine is written", async () => {
    await using place = await open();
    const { store } = place;
    const id = newId();
    await place.brings(id, "hello");
    await using upload = await store.findUpload(id);
    if (upload === null) throw new Error("There is no upload.");
    {
      await using local = await upload.toLocalFile();
      await store.write(id, "THUMBNAIL", local.path, "image/webp");
    }
    const other = path.join(tmpdir(), newId());
    await writeFile(other, "other");
    await store.write(id, "FULL", other, "text/plain");
    await rm(other);
    expect(await textOf(await store.read(id, "THUMBNAIL", 0, 4))).toBe("hello");
    expect(await textOf(await store.read(id, "FULL", 0, 4))).toBe("other");
    await store.remove([id]);
    expect(await store.read(id, "THUMBNAIL", 0, 4)).toBeNull();
    expect(await store.findUpload(id)).toBeNull();
  });

  test("an upload that the server brings is one like others, in place of what is there", async () => {
    await using place = await open();
    const { store } = place;
    const id = newId();
    await place.brings(id, "of a client");
    await store.writeUpload(id, Buffer.from("of ours"));
    await using upload = await store.findUpload(id);
    expect([upload?.byteSize, (await upload?.read(0, 99))?.toString()]).toEqual([7, "of ours"]);
    await store.remove([id]);
  });

  test("parts come in any order and again, are told of, and become one upload", async () => {
    await using place = await open();
    const { store } = place;
    const id = newId();
    const partsId = await store.parts.begin(id, "text/plain");
    expect(await store.parts.list(id, partsId)).toEqual(new Map());
    // S3 takes no part below 5 MiB but the last.
    const first = "a".repeat(5_242_880);
    await place.brings(id, "bbb", { partsId, number: 2 });
    await place.brings(id, "x".repeat(5_242_880), { partsId, number: 1 });
    await place.brings(id, first, { partsId, number: 1 });
    expect(await store.parts.list(id, partsId)).toEqual(
      new Map([
        [1, 5_242_880],
        [2, 3],
      ]),
    );
    expect(await store.findUpload(id)).toBeNull();
    {
      await using joined = await store.parts.join(id, partsId, 2);
      await joined?.settle();
    }
    expect(await store.parts.join(id, partsId, 2)).toBeNull();
    await using upload = await store.findUpload(id);
    expect(upload?.byteSize).toBe(5_242_883);
    expect((await upload?.read(5_242_878, 5_242_882))?.toString()).toBe("aabbb");
    expect(await store.parts.list(id, partsId)).toEqual(new Map());
    await store.remove([id]);
  });

  test("what nobody knows goes after a day, and what is known or young stays", async () => {
    await using place = await open();
    const { store } = place;
    const [known, orphan, parted] = [newId(), newId(), newId()];
    for (const id of [known, orphan]) {
      await place.brings(id, "file");
      await using upload = await store.findUpload(id);
      await upload?.keep("text/plain");
    }
    const partsId = await store.parts.begin(parted, "text/plain");
    await place.brings(parted, "part", { partsId, number: 1 });
    const asked = new Set([known]);
    const look = async (days: number): Promise<void> => {
      const now = new Date(Date.now() + days * 86_400_000);
      // A folder is looked through in parts.
      for (let count = 0; count < 32; count += 1) {
        await store.removeLeftovers(now, (ids) =>
          Promise.resolve(new Set(ids.filter((id) => asked.has(id)))),
        );
      }
    };
    await look(0);
    expect(await textOf(await store.read(orphan, "FULL", 0, 3))).toBe("file");
    expect((await store.parts.list(parted, partsId)).size).toBe(1);
    await look(2);
    expect(await store.read(orphan, "FULL", 0, 3)).toBeNull();
    expect(await store.findUpload(orphan)).toBeNull();
    expect((await store.parts.list(parted, partsId)).size).toBe(0);
    expect(await textOf(await store.read(known, "FULL", 0, 3))).toBe("file");
    expect((await store.findUpload(known))?.byteSize).toBe(4);
    await store.remove([known]);
  });
});
