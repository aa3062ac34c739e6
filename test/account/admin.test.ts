// `npm run admin:grant -- USERNAME`: the first admin is made by whoever runs the server, running or not.

import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { connectDatabase } from "../../src/storage/database.ts";
import { startEmbeddedPostgres } from "../../src/storage/embeddedPostgres.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { Scene } from "./scene.ts";

const script = path.join(import.meta.dirname, "../../scripts/admin.mjs");
const secrets = { ACCESS_TOKEN_SECRET: "a".repeat(32), REFRESH_TOKEN_SECRET: "r".repeat(32) };

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(settings: Readonly<Record<string, string>>, ...args: string[]): Promise<Outcome> {
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], ...settings };
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

test("a person is made an admin, with effect from the next operation, and may be made one again", async () => {
  await using scene = await Scene.start();
  const ana = await scene.registers("ana");
  const role = () => ana.asks("{ viewer { serverRole } }");
  expect(await role()).toEqual({ viewer: { serverRole: "USER" } });
  const settings = { DATABASE_URL: scene.databaseUrl, ...secrets };
  expect(await run(settings, "grant", "ANA")).toEqual({ code: 0, stdout: "ana is an admin.\n", stderr: "" });
  expect(await role()).toEqual({ viewer: { serverRole: "ADMIN" } });
  expect(await run(settings, "grant", "ana")).toMatchObject({ code: 0 });
});

test("a name that nobody has, no name, and a wrong setting each get one sentence", async () => {
  await using scene = await Scene.start();
  const settings = { DATABASE_URL: scene.databaseUrl, ...secrets };
  expect(await run(settings, "grant", "bo")).toEqual({
    code: 1,
    stdout: "",
    stderr: "Nobody is called bo.\n",
  });
  expect(await run(settings, "grant")).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Say who: /) as string,
  });
  expect(await run({ ...settings, PORT: "x" }, "grant", "bo")).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^PORT is "x", but must be [^\n]+\n$/) as string,
  });
});

test("on the embedded database it works while the server runs and while it does not", async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), "parley-admin-"));
  try {
    {
      await using postgres = await startEmbeddedPostgres({ dataDir, isDurable: false });
      const { databaseUrl } = postgres;
      await migrate({ databaseUrl });
      await using database = connectDatabase({ databaseUrl, poolMax: 1, onIdleError: () => undefined });
      for (const username of ["ana", "bo"]) {
        await database.prisma.user.create({ data: { id: newId(), username, displayName: username } });
      }
      expect(await run({ DATA_DIR: dataDir }, "grant", "ana")).toMatchObject({
        stdout: "ana is an admin.\n",
      });
      expect(await database.prisma.user.count({ where: { serverRole: "ADMIN" } })).toBe(1);
    }
    expect(await run({ DATA_DIR: dataDir }, "grant", "bo")).toEqual({
      code: 0,
      stdout: "bo is an admin.\n",
      stderr: "",
    });
    await using postgres = await startEmbeddedPostgres({ dataDir, isDurable: false });
    const { databaseUrl } = postgres;
    await using database = connectDatabase({ databaseUrl, poolMax: 1, onIdleError: () => undefined });
    expect(await database.prisma.user.count({ where: { serverRole: "ADMIN" } })).toBe(2);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
