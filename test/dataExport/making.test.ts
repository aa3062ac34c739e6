/** Making an export's file: part by part, by whoever is free, whole whoever is killed meanwhile. */
import { randomBytes } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { expect, inject, test } from "vitest";
import { EXPORT_PAGE_ROWS } from "../../src/domain/dataExport/exportLines.ts";
import { EXPORT_SECTIONS } from "../../src/domain/dataExport/ports.ts";
import { removeDataExportsOf, removeExpiredExports } from "../../src/domain/dataExport/removeDataExports.ts";
import { CHUNK_BYTES_MAX, writeDataExport } from "../../src/domain/dataExport/writeDataExport.ts";
import type { ExportWriter } from "../../src/domain/dataExport/writeDataExport.ts";
import { unavailable } from "../../src/domain/errors.ts";
import { ServerProcess } from "../nodes/serverProcess.ts";
import { does } from "../ownRows/scene.ts";
import { uuidOf } from "../receipts/scene.ts";
import { openJobs } from "../removal/scene.ts";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import { createPeople } from "../support/people.ts";
import { PASSWORD } from "../support/people.ts";
import type { Person } from "../support/people.ts";
import { createDatabase } from "../support/postgres.ts";
import { rowsOf } from "../support/rows.ts";
import { becomes } from "../transports/support.ts";
import { linesOf, readFile } from "./lines.ts";
import {
  exportsOf,
  fetchFile,
  linesBehind,
  makes,
  never,
  newestOf,
  requested,
  startWriting,
} from "./scene.ts";

interface Node {
  readonly databaseUrl: string;
}

/** Messages of the person's, written at once; of random letters, so that they cannot be compressed much. */
async function writes(app: Node, person: Person, conversationId: string, count: number, chars = 60) {
  await rowsOf(
    app,
    `WITH place AS (
       UPDATE conversation SET head_seq = head_seq + $3::int WHERE id = $1::uuid RETURNING head_seq - $3::int AS head
     )
     INSERT INTO message (id, conversation_id, seq, changed_seq, sender_id, client_key, input_hash, body)
     SELECT gen_random_uuid(), $1::uuid, head + n, head + n, $2::uuid, 'bulk ' || head + n, '\\x00',
            'bulk ' || n || ' ' || substr($5, n % 1000, $4::int)
     FROM place, generate_series(1, $3::int) AS n`,
    [uuidOf(conversationId), uuidOf(person.id), count, chars, randomBytes(40_000).toString("base64")],
  );
}

const raise = async (error: Error): Promise<never> => {
  throw error;
};

const bodiesIn = (lines: Awaited<ReturnType<typeof linesBehind>>): string[] =>
  linesOf(lines, "message").map(({ body }) => body);

async function chunksOf(app: Node) {
  return rowsOf<{ ordinal: number; size: number; bytes: Buffer }>(
    app,
    "SELECT ordinal, octet_length(bytes) AS size, bytes FROM data_export_chunk ORDER BY ordinal",
  );
}

test("a file of several chunks, each at most a megabyte, is one valid gzip file with every line once", async () => {
  await using app = await startApp();
  const { ana, group } = await app.people.inGroup("ana", "bo");
  await writes(app, ana, group, 4_000, 2_000);
  const made = await makes(app, ana);
  const chunks = await chunksOf(app);
  expect(chunks.length).toBeGreaterThan(3);
  expect(chunks.map(({ ordinal }) => ordinal)).toEqual(chunks.map((_chunk, index) => index));
  expect(Math.max(...chunks.map(({ size }) => size))).toBeLessThanOrEqual(CHUNK_BYTES_MAX);
  // Each is whole by itself.
  for (const { bytes } of chunks) expect(gunzipSync(bytes).toString("utf8")).toMatch(/^\{.*\}\n$/s);
  expect(made.byteSize).toBe(chunks.reduce((sum, { size }) => sum + size, 0));
  const bodies = bodiesIn(await linesBehind(made));
  expect([bodies.length, new Set(bodies).size]).toEqual([4_000, 4_000]);
});

test("a page is a statement: a thousand messages cost four more than ten, and the chunk they are in", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await writes(app, ana, group, 10);
  await writes(app, bo, group, 1_000);
  const few = await statementsFor(app, ana);
  const many = await statementsFor(app, bo);
  expect(many - few).toBe(1_000 / EXPORT_PAGE_ROWS);
  // The sections, how many lines there are, and what begins and ends it.
  expect(few).toBeLessThanOrEqual(EXPORT_SECTIONS.length + 20);
});

/** All that goes to PostgreSQL for it, with what begins and ends transactions. */
async function statementsFor(app: TestApp, person: Person): Promise<number> {
  const { id } = await requested(person);
  await using writing = startWriting(app, 1);
  let statements = 0;
  writing.database.pool.on("connect", (client) => {
    const query = client.query.bind(client);
    Object.assign(client, {
      query: (...args: Parameters<typeof query>) => {
        statements += 1;
        return query(...args);
      },
    });
  });
  await writing.make({ id });
  expect((await newestOf(person)).state).toBe("READY");
  return statements;
}

