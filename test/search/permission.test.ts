/** Whom searchMessages lets find what: what they may see now, and in its numbers nothing else. */
import { expect, test } from "vitest";
import { blocks, calls, unblocks } from "../privacy/scene.ts";
import { openJobs } from "../removal/scene.ts";
import { startApp } from "../support/app.ts";
import { PASSWORD } from "../support/people.ts";
import { rowsOf } from "../support/rows.ts";
import { finds, followLog, searches } from "./scene.ts";

test("members find it, and strangers, those who left and those who were removed do not", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const di = await app.people.register("di");
  await ana.sends(group, "the secret plan");
  await index.catchUp();
  const found = ["the secret plan"];
  for (const person of [ana, bo, cy]) expect(await finds(person, "secret")).toEqual(found);
  expect(await finds(di, "secret")).toEqual([]);

  await ana.removes(group, bo);
  await calls(cy, "leaveConversation", { conversationId: group });
  for (const person of [bo, cy, di]) {
    const { edges, total, facets } = await searches(person, "secret");
    expect({ edges, total, facets }).toEqual({
      edges: [],
      total: { count: 0, isExact: true },
      facets: { conversations: [], senders: [], kinds: [], months: [] },
    });
    expect(await finds(person, "", { conversationIds: [group] })).toEqual([]);
  }
  expect(await finds(ana, "secret")).toEqual(found);
  await ana.adds(group, bo);
  expect(await finds(bo, "secret")).toEqual(found);
});

test("what is from before their time is never found", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, group } = await app.people.inGroup("ana", "bo");
  const cy = await app.people.register("cy");
  await ana.sends(group, "old apples");
  await calls(ana, "updateConversation", { conversationId: group, historyVisibility: "SINCE_JOINED" });
  await ana.adds(group, cy);
  await ana.sends(group, "new apples");
  await index.catchUp();
  expect(await finds(cy, "apples")).toEqual(["new apples"]);
  const { facets } = await searches(cy, "apples");
  expect(facets.senders.map(({ count }) => count)).toEqual([1]);
});

test("what somebody deleted for themselves they do not find, and others do", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const [sent] = await ana.sends(conversation, "pears");
  await index.catchUp();
  await calls(bo, "deleteMessageForMe", { messageId: sent?.id });
  expect(await finds(bo, "pears")).toEqual([]);
  expect(await finds(ana, "pears")).toEqual(["pears"]);
});

test("whom they have blocked they find when they ask for them, and the other way round nothing changes", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, bo, group } = await app.people.inGroup("ana", "bo", "cy");
  await bo.sends(group, "plums by bo");
  await ana.sends(group, "plums by ana");
  await index.catchUp();
  await blocks(ana, bo);
  expect(await finds(ana, "plums")).toEqual(["plums by ana"]);
  expect(await finds(ana, "plums", { senderIds: [bo.id] })).toEqual(["plums by bo"]);
  expect(await finds(bo, "plums")).toEqual(["plums by ana", "plums by bo"]);
  await unblocks(ana, bo);
  expect(await finds(ana, "plums")).toEqual(["plums by ana", "plums by bo"]);
});

test("an edit is found by what it says now, and meanwhile by nothing", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const [sent] = await ana.sends(conversation, "bananas");
  await index.catchUp();
  await ana.edits(sent?.id ?? "", "cherries");
  expect((await searches(bo, "bananas")).edges).toEqual([]);
  await index.catchUp();
  expect(await finds(bo, "cherries")).toEqual(["cherries"]);
  expect(await finds(bo, "bananas")).toEqual([]);
  expect(await rowsOf(app, "SELECT word FROM search_word ORDER BY word")).toEqual([{ word: "cherries" }]);
});

