/** Search in files: by the words of their names, what the asker may see now, and nothing else. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { asks, blocks, calls } from "../privacy/scene.ts";
import { openJobs } from "../removal/scene.ts";
import { startApp } from "../support/app.ts";
import type { Person } from "../support/people.ts";
import { PASSWORD } from "../support/people.ts";
import { rowsOf } from "../support/rows.ts";
import { doesOf, PNG, sendsAttachments, uploads } from "../support/uploads.ts";
import { ENGINES } from "./engines.ts";
import { followLog } from "./scene.ts";

interface Files {
  readonly edges: readonly {
    readonly cursor: string;
    readonly node: {
      readonly id: string;
      readonly filename: string;
      readonly kind: string;
      readonly url: string | null;
    };
    readonly message: { readonly id: string };
    readonly conversation: { readonly id: string };
  }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const SEARCH = `
  query ($query: String!, $filter: FileSearchFilter, $first: Int, $after: String) {
    searchFiles(query: $query, filter: $filter, first: $first, after: $after) {
      edges { cursor node { id filename kind url } message { id } conversation { id } }
      pageInfo { hasNextPage endCursor }
    }
  }`;

async function searches(person: Person, query: string, more: object = {}): Promise<Files> {
  return (await asks<{ searchFiles: Files }>(person, SEARCH, { query, ...more })).searchFiles;
}

/** Their names, the newest first. */
async function finds(person: Person, query: string, filter: object = {}): Promise<string[]> {
  return (await searches(person, query, { filter, first: 100 })).edges.map(({ node }) => node.filename);
}

/** In one message, whose id it answers. */
async function sendsFiles(person: Person, conversation: string, ...filenames: string[]): Promise<string> {
  const ids: string[] = [];
  for (const filename of filenames) {
    const bytes = filename.endsWith(".png") ? PNG : "Some words.";
    const contentType = filename.endsWith(".png") ? "image/png" : "text/plain";
    ids.push(await uploads(doesOf(person), bytes, { filename, contentType }));
  }
  return sendsAttachments(doesOf(person), conversation, ids);
}

for (const engine of ENGINES)
  test(`${engine.name}: files are found by words of their names: other forms, slips, beginnings, phrases, exclusions`, async () => {
    await using app = await engine.start();
    const { ana, bo, group } = await app.people.inGroup("ana", "bo");
    const first = await sendsFiles(ana, group, "Holiday_pläne-2026.txt", "beach house.png");
    await sendsFiles(bo, group, "house red.txt");
    await ana.sends(group, "The holiday house is red");
    await app.index.catchUp();

    expect(await finds(bo, "holiday ")).toEqual(["Holiday_pläne-2026.txt"]);
    expect(await finds(bo, "plane 2026 ")).toEqual(["Holiday_pläne-2026.txt"]);
    expect(await finds(bo, "holidays ")).toEqual(["Holiday_pläne-2026.txt"]);
    expect(await finds(bo, "holliday ")).toEqual(["Holiday_pläne-2026.txt"]);
    expect(await finds(bo, "hou")).toEqual(["house red.txt", "beach house.png"]);
    expect(await finds(bo, "txt ")).toEqual(["house red.txt", "Holiday_pläne-2026.txt"]);
    expect(await finds(bo, '"beach house"')).toEqual(["beach house.png"]);
    expect(await finds(bo, '"house beach"')).toEqual([]);
    expect(await finds(bo, "house -beach")).toEqual(["house red.txt"]);
    // Each in a name of its own.
    expect(await finds(bo, "holiday beach ")).toEqual([]);
    expect(await finds(bo, "")).toEqual(["house red.txt", "Holiday_pläne-2026.txt", "beach house.png"]);

    const [found] = (await searches(bo, "beach ")).edges;
    expect(found).toMatchObject({
      message: { id: first },
      conversation: { id: group },
      node: { kind: "IMAGE" },
    });
    expect((await fetch(found?.node.url ?? "")).status).toBe(200);
  });

