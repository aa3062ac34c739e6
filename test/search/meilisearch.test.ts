/** Meilisearch beside PostgreSQL: while it is away, while its index is made anew, and what it is asked. */
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { pino } from "pino";
import { expect, test } from "vitest";
import { connectUntil } from "../../src/search/engine.meilisearch.ts";
import { startMirror } from "../../src/search/mirror.ts";
import { reindex, reindexMeilisearch } from "../../src/search/reindex.ts";
import { verifyMeilisearch, verifyPostgres } from "../../src/search/verify.ts";
import { INDEX, NEXT_INDEX, prepareIndex, SETTINGS } from "../../src/search/meilisearchIndex.ts";
import { uuidOf } from "../receipts/scene.ts";
import { startApp } from "../support/app.ts";
import { KEY, SEARCH_KEY, startLocalMeilisearch } from "../support/meilisearch/server.ts";
import type { LocalMeilisearch } from "../support/meilisearch/server.ts";
import { rowsOf } from "../support/rows.ts";
import { finds, followLog, makeReady, searches } from "./scene.ts";

const forever = new AbortController().signal;
const silent = (): void => undefined;

async function startBeside() {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startLocalMeilisearch());
  const meilisearch = { host: server.url, apiKey: KEY };
  const app = stack.use(await startApp({ MEILISEARCH_URL: server.url, MEILISEARCH_KEY: KEY }));
  const index = stack.use(followLog({ databaseUrl: app.databaseUrl, meilisearch }));
  const kept = stack.move();
  const { client } = index;
  if (client === null) throw new Error("Nobody is there.");
  return { server, app, index, client, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** The same with an index that is ready, and people who talk. */
async function startReady() {
  const scene = await startBeside();
  const people = await scene.app.people.inConversation("ana", "bo");
  await makeReady(scene.client, scene.index.outbox);
  return { ...scene, people };
}

/** Of all documents of messages that an index has, in order. */
function texts(server: LocalMeilisearch, uid: string): string[] {
  const documents = [...(server.indexes.get(uid)?.documents.values() ?? [])];
  return documents.flatMap(({ text }) => (typeof text === "string" ? [text] : [])).toSorted();
}

/** Takes connections and closes them, and counts how often. */
async function startClosing() {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      await once(server.close(), "close");
    },
  };
}

test("until its index was made PostgreSQL answers, and says so", async () => {
  await using scene = await startBeside();
  const { app, index, client, server } = scene;
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await prepareIndex(client, INDEX);
  await ana.sends(conversation, "pears");
  await index.catchUp();
  const before = await searches(bo, "pears");
  expect([before.edges.length, before.isDegraded]).toEqual([1, true]);
  expect(await makeReady(client, index.outbox)).toBe(1);
  await expect.poll(async () => (await searches(bo, "pears")).isDegraded, { timeout: 15_000 }).toBe(false);
  expect([...server.indexes.keys()]).toEqual([INDEX]);
  expect(server.indexes.get(INDEX)?.settings).toEqual(SETTINGS);
});

test("while it is away PostgreSQL answers with what is new, and what it missed is told when it is back", async () => {
  await using scene = await startBeside();
  const { app, index, client, server } = scene;
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await makeReady(client, index.outbox);
  await ana.sends(conversation, "pears one");
  await index.catchUp();
  expect((await searches(bo, "pears")).isDegraded).toBe(false);

  server.failTasks(true);
  const [two] = await ana.sends(conversation, "pears two");
  await expect(index.catchUp()).rejects.toThrow(/ended as failed: internal/);
  server.failTasks(false);
  expect(await rowsOf(app, "SELECT message_id FROM search_pending")).toHaveLength(1);
  server.hang(true);
  const hung = await searches(bo, "pears", { sort: "NEWEST" });
  expect(hung.edges.map(({ node }) => node.body)).toEqual(["pears two", "pears one"]);
  expect(hung.isDegraded).toBe(true);
  const asked = server.requests.length;
  expect((await searches(bo, "pears")).isDegraded).toBe(true);
  expect(server.requests.length).toBe(asked);

  server.hang(false);
  await expect.poll(async () => (await searches(bo, "pears")).isDegraded, { timeout: 15_000 }).toBe(false);
  await expect
    .poll(async () => index.catchUp().then(() => rowsOf(app, "SELECT 1 FROM search_pending")), {
      timeout: 15_000,
    })
    .toEqual([]);
  expect(await finds(bo, "pears", {}, "NEWEST")).toEqual(["pears two", "pears one"]);
  expect(two).toBeDefined();
});