test("a deleted message is found no more at once, and its words are gone when the index has heard", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const [sent] = await ana.sends(conversation, "bananas and figs", "more figs");
  await index.catchUp();
  await ana.deletes(sent?.id ?? "");
  expect(await finds(bo, "bananas")).toEqual([]);
  expect(await rowsOf(app, "SELECT count(*)::int AS count FROM search_document")).toEqual([{ count: 1 }]);
  await index.catchUp();
  expect(await rowsOf(app, "SELECT word FROM search_word ORDER BY word")).toEqual([
    { word: "figs" },
    { word: "more" },
  ]);
  expect(await rowsOf(app, "SELECT 1 FROM search_leftover")).toEqual([]);
});

test("a document that is written while its message is deleted goes with the event of the deletion", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const [sent] = await ana.sends(conversation, "bananas");
  await index.catchUp();
  await ana.deletes(sent?.id ?? "");
  // As if it had been read before the deletion, and written after.
  await rowsOf(
    app,
    `INSERT INTO search_document (message_id, conversation_id, seq, sender_id, sent_at, kind, words)
     SELECT id, conversation_id, seq, sender_id, created_at, 'TEXT', '''bananas'':1' FROM message RETURNING 1`,
  );
  expect((await searches(bo, "bananas ")).edges).toEqual([]);
  await index.catchUp();
  expect(await rowsOf(app, "SELECT 1 FROM search_document")).toEqual([]);
});

test("retention and an erasure take documents with the messages", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  await using jobs = openJobs(app);
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await ana.sends(group, "walnuts by ana");
  await bo.sends(group, "walnuts by bo");
  await index.catchUp();
  await calls(bo, "requestErasure", { password: PASSWORD });
  expect(await jobs.erase(bo)).toBe(true);
  expect(await finds(ana, "walnuts")).toEqual(["walnuts by ana"]);
  await index.catchUp();
  expect(await rowsOf(app, "SELECT word FROM search_word WHERE word = 'bo'")).toEqual([]);
});

test("what is told twice is told once", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  await using again = followLog(app);
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const [sent] = await ana.sends(conversation, "grapes", "melons");
  await index.catchUp();
  await ana.deletes(sent?.id ?? "");
  await index.catchUp();
  await again.catchUp();
  expect(await finds(bo, "grapes")).toEqual([]);
  expect(await finds(bo, "melons")).toEqual(["melons"]);
  expect(await rowsOf(app, "SELECT word FROM search_word")).toEqual([{ word: "melons" }]);
});

test("a text that was read before an edit takes no place of the text since", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const [sent] = await ana.sends(conversation, "bananas");
  await ana.edits(sent?.id ?? "", "cherries");
  await index.catchUp();
  // As if another writer had read it before the edit.
  await rowsOf(
    app,
    `SELECT write_search_documents(array_agg(id), ARRAY['bananas'], ARRAY[NULL]::timestamptz[], ARRAY[false], ARRAY['english'])
     FROM message`,
  );
  expect(await finds(bo, "cherries")).toEqual(["cherries"]);
  expect((await searches(bo, "bananas")).total.count).toBe(0);
  expect(await rowsOf(app, "SELECT word FROM search_word")).toEqual([{ word: "cherries" }]);
});

test("a document of a message that is not there goes, and its words with it", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  await ana.sends(conversation, "bananas");
  await index.catchUp();
  // As if the message had gone while its document was being written.
  await rowsOf(
    app,
    `WITH gone AS (
       INSERT INTO search_document (message_id, conversation_id, seq, sender_id, sent_at, kind, words)
       SELECT gen_random_uuid(), conversation_id, 9, sender_id, now(), 'TEXT', '''figs'':1' FROM message
       RETURNING message_id
     ), known AS (INSERT INTO search_word VALUES ('figs'))
     INSERT INTO search_leftover (message_id, words) SELECT message_id, '{}' FROM gone`,
  );
  await index.index.sweep();
  expect(await rowsOf(app, "SELECT count(*)::int AS count FROM search_document")).toEqual([{ count: 1 }]);
  expect(await rowsOf(app, "SELECT word FROM search_word")).toEqual([{ word: "bananas" }]);
});