test("a filter narrows by conversation, kind of the file itself, sender and time", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const other = await ana.makesGroup("Other", bo);
  await sendsFiles(ana, group, "tea.png", "tea.txt");
  await sendsFiles(bo, other, "tea other.txt");
  await index.catchUp();
  const narrowed = (filter: object) => finds(ana, "tea ", filter);
  expect(await narrowed({})).toEqual(["tea other.txt", "tea.png", "tea.txt"]);
  expect(await narrowed({ conversationIds: [group] })).toEqual(["tea.png", "tea.txt"]);
  expect(await narrowed({ kinds: ["FILE"] })).toEqual(["tea other.txt", "tea.txt"]);
  expect(await narrowed({ kinds: ["IMAGE"], conversationIds: [other] })).toEqual([]);
  expect(await narrowed({ senderIds: [bo.id] })).toEqual(["tea other.txt"]);
  expect(await narrowed({ after: new Date(Date.now() + 60_000) })).toEqual([]);
  expect((await narrowed({ before: new Date(Date.now() + 60_000) })).length).toBe(3);
});

test("pages go through all files once, within a message and beyond, also where a hit shows none", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await sendsFiles(ana, group, "a tea.txt", "b tea.txt", "c tea.txt");
  // Both words, and no name that has both.
  await sendsFiles(ana, group, "d.txt", "tea.png");
  await sendsFiles(bo, group, "e tea.txt", "f tea.txt");
  await index.catchUp();
  for (const first of [1, 2, 3, 4, 10]) {
    const names: string[] = [];
    let pages = 0;
    for (let after: string | null | undefined = undefined; pages < 20;) {
      const page: Files = await searches(bo, "tea txt ", { first, after });
      expect(page.edges.length).toBeLessThanOrEqual(first);
      names.push(...page.edges.map(({ node }) => node.filename));
      pages += 1;
      after = page.pageInfo.endCursor;
      if (!page.pageInfo.hasNextPage) break;
    }
    expect([first, names]).toEqual([
      first,
      ["e tea.txt", "f tea.txt", "a tea.txt", "b tea.txt", "c tea.txt"],
    ]);
    expect(pages).toBeLessThanOrEqual(Math.ceil(6 / first) + 1);
  }
  // Each edge's own cursor goes on behind it; the hit that shows none is a place, too.
  const { edges } = await searches(bo, "tea txt ", { first: 4 });
  for (const [place, { cursor }] of edges.entries()) {
    const [next] = (await searches(bo, "tea txt ", { first: 2, after: cursor })).edges;
    if (place < edges.length - 1) expect(next?.node.filename).toBe(edges[place + 1]?.node.filename);
  }
});

test("members find files, and strangers, those who left and those from before whose time they are do not", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const di = await app.people.register("di");
  await sendsFiles(ana, group, "plan one.txt");
  await calls(ana, "updateConversation", { conversationId: group, historyVisibility: "SINCE_JOINED" });
  await calls(cy, "leaveConversation", { conversationId: group });
  await ana.adds(group, di);
  await sendsFiles(ana, group, "plan two.txt");
  await index.catchUp();
  expect(await finds(bo, "plan ")).toEqual(["plan two.txt", "plan one.txt"]);
  expect(await finds(di, "plan ")).toEqual(["plan two.txt"]);
  expect(await finds(di, "")).toEqual(["plan two.txt"]);
  expect(await finds(cy, "plan ")).toEqual([]);
  expect(await finds(cy, "", { conversationIds: [group] })).toEqual([]);
  await ana.removes(group, bo);
  expect(await finds(bo, "plan ")).toEqual([]);
});