test("an index that is made anew is told of what changes meanwhile, goes on after a stop, and is swapped whole", async () => {
  await using scene = await startBeside();
  const { app, index, client, server } = scene;
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  const sent = await ana.sends(conversation, "pears one", "pears two", "pears three");
  await prepareIndex(client, INDEX);
  await index.catchUp();

  const stopping = new AbortController();
  await expect(
    reindexMeilisearch(
      client,
      index.outbox,
      stopping.signal,
      () => stopping.abort(new Error("Stopped.")),
      silent,
    ),
  ).rejects.toThrow("Stopped.");
  expect((await index.outbox.readState("meilisearch")).reindexedTo).not.toBeNull();
  await ana.edits(sent[0]?.id ?? "", "plums one");
  await ana.deletes(sent[1]?.id ?? "");
  await ana.sends(conversation, "pears four");
  await index.catchUp();
  expect(texts(server, NEXT_INDEX)).toEqual(texts(server, INDEX));
  expect(await makeReady(client, index.outbox)).toBe(1);
  expect(texts(server, INDEX)).toEqual(["pears four\n", "pears three\n", "plums one\n"]);
  expect(await verifyMeilisearch(client, index.outbox, forever, silent)).toEqual({
    messages: 3,
    missing: 0,
    stale: 0,
    surplus: 0,
  });

  server.indexes.get(INDEX)?.documents.clear();
  expect(await verifyMeilisearch(client, index.outbox, forever, silent)).toEqual({
    messages: 3,
    missing: 3,
    stale: 0,
    surplus: 0,
  });
});

test("a working process tells it by itself", async () => {
  await using server = await startLocalMeilisearch();
  await using app = await startApp({ MEILISEARCH_URL: server.url, MEILISEARCH_KEY: KEY, WORKER: "true" });
  // Known to be whole before there is a message.
  await expect
    .poll(() => rowsOf(app, "SELECT FROM search_mirror WHERE marker IS NOT NULL"), { timeout: 15_000 })
    .toHaveLength(1);
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const [sent] = await ana.sends(conversation, "apricots");
  await expect.poll(() => server.indexes.get(INDEX)?.documents.size, { timeout: 15_000 }).toBe(2);
  await expect.poll(async () => (await searches(bo, "apricots")).isDegraded, { timeout: 15_000 }).toBe(false);
  await ana.deletes(sent?.id ?? "");
  await expect.poll(() => server.indexes.get(INDEX)?.documents.size, { timeout: 15_000 }).toBe(1);
});

test("that it is away is said once by what tells it and once by searches, however often it is asked again", async () => {
  await using away = await startClosing();
  const lines: string[] = [];
  const log = pino({ level: "warn" }, { write: (line: string) => lines.push(line) });
  const settings = { MEILISEARCH_URL: away.url, MEILISEARCH_KEY: KEY, WORKER: "true" };
  await using app = await startApp(settings, { log });
  const { ana } = await app.people.inConversation("ana", "bo");
  await expect.poll(away.connections, { timeout: 20_000 }).toBeGreaterThan(3);
  expect((await searches(ana, "apricots")).isDegraded).toBe(true);
  const before = away.connections();
  await expect.poll(away.connections, { timeout: 20_000 }).toBeGreaterThan(before + 1);
  const failures = lines.flatMap((line) => {
    const { msg, err } = JSON.parse(line) as { msg: string; err?: { message: string } };
    return msg === "Meilisearch is not reachable" ? [err?.message] : [];
  });
  expect(failures).not.toEqual([]);
  expect(failures).toHaveLength(new Set(failures).size);
});

test("what is swept is to be told to Meilisearch from the same moment on, however late it was removed", async () => {
  await using scene = await startBeside();
  const { app, index, client } = scene;
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  await prepareIndex(client, INDEX);
  await ana.sends(conversation, "pears one", "pears two");
  await index.catchUp();
  await index.index.sweep();
  // As retention does it, between what was remembered and what is swept now.
  await rowsOf(app, "DELETE FROM message WHERE body = 'pears one'");
  await rowsOf(app, "SELECT sweep_search_leftovers(500)");
  expect(await rowsOf(app, "SELECT message_id FROM search_pending")).toHaveLength(1);
  await index.catchUp();
  expect(texts(scene.server, INDEX)).toEqual(["pears two\n"]);
});

