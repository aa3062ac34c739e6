/** What others say where somebody may not see it changes nothing of what searchMessages finds for them. */
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { finds, followLog, marked, searches } from "./scene.ts";

async function withNotesAndSecrets() {
  const app = await startApp();
  const { ana, bo } = await app.people.inGroup("ana", "bo");
  const cy = await app.people.register("cy");
  const notes = await ana.makesGroup("Notes");
  const secrets = await bo.opensConversationWith(cy);
  return { app, ana, bo, notes, secrets };
}

/** Words of four letters more than the beginning, which come behind any others that begin so. */
const longer = (beginning: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${beginning}zzz${String.fromCharCode(97 + n)}`);

test("a beginning finds the same, whatever words strangers have that begin so", async () => {
  const { app, ana, bo, notes, secrets } = await withNotesAndSecrets();
  await using _app = app;
  await using index = followLog(app);
  const beginnings = ["s", "sw", "swordf", "swordfis", "swordfishx", "swordfishxy"];
  for (const beginning of beginnings) {
    const [last = "", ...others] = longer(beginning, 20).toReversed();
    await ana.sends(notes, others.join(" "), last);
  }
  await index.catchUp();
  const look = async () => {
    const found: string[][] = [];
    for (const beginning of beginnings) found.push(await finds(ana, beginning));
    return found;
  };
  const before = await look();
  expect(before.map(({ length }) => length)).toEqual([12, 10, 8, 6, 4, 2]);
  await bo.sends(secrets, "the password is swordfishxy");
  await index.catchUp();
  expect(await look()).toEqual(before);
});

test("a beginning that many words have finds the same for somebody who sees little of it all", async () => {
  const { app, ana, bo, notes, secrets } = await withNotesAndSecrets();
  await using _app = app;
  await using index = followLog(app);
  await rowsOf(app, "SELECT setval('search_document_no_seq', 200000)");
  await ana.sends(notes, "tea in the morning", "a teapot", "coffee at noon");
  await bo.sends(secrets, "teatime in secret");
  await index.catchUp();
  // As if it were common: the lists of the conversation are read, and of what begins so none.
  await rowsOf(app, "UPDATE search_word SET weight = 20");
  expect(await finds(ana, "te", {}, "NEWEST")).toEqual(["a teapot", "tea in the morning"]);
  expect(await finds(ana, "morning te")).toEqual(["tea in the morning"]);
  expect(await finds(ana, "te", { isPinned: true })).toEqual([]);
});

test("a mistyped word finds the same, however many words strangers have that are as near to it", async () => {
  const { app, ana, bo, notes, secrets } = await withNotesAndSecrets();
  await using _app = app;
  await using index = followLog(app);
  await ana.sends(notes, "zwordfish");
  await index.catchUp();
  expect(await finds(ana, "swordfish ")).toEqual(["zwordfish"]);
  const near = Array.from({ length: 100 }, (_, n) => `swordfis${String.fromCodePoint(0x4e0 + n)}`).join(" ");
  await bo.sends(secrets, near, near, near);
  await index.catchUp();
  expect(await finds(ana, "swordfish ")).toEqual(["zwordfish"]);
});

test("of words that are near to a mistyped one, all that somebody sees are tried", async () => {
  const { app, ana, notes } = await withNotesAndSecrets();
  await using _app = app;
  await using index = followLog(app);
  const near = Array.from({ length: 38 }, (_, n) => `swordfis${String.fromCodePoint(0x561 + n)}`);
  await ana.sends(notes, ...near);
  await index.catchUp();
  expect((await searches(ana, "swordfisu ")).total.count).toBe(38);
});

test("a word with letters that look like signs is found, and passes for no filter and no segment", async () => {
  const { app, ana, bo, notes } = await withNotesAndSecrets();
  await using _app = app;
  await using index = followLog(app);
  const group = await ana.makesGroup("Open", bo);
  const key = (
    await rowsOf<{ key: string }>(
      app,
      "SELECT right(id::text, 12) AS key FROM conversation WHERE title = 'Notes'",
    )
  )[0]?.key;
  const body = `tea mː pː hːlink hːattachment kːIMAGE cː${key} :cː${key} ːcː${key} bː0 bː1 Bː0 ːbː0 ːbː1 yː2020-01 ʼːpː`;
  await rowsOf(app, "SELECT setval('search_document_no_seq', 60000)");
  await bo.sends(group, body);
  await index.catchUp();
  // As if it were common: segments are looked through.
  await rowsOf(app, "UPDATE search_word SET weight = 20");
  expect(await finds(ana, "tea ")).toEqual([body]);
  expect(await finds(ana, "tea")).toEqual([body]);
  for (const filter of [
    { isPinned: true },
    { mentionsMe: true },
    { hasLink: true },
    { hasAttachment: true },
    { kinds: ["IMAGE"] },
    { conversationIds: [notes] },
  ])
    expect(await finds(ana, "tea ", filter)).toEqual([]);
  expect(await finds(ana, "mː ")).toEqual([body]);
  expect(await finds(ana, '"bː0 bː1"')).toEqual([body]);
  const { edges } = await searches(ana, "hːlink ");
  expect(edges[0]?.highlights.map(marked)).toEqual([["hːlink"]]);
  const signs = await rowsOf(
    app,
    "SELECT word FROM search_document, unnest(tsvector_to_array(words)) word WHERE word LIKE '%:%' AND word !~ '^:[a-zA-Z]:'",
  );
  expect(signs).toEqual([]);
});

test("a beginning finds words, and nothing that documents are filtered by", async () => {
  const { app, ana, notes } = await withNotesAndSecrets();
  await using _app = app;
  await using index = followLog(app);
  await ana.sends(notes, "https://example.com");
  await index.catchUp();
  for (const letter of "bBckmsy")
    expect(await finds(ana, letter)).toEqual(letter === "c" ? ["https://example.com"] : []);
  expect(await finds(ana, "h")).toEqual(["https://example.com"]);
  expect(await finds(ana, "link")).toEqual([]);
});