test("a deleted message's files are found no more, nor those deleted for oneself, erased, or of whom one has blocked", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  await using jobs = openJobs(app);
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const gone = await sendsFiles(ana, group, "nuts gone.txt");
  const hidden = await sendsFiles(ana, group, "nuts hidden.txt");
  await sendsFiles(bo, group, "nuts by bo.txt");
  await sendsFiles(cy, group, "nuts by cy.txt");
  // Not sent: nobody finds it, its owner neither.
  await uploads(doesOf(ana), "words", { filename: "nuts unsent.txt", contentType: "text/plain" });
  await index.catchUp();
  await ana.deletes(gone);
  await calls(ana, "deleteMessageForMe", { messageId: hidden });
  await blocks(ana, bo);
  expect(await finds(ana, "nuts ")).toEqual(["nuts by cy.txt"]);
  expect(await finds(ana, "nuts ", { senderIds: [bo.id] })).toEqual(["nuts by bo.txt"]);
  expect(await finds(cy, "nuts ")).toEqual(["nuts by cy.txt", "nuts by bo.txt", "nuts hidden.txt"]);
  await calls(cy, "requestErasure", { password: PASSWORD });
  expect(await jobs.erase(cy)).toBe(true);
  await index.catchUp();
  expect(await finds(ana, "nuts ")).toEqual([]);
  expect(await finds(bo, "nuts ")).toEqual(["nuts by bo.txt", "nuts hidden.txt"]);
  // Its name is left nowhere.
  expect(await rowsOf(app, "SELECT 1 FROM search_document WHERE words::text LIKE '%cy%'")).toEqual([]);
  expect(await rowsOf(app, "SELECT 1 FROM search_word WHERE word IN ('cy', 'gone')")).toEqual([]);
});

test("names that stand in documents from before are found after the migration", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await sendsFiles(ana, group, "report_Ünder.txt");
  await index.catchUp();
  const documents = () =>
    rowsOf<{ marks: string[] }>(
      app,
      `SELECT ARRAY(SELECT w FROM unnest(tsvector_to_array(words)) w WHERE w ~ '^:[fa]:' ORDER BY w) AS marks FROM search_document`,
    );
  const [written] = await documents();
  await rowsOf(
    app,
    `UPDATE search_document SET words = (
       SELECT array_to_tsvector(array_agg(w)) FROM unnest(tsvector_to_array(words)) w WHERE w !~ '^:[fa]:'
     ) RETURNING 1`,
  );
  expect(await finds(bo, "report ")).toEqual([]);
  const migration = path.join(
    import.meta.dirname,
    "../../prisma/migrations/20261130030000_search_files/migration.sql",
  );
  const [, update] = /(UPDATE search_document d SET [^;]*);/.exec(await readFile(migration, "utf8")) ?? [];
  await rowsOf(app, `${update} RETURNING 1`);
  expect((await documents())[0]?.marks).toEqual(written?.marks);
  expect(await finds(bo, "report ")).toEqual(["report_Ünder.txt"]);
});

test("the bounds of searching files", async () => {
  await using app = await startApp({ RATE_SEARCHES_PER_10_SECONDS: "4" });
  const ana = await app.people.register("ana");
  const ids = Array.from({ length: 21 }, () => ana.id);
  const cursor = (...parts: readonly string[]) =>
    Buffer.from(["searchFiles", "", ...parts].join(":")).toString("base64url");
  for (const more of [
    { query: "a".repeat(257) },
    { query: "a b c d e f g h i j k" },
    { filter: { senderIds: ids } },
    { filter: { conversationIds: ids } },
    { after: "junk" },
    // The largest id, which none comes behind.
    { after: cursor("1", "ffffffff-ffff-ffff-ffff-ffffffffffff", "0") },
    { first: 101 },
  ]) {
    await expect(searches(ana, "", more), JSON.stringify(more)).rejects.toThrow(/BAD_REQUEST/);
  }
  const largest = { after: cursor("9".repeat(15), "ffffffff-ffff-ffff-ffff-fffffffffffe", "99") };
  expect((await searches(ana, "", largest)).edges).toEqual([]);
});