test("the bar never goes back, and is full only when the file is whole; each percent is written once", async () => {
  await using app = await startApp();
  const { ana, group } = await app.people.inGroup("ana", "bo");
  await writes(app, ana, group, 4_000, 2_000);
  const { id } = await requested(ana);
  await using writing = startWriting(app);
  const seen: number[] = [];
  const writer: ExportWriter = {
    ...writing.writer,
    exports: {
      ...writing.writer.exports,
      readPage: async (...asked) => {
        seen.push((await newestOf(ana)).progress);
        return writing.writer.exports.readPage(...asked);
      },
    },
  };
  while (!(await writeDataExport(writer, uuidOf(id), never)));
  expect(seen).toEqual(seen.toSorted((one, other) => one - other));
  expect([seen[0], Math.max(...seen) < 1]).toEqual([0, true]);
  expect(new Set(seen).size).toBeGreaterThan(3);
  expect((await newestOf(ana)).progress).toBe(1);
});

test("two that make the same file at once, and one that is stopped at any page, double nothing and leave nothing out", async () => {
  await using app = await startApp();
  const { ana, group } = await app.people.inGroup("ana", "bo");
  await writes(app, ana, group, 3_000, 2_000);
  const { id } = await requested(ana);
  await using one = startWriting(app);
  await using other = startWriting(app);
  // Each page may be the last: of what was read since the last chunk nothing is kept.
  let pages = 0;
  const stopping: ExportWriter = {
    ...other.writer,
    exports: {
      ...other.writer.exports,
      readPage: async (...asked) => {
        pages += 1;
        if (pages % 7 === 0) throw unavailable("Stopped.");
        return other.writer.exports.readPage(...asked);
      },
    },
  };
  const work = async (writer: ExportWriter): Promise<void> => {
    for (;;) {
      const isDone = await writeDataExport(writer, uuidOf(id), never).catch(() => false);
      if (isDone) return;
    }
  };
  await Promise.all([work(one.writer), work(stopping), work(one.writer)]);
  const bodies = bodiesIn(await linesBehind(await newestOf(ana)));
  expect([bodies.length, new Set(bodies).size]).toEqual([3_000, 3_000]);
});

test(
  "a process that is killed in the middle leaves its chunks, and another one goes on behind them",
  { timeout: 90_000 },
  async () => {
    await using database = await createDatabase();
    await using people = createPeople();
    const env = {
      NODE_ENV: "test",
      DATABASE_URL: database.databaseUrl,
      REDIS_URL: inject("redisUrl"),
      ACCESS_TOKEN_SECRET: "access-token-secret-for-the-tests",
      REFRESH_TOKEN_SECRET: "refresh-token-secret-for-the-tests",
      // Others sign in by the same Redis, from the same address.
      RATE_SIGN_INS_PER_MINUTE: "1000000",
    };
    const chunks = async () =>
      rowsOf<{ ordinal: number; digest: string }>(
        database,
        "SELECT ordinal, md5(bytes) AS digest FROM data_export_chunk ORDER BY ordinal",
      );
    await using first = await ServerProcess.start(env);
    people.settleOn(first.url);
    const { ana, group } = await people.inGroup("ana", "bo");
    await writes(database, ana, group, 8_000, 2_000);
    await requested(ana);
    await becomes(async () => (await chunks()).length >= 2, true);
    await first.kill();
    const left = await chunks();
    expect(await rowsOf(database, "SELECT state::text FROM data_export")).toEqual([{ state: "RUNNING" }]);

    await using second = await ServerProcess.start(env);
    // Its lease would end by itself in half a minute.
    await rowsOf(database, "UPDATE job SET run_at = now()");
    const here = ana.on(second);
    await becomes(async () => (await newestOf(here)).state, "READY");
    expect((await chunks()).slice(0, left.length)).toEqual(left);
    const bodies = bodiesIn(await linesBehind(await newestOf(here)));
    expect([bodies.length, new Set(bodies).size]).toEqual([8_000, 8_000]);
  },
);

test("a fault that passes is tried again; any other, and a day that was not enough, are told as failed", async () => {
  await using app = await startApp();
  const [ana, bo, cy] = [
    await app.people.register("ana"),
    await app.people.register("bo"),
    await app.people.register("cy"),
  ];
  await using writing = startWriting(app);
  const failing = (error: Error): ExportWriter => ({
    ...writing.writer,
    exports: { ...writing.writer.exports, readPage: () => raise(error) },
  });
  const ofAna = await requested(ana);
  const passing = writeDataExport(failing(unavailable("Away.")), uuidOf(ofAna.id), never);
  await expect(passing).rejects.toThrow("Away.");
  expect((await newestOf(ana)).state).toBe("RUNNING");
  await writing.make(ofAna);
  expect((await newestOf(ana)).state).toBe("READY");

  const ofBo = await requested(bo);
  await expect(writeDataExport(failing(new TypeError("Ours.")), uuidOf(ofBo.id), never)).rejects.toThrow(
    "Ours.",
  );
  expect(await newestOf(bo)).toMatchObject({ state: "FAILED", finishedAt: expect.any(String) });
  // Tried again, it has ended; and the person may ask at once.
  expect(await writeDataExport(writing.writer, uuidOf(ofBo.id), never)).toBe(true);
  expect((await newestOf(bo)).state).toBe("FAILED");
  expect((await makes(app, bo)).state).toBe("READY");

  const ofCy = await requested(cy);
  await rowsOf(app, "UPDATE data_export SET requested_at = now() - interval '25 hours' WHERE id = $1", [
    uuidOf(ofCy.id),
  ]);
  expect(await writeDataExport(writing.writer, uuidOf(ofCy.id), never)).toBe(true);
  expect((await newestOf(cy)).state).toBe("FAILED");
});

