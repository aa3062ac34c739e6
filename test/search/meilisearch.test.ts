/** Meilisearch beside PostgreSQL: while it is away, while its index is made anew, and what it is asked. */
import { expect, test } from "vitest";
import { reindexMeilisearch, verifyMeilisearch } from "../../src/search/reindex.ts";
import { INDEX, NEXT_INDEX, prepareIndex, SETTINGS, VERSION } from "../../src/search/meilisearchIndex.ts";
import { startApp } from "../support/app.ts";
import { KEY, startLocalMeilisearch } from "../support/meilisearch/server.ts";
import { rowsOf } from "../support/rows.ts";
import { finds, followLog, searches } from "./scene.ts";

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

test("until its index was made PostgreSQL answers, and says so", async () => {
  await using scene = await startBeside();
  const { app, index, client, server } = scene;
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await prepareIndex(client, INDEX);
  await ana.sends(conversation, "pears");
  await index.catchUp();
  const before = await searches(bo, "pears");
  expect([before.edges.length, before.isDegraded]).toEqual([1, true]);
  expect(await reindexMeilisearch(client, index.outbox, forever, silent)).toBe(1);
  await expect.poll(async () => (await searches(bo, "pears")).isDegraded, { timeout: 15_000 }).toBe(false);
  expect([...server.indexes.keys()]).toEqual([INDEX]);
  expect(server.indexes.get(INDEX)?.settings).toEqual(SETTINGS);
});

test("while it is away PostgreSQL answers with what is new, and what it missed is told when it is back", async () => {
  await using scene = await startBeside();
  const { app, index, client, server } = scene;
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await prepareIndex(client, INDEX);
  await index.outbox.writeState({ version: VERSION, reindexedTo: null });
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
    reindexMeilisearch(client, index.outbox, stopping.signal, () => stopping.abort(new Error("Stopped."))),
  ).rejects.toThrow("Stopped.");
  expect((await index.outbox.readState()).reindexedTo).not.toBeNull();
  await ana.edits(sent[0]?.id ?? "", "plums one");
  await ana.deletes(sent[1]?.id ?? "");
  await ana.sends(conversation, "pears four");
  await index.catchUp();
  const texts = (uid: string) =>
    [...(server.indexes.get(uid)?.documents.values() ?? [])].map((document) => String(document["text"]));
  expect(texts(NEXT_INDEX).toSorted()).toEqual(texts(INDEX).toSorted());
  expect(await reindexMeilisearch(client, index.outbox, forever, silent)).toBe(1);
  expect(texts(INDEX).toSorted()).toEqual(["pears four\n", "pears three\n", "plums one\n"]);
  expect(await verifyMeilisearch(client, index.outbox, forever, silent)).toEqual({
    messages: 3,
    missing: 0,
    surplus: 0,
  });

  server.indexes.get(INDEX)?.documents.clear();
  expect(await verifyMeilisearch(client, index.outbox, forever, silent)).toEqual({
    messages: 3,
    missing: 3,
    surplus: 0,
  });
});

test("a working process tells it by itself", async () => {
  await using server = await startLocalMeilisearch();
  await using app = await startApp({ MEILISEARCH_URL: server.url, MEILISEARCH_KEY: KEY, WORKER: "true" });
  await expect.poll(() => server.indexes.has(INDEX), { timeout: 15_000 }).toBe(true);
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const [sent] = await ana.sends(conversation, "apricots");
  await expect.poll(() => server.indexes.get(INDEX)?.documents.size, { timeout: 15_000 }).toBe(1);
  await expect.poll(async () => (await searches(bo, "apricots")).isDegraded, { timeout: 15_000 }).toBe(false);
  await ana.deletes(sent?.id ?? "");
  await expect.poll(() => server.indexes.get(INDEX)?.documents.size, { timeout: 15_000 }).toBe(0);
});