test("a process that works without Meilisearch makes its index one that is not ready", async () => {
  await using scene = await startReady();
  const { app, index, people } = scene;
  await people.ana.sends(people.conversation, "pears one");
  await index.catchUp();
  expect((await searches(people.bo, "pears")).isDegraded).toBe(false);
  {
    await using without = await startApp({ DATABASE_URL: app.databaseUrl, WORKER: "true" });
    await people.ana.sends(people.conversation, "pears two");
    await expect.poll(() => rowsOf(app, "SELECT FROM search_document"), { timeout: 15_000 }).toHaveLength(2);
    expect(without.url).not.toBe(app.url);
  }
  await expect
    .poll(async () => (await searches(people.bo, "pears")).isDegraded, { timeout: 15_000 })
    .toBe(true);
  expect(await finds(people.bo, "pears")).toEqual(["pears two", "pears one"]);
  await makeReady(scene.client, index.outbox);
  await expect
    .poll(async () => (await searches(people.bo, "pears")).isDegraded, { timeout: 15_000 })
    .toBe(false);
});

test("a Meilisearch that has lost its documents is not asked for messages", async () => {
  await using scene = await startReady();
  const { index, people, server } = scene;
  await people.ana.sends(people.conversation, "pears");
  await index.catchUp();
  expect((await searches(people.bo, "pears")).isDegraded).toBe(false);
  server.indexes.get(INDEX)?.documents.clear();
  await expect
    .poll(async () => (await searches(people.bo, "pears")).isDegraded, { timeout: 15_000 })
    .toBe(true);
  expect(await finds(people.bo, "pears")).toEqual(["pears"]);
});

test("killed between the swap and the note of it, a reindex does not swap back", async () => {
  await using scene = await startReady();
  const { app, client, index, people, server } = scene;
  await people.ana.sends(people.conversation, "pears");
  await index.catchUp();
  const holder = new pg.Client({ connectionString: app.databaseUrl });
  await holder.connect();
  const waiting =
    "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%search_mirror%'";
  const swaps = () => server.requests.filter((request) => request === "POST /swap-indexes").length;
  const before = swaps();
  // The note waits, the swap does not; then whoever wants to write the note is killed.
  await holder.query("BEGIN");
  const killed = reindexMeilisearch(client, index.outbox, forever, silent, silent);
  const failing = expect(killed).rejects.toThrow();
  await expect
    .poll(async () => (await index.outbox.readState("meilisearch")).reindexedTo, { interval: 1 })
    .not.toBeNull();
  await holder.query("LOCK TABLE search_mirror IN EXCLUSIVE MODE");
  await expect.poll(() => rowsOf(app, waiting), { timeout: 15_000 }).toHaveLength(1);
  expect(swaps()).toBe(before + 1);
  await rowsOf(app, `SELECT pg_terminate_backend(pid) FROM (${waiting}) AS w`);
  await failing;
  await holder.query("ROLLBACK");
  await holder.end();

  await makeReady(client, index.outbox);
  expect(swaps()).toBe(before + 1);
  expect(texts(server, INDEX)).toEqual(["pears\n"]);
  expect([...server.indexes.keys()]).toEqual([INDEX]);
});

test("a change that is told while indexes are swapped is in the one that is used then", async () => {
  await using scene = await startReady();
  const { client, index, people, server } = scene;
  const [sent] = await people.ana.sends(people.conversation, "pears");
  await index.catchUp();
  const stopping = new AbortController();
  await expect(
    reindexMeilisearch(
      client,
      index.outbox,
      stopping.signal,
      () => stopping.abort(new Error("Stopped.")),
      silent,
    ),
  ).rejects.toThrow("Stopped.");
  await people.ana.edits(sent?.id ?? "", "plums");
  await index.index.write([uuidOf(sent?.id ?? "")]);

  const request = `POST /indexes/${NEXT_INDEX}/documents`;
  const written = () => server.requests.filter((each) => each === request).length;
  const before = written();
  const goOn = server.hold(request);
  const telling = index.catchUp();
  await expect.poll(written).toBe(before + 1);
  await makeReady(client, index.outbox);
  goOn();
  await telling;
  expect(texts(server, INDEX)).toEqual(["plums\n"]);
  expect([...server.indexes.keys()]).toEqual([INDEX]);
});

test("a message that changes while it is told is told again by whoever tells it, and by nobody beside them", async () => {
  await using scene = await startReady();
  const { outbox } = scene.index;
  const id = "00000000-0000-7000-8000-000000000001";
  await outbox.put([id]);
  const taken = await outbox.take(10);
  await outbox.put([id]);
  expect(await outbox.take(10)).toEqual([]);
  await outbox.settle(taken);
  const again = await outbox.take(10);
  expect(again.map(({ messageId }) => messageId)).toEqual([id]);
  await outbox.settle(again);
  expect(await rowsOf(scene.app, "SELECT FROM search_pending")).toEqual([]);
});