test("a file goes a week after it was ready, and what there is of one that was given up; the exports stay", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await writes(app, ana, group, 1_000, 2_000);
  const made = await makes(app, ana);
  const week = Date.parse(made.expiresAt ?? "") - Date.parse(made.finishedAt ?? "");
  expect(week).toBe(7 * 86_400_000);
  await makes(app, bo);
  await using writing = startWriting(app);
  const { prisma: db } = writing.database;
  const before = (await chunksOf(app)).length;
  expect(await removeExpiredExports(db, new Date(), never)).toBe(0);
  await rowsOf(app, "UPDATE data_export SET expires_at = now() WHERE user_id = $1", [uuidOf(ana.id)]);
  const gone = await removeExpiredExports(db, new Date(), never);
  expect([gone > 0, (await chunksOf(app)).length]).toEqual([true, before - gone]);
  expect(await exportsOf(ana)).toMatchObject([{ id: made.id, state: "EXPIRED", downloadUrl: null }]);
  expect((await linesBehind(await newestOf(bo))).length).toBeGreaterThan(3);
});

test("whoever is erased leaves no export behind, also one that is being made", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await writes(app, ana, group, 3_000, 2_000);
  await makes(app, bo);
  const { id } = await requested(ana);
  await using writing = startWriting(app);
  const { prisma: db } = writing.database;
  let pages = 0;
  const erasing: ExportWriter = {
    ...writing.writer,
    exports: {
      ...writing.writer.exports,
      readPage: async (...asked) => {
        pages += 1;
        if (pages === EXPORT_SECTIONS.indexOf("message") + 8) {
          expect(await removeDataExportsOf({ db }, uuidOf(ana.id), never)).toBe(true);
        }
        return writing.writer.exports.readPage(...asked);
      },
    },
  };
  while (!(await writeDataExport(erasing, uuidOf(id), never)));
  expect(pages).toBeGreaterThanOrEqual(EXPORT_SECTIONS.indexOf("message") + 8);
  expect(await exportsOf(ana)).toEqual([]);
  expect(await rowsOf(app, "SELECT DISTINCT user_id FROM data_export")).toEqual([{ user_id: uuidOf(bo.id) }]);
  expect((await linesBehind(await newestOf(bo))).length).toBeGreaterThan(3);
});

test("an erasure takes the exports of its account away, and a link that was given leads to nothing from then on", async () => {
  await using app = await startApp();
  const [ana, bo] = [await app.people.register("ana"), await app.people.register("bo")];
  const [ofAna, ofBo] = [await makes(app, ana), await makes(app, bo)];
  expect((await linesBehind(ofAna)).length).toBeGreaterThan(3);
  await does(ana, "requestErasure", { password: PASSWORD });
  expect((await fetchFile(ofAna.downloadUrl ?? "")).status).toBe(404);
  await using jobs = openJobs(app);
  expect(await jobs.erase(ana)).toBe(true);
  expect(await rowsOf(app, "SELECT user_id FROM data_export")).toEqual([{ user_id: uuidOf(bo.id) }]);
  expect(await rowsOf(app, "SELECT DISTINCT export_id FROM data_export_chunk")).toEqual([
    { export_id: uuidOf(ofBo.id) },
  ]);
});

test("what was made later than the moment it is of is not in it, and it says which moment that is", async () => {
  await using app = await startApp();
  const { ana, group } = await app.people.inGroup("ana", "bo");
  await ana.sends(group, "before");
  const { id, requestedAt } = await requested(ana);
  await using writing = startWriting(app);
  let hasSent = false;
  const writer: ExportWriter = {
    ...writing.writer,
    exports: {
      ...writing.writer.exports,
      readPage: async (...asked) => {
        if (!hasSent) await ana.sends(group, "meanwhile");
        hasSent = true;
        return writing.writer.exports.readPage(...asked);
      },
    },
  };
  while (!(await writeDataExport(writer, uuidOf(id), never)));
  const bytes = Buffer.concat((await chunksOf(app)).map((chunk) => chunk.bytes));
  const lines = readFile(bytes);
  expect(bodiesIn(lines)).toEqual(["before"]);
  const [header] = linesOf(lines, "export");
  expect(header?.userId).toBe(uuidOf(ana.id));
  expect(Date.parse(header?.asOf ?? "")).toBeGreaterThanOrEqual(Date.parse(requestedAt));
});
