// What whoever runs the server does from the command line, running or not: `npm run admin:grant -- USERNAME` makes the
// first admin, `npm run admin:new-epoch` voids all cursors after a restore.

import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { createPlaces } from "../../src/storage/places.sql.ts";
import { connectDatabase } from "../../src/storage/database.ts";
import { startEmbeddedPostgres } from "../../src/storage/embeddedPostgres.ts";
import { migrate } from "../../src/storage/migrate.ts";
import { createDatabase, createEmptyDatabase } from "../support/postgres.ts";
import { rowsOf } from "../support/rows.ts";
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

test("a new epoch is another one each time, says what it does, and is in the next position check", async () => {
  await using migrated = await createDatabase();
  const { databaseUrl } = migrated;
  await using database = connectDatabase({ databaseUrl, poolMax: 1, onIdleError });
  const places = createPlaces(database.pool);
  const seen = async (): Promise<string> => (await places.readPositions(0n, new Map(), [])).epoch;
  const settings = { DATABASE_URL: databaseUrl, ...secrets };
  const epochs = [await seen()];
  for (let time = 0; time < 2; time += 1) {
    const { code, stdout } = await run(settings, "new-epoch");
    expect(code).toBe(0);
    epochs.push(await seen());
    expect(stdout.split("\n")[0]).toBe(`A new epoch has begun: ${epochs.at(-1)}`);
    expect(stdout).toContain("StreamReset");
  }
  expect(new Set(epochs).size).toBe(3);
});

test("a new epoch without a database of one's own, one that answers, and one of Parley gets one sentence", async () => {
  await using empty = await createEmptyDatabase();
  const refused = async (settings: Readonly<Record<string, string>>, ...more: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run({ ...secrets, ...settings }, "new-epoch", ...more);
    expect([code, stdout]).toEqual([1, ""]);
    return stderr;
  };
  expect(await refused({})).toBe("DATABASE_URL is unset, but must name the database that was restored.\n");
  expect(await refused({ DATABASE_URL: "postgres://parley:hunter2@127.0.0.1:1/parley" })).toMatch(
    /^DATABASE_URL names 127\.0\.0\.1:1\/parley, which does not answer \([^\n]+\)\.\n$/,
  );
  expect(await refused({ DATABASE_URL: empty.databaseUrl })).toBe(
    "DATABASE_URL names a database without a history of Parley.\n",
  );
  expect(await refused({ DATABASE_URL: empty.databaseUrl }, "now")).toMatch(
    /^There are five commands: [^\n]+\n$/,
  );
});

test("dead letters are shown without a word of anybody's, and are tried again when asked for", async () => {
  await using migrated = await createDatabase();
  const { databaseUrl } = migrated;
  const settings = { DATABASE_URL: databaseUrl, ...secrets };
  const none = { code: 0, stdout: "There are no dead letters.\n" };
  expect(await run(settings, "dead-letters")).toMatchObject(none);
  expect(await run(settings, "dead-letters", "replay")).toMatchObject(none);

  const conversationId = newId();
  await rowsOf(
    migrated,
    `INSERT INTO dead_letter (consumer, conversation_id, seq, failed_at, error)
     SELECT 'search', $1, n, now(), 'TypeError' FROM generate_series(1, 101) AS n`,
    [conversationId],
  );
  const { stdout } = await run(settings, "dead-letters");
  expect(stdout).toMatch(/^101 events could not be taken in, the oldest 100 of them here:\n/);
  expect(stdout).toContain(`  search  ${conversationId}:1  TypeError  (once)\n`);
  expect((await run(settings, "dead-letters", "replay")).stdout).toMatch(/^101 events are tried again/);
  expect((await run(settings, "dead-letters")).stdout).toContain("(once, is tried again)");
  expect(await run(settings, "dead-letters", "bury")).toMatchObject({ code: 1 });
});

function onIdleError(): void {
  // Nothing here waits for that.
}
