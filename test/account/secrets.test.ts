// Development secrets: made once for a DATA_DIR, readable by their owner only.

import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { loadSecrets } from "../../src/auth/secrets.ts";

const unset = { ACCESS_TOKEN_SECRET: null, REFRESH_TOKEN_SECRET: null };

test("processes that start together get the same secrets, and so does the next start", async () => {
  await using folder = await temporaryFolder();
  const dataDir = path.join(folder.path, "data");
  const loaded = await Promise.all(Array.from({ length: 10 }, () => loadSecrets({ ...unset, dataDir })));
  loaded.push(await loadSecrets({ ...unset, dataDir }));
  expect(new Set(loaded.map((secrets) => JSON.stringify(secrets))).size).toBe(1);
  expect(await readdir(dataDir)).toEqual(["secrets.json"]);
  expect((await stat(path.join(dataDir, "secrets.json"))).mode & 0o777).toBe(0o600);
});

test("configured secrets are used as they are and nothing is written", async () => {
  await using folder = await temporaryFolder();
  const secrets = await loadSecrets({
    ACCESS_TOKEN_SECRET: "a".repeat(32),
    REFRESH_TOKEN_SECRET: "r".repeat(32),
    dataDir: folder.path,
  });
  expect(secrets).toEqual({ accessTokenSecret: "a".repeat(32), refreshTokenSecret: "r".repeat(32) });
  expect(await readdir(folder.path)).toEqual([]);
});

test("a damaged file is not replaced silently", async () => {
  await using folder = await temporaryFolder();
  await writeFile(path.join(folder.path, "secrets.json"), "{}");
  await expect(loadSecrets({ ...unset, dataDir: folder.path })).rejects.toThrow(/secrets\.json is damaged/);
});

async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const folder = await mkdtemp(path.join(tmpdir(), "parley-secrets-"));
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