test("a message that Meilisearch refuses keeps no other from being told, and its old words go", async () => {
  await using scene = await startReady();
  const { index, people, server } = scene;
  const sent = await people.ana.sends(people.conversation, "pears one", "pears two", "pears three");
  await index.catchUp();
  server.refuse("poison");
  await people.ana.edits(sent[1]?.id ?? "", "poison");
  await people.ana.sends(people.conversation, "pears four");
  await index.catchUp();
  expect(texts(server, INDEX)).toEqual(["pears four\n", "pears one\n", "pears three\n"]);
  expect(await rowsOf(scene.app, "SELECT FROM search_pending")).toEqual([]);
});

test("what differs is told apart, and a reindex of both engines mends it, from where it was stopped", async () => {
  await using scene = await startReady();
  const { app, client, index, people, server } = scene;
  const { outbox } = index;
  const sent = await people.ana.sends(people.conversation, "one", "two", "three");
  await index.catchUp();
  const one = uuidOf(sent[0]?.id ?? "");
  await people.ana.edits(sent[1]?.id ?? "", "no longer two");
  await rowsOf(app, "DELETE FROM search_document WHERE message_id = $1", [one]);
  await rowsOf(
    app,
    `INSERT INTO search_document (message_id, conversation_id, seq, sender_id, sent_at, kind, words)
     SELECT gen_random_uuid(), conversation_id, seq, sender_id, sent_at, kind, words FROM search_document LIMIT 1`,
  );
  const documents = server.indexes.get(INDEX)?.documents;
  documents?.delete(one);
  documents?.set("of-nobody", { id: "of-nobody", text: "of nobody" });
  const differences = { messages: 3, missing: 1, stale: 1, surplus: 1 };
  expect(await verifyPostgres(outbox, forever, silent)).toEqual(differences);
  expect(await verifyMeilisearch(client, outbox, forever, silent)).toEqual(differences);

  const options = { index: index.index, outbox, languages: ["english"], client, onRefused: silent };
  const stopping = new AbortController();
  const progressOf = (engine: string) => () => {
    if (engine === "Meilisearch") stopping.abort(new Error("Stopped."));
  };
  await expect(reindex({ ...options, signal: stopping.signal, progressOf })).rejects.toThrow("Stopped.");
  // All pages of both are made: nothing is made once more.
  expect(await reindex({ ...options, signal: forever, progressOf: () => silent })).toBe(0);
  const whole = { messages: 3, missing: 0, stale: 0, surplus: 0 };
  expect(await verifyPostgres(outbox, forever, silent)).toEqual(whole);
  expect(await verifyMeilisearch(client, outbox, forever, silent)).toEqual(whole);
  // Ended, it begins anew; and so it does with other languages.
  expect(await reindex({ ...options, signal: forever, progressOf: () => silent })).toBe(3);
});

test("a process that tells Meilisearch stops at once, also while Meilisearch does not answer", async () => {
  await using scene = await startReady();
  const { index, people, server } = scene;
  await people.ana.sends(people.conversation, "pears");
  await index.index.write([]);
  server.hang(true);
  const mirror = startMirror({
    connect: (signal) => connectUntil({ host: server.url, apiKey: KEY }, signal),
    outbox: index.outbox,
    onFailed: silent,
    onRefused: silent,
  });
  const asked = server.requests.length;
  await expect.poll(() => server.requests.length).toBeGreaterThan(asked);
  // Without its signal it would wait for two minutes.
  await mirror[Symbol.asyncDispose]();
});

test("who answers searches needs no key that may write", async () => {
  await using scene = await startReady();
  const { app, server, index, people } = scene;
  await people.ana.sends(people.conversation, "pears");
  await index.catchUp();
  await using searching = await startApp({
    DATABASE_URL: app.databaseUrl,
    MEILISEARCH_URL: server.url,
    MEILISEARCH_KEY: "none that is known",
    MEILISEARCH_SEARCH_KEY: SEARCH_KEY,
  });
  const { cy, dee, conversation } = await searching.people.inConversation("cy", "dee");
  await cy.sends(conversation, "plums");
  await index.catchUp();
  const found = await searches(dee, "plums");
  expect([found.edges.length, found.isDegraded]).toEqual([1, false]);
});
