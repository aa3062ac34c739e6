/** The pipe: every committed event is told, in batches, by one process at a time, whatever fails in between. */
import pg from "pg";
import { expect, test } from "vitest";
import { readConsumerLag, readDeadLetters, replayDeadLetters } from "../../src/storage/consumers.sql.ts";
import { uuidOf } from "../receipts/scene.ts";
import { startApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { becomes } from "../transports/support.ts";
import { openStore, PassingFault, Recorder } from "./scene.ts";

/** Of all messages there are, in the order of transactions. */
async function placesIn(app: { readonly databaseUrl: string }): Promise<string[]> {
  const rows = await rowsOf<{ place: string }>(
    app,
    `SELECT conversation_id || ':' || seq AS place FROM event WHERE kind = 'MESSAGE_SENT'
     ORDER BY xid, conversation_id, seq`,
  );
  return rows.map(({ place }) => place);
}

test("a consumer is told of what there was and of what comes, once, in order", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await ana.sends(conversation, "one", "two", "three");
  const consumer = new Recorder({ batchMax: 2 });
  await using scene = openStore(app);
  await using _pipe = scene.tell(consumer);
  await becomes(() => consumer.told.length, 3);
  await Promise.all([ana.sends(conversation, "four"), bo.sends(conversation, "five")]);
  await becomes(() => consumer.told.length, 5);
  expect(consumer.told).toEqual(await placesIn(app));
  expect(consumer.batches.map((batch) => batch.length).every((length) => length <= 2)).toBe(true);
});

test("one that begins with the next event is told of no older one, and goes on where it was after a stop", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  await ana.sends(conversation, "before");
  await using scene = openStore(app);
  const first = new Recorder({ begins: "NEXT" });
  {
    await using _pipe = scene.tell(first);
    await becomes(async () => (await rowsOf(app, "SELECT FROM consumer_position")).length, 1);
    await ana.sends(conversation, "one");
    await becomes(() => first.told.length, 1);
  }
  await ana.sends(conversation, "two");
  const second = new Recorder({ begins: "NEXT" });
  await using _pipe = scene.tell(second);
  await becomes(() => second.told.length, 1);
  expect([...first.told, ...second.told]).toEqual((await placesIn(app)).slice(1));
});

test("what is committed late is told, although later transactions were committed before it", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const other = await ana.makesGroup("Another", bo);
  await using scene = openStore(app);
  const consumer = new Recorder();
  await using _pipe = scene.tell(consumer);

  const late = new pg.Client({ connectionString: app.databaseUrl });
  await late.connect();
  await late.query("BEGIN");
  await late.query(
    `WITH place AS (UPDATE conversation SET head_seq = head_seq + 1 WHERE id = $1 RETURNING id, head_seq)
     INSERT INTO event (conversation_id, seq, kind, actor_id, payload)
     SELECT id, head_seq, 'MESSAGE_SENT', gen_random_uuid(), '{}' FROM place`,
    [uuidOf(other)],
  );
  await ana.sends(conversation, "committed first");
  // A cursor over what is visible would have passed by the open transaction now: this is what it would hold.
  expect(await placesIn(app)).toHaveLength(1);
  await late.query("COMMIT");
  await late.end();
  await becomes(() => consumer.told.length, 2);
  expect(consumer.told).toEqual(await placesIn(app));
  expect(consumer.told[0]).toContain(uuidOf(other));
});

test("of two processes one tells, and the other goes on when that one is gone, with nothing twice", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  await using scene = openStore(app);
  const [one, two] = [new Recorder(), new Recorder()];
  const first = scene.tell(one);
  await ana.sends(conversation, "one");
  await becomes(() => one.told.length, 1);
  await using _second = scene.tell(two);
  await ana.sends(conversation, "two");
  await becomes(() => one.told.length, 2);
  expect(two.told).toEqual([]);
  await first[Symbol.asyncDispose]();
  await ana.sends(conversation, "three");
  await becomes(() => two.told.length, 1);
  expect([...one.told, ...two.told]).toEqual(await placesIn(app));
});

test("the position of a process that was killed is taken when its lease ends, and that one stores nothing any more", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  await ana.sends(conversation, "one");
  await using scene = openStore(app);
  const consumer = new Recorder();
  const [killed, next] = ["00000000-0000-7000-8000-000000000001", "00000000-0000-7000-8000-000000000002"];
  const position = await scene.store.claim(consumer, killed, 60_000);
  if (position === null) throw new Error("The position is nobody's.");
  const page = await scene.store.read(position, consumer);
  expect(await scene.store.claim(consumer, next, 60_000)).toBeNull();
  await scene.store.claim(consumer, killed, 0);
  // What it was told of and did not store is told again.
  expect(await scene.store.claim(consumer, next, 60_000)).toEqual(position);
  expect(await scene.store.advance("search", killed, position, page.position, [])).toBe(false);
  expect(await scene.store.advance("search", next, position, page.position, [])).toBe(true);
  expect(await scene.store.claim(consumer, next, 60_000)).toEqual(page.position);
});

test("while something outside does not answer the log waits, and nothing is passed over", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  await ana.sends(conversation, "one", "two");
  await using scene = openStore(app);
  let isAway = true;
  let asked = 0;
  const consumer = new Recorder({ batchMax: 1 }, () => {
    asked += 1;
    if (isAway) throw new PassingFault("away");
  });
  await using _pipe = scene.tell(consumer);
  await becomes(() => asked >= 5, true);
  expect(new Set(consumer.batches.flat()).size).toBe(1);
  isAway = false;
  await becomes(() => consumer.told.length, 2);
  expect(consumer.told).toEqual(await placesIn(app));
  expect((await readDeadLetters(scene.pool)).count).toBe(0);
});

test("an event that cannot be taken in becomes a dead letter, and is taken in later when somebody asks", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  await ana.sends(conversation, "one", "two", "three");
  const [one, two, three] = await placesIn(app);
  await using scene = openStore(app);
  let isBroken = true;
  const consumer = new Recorder({}, (places) => {
    if (isBroken && places.includes(two ?? "")) throw new TypeError("the words of somebody");
  });
  await using _pipe = scene.tell(consumer);
  await becomes(async () => (await readDeadLetters(scene.pool)).count, 1);
  expect(consumer.told).toEqual([one, three]);
  const { rows } = await readDeadLetters(scene.pool);
  expect(rows).toMatchObject([{ consumer: "search", error: "TypeError", attempts: 1, isDue: false }]);

  expect(await replayDeadLetters(scene.pool)).toBe(1);
  await becomes(async () => (await readDeadLetters(scene.pool)).rows[0]?.attempts, 2);
  isBroken = false;
  await replayDeadLetters(scene.pool);
  await becomes(async () => (await readDeadLetters(scene.pool)).count, 0);
  expect(consumer.told).toEqual([one, three, two]);
});

test("an event that always takes too long becomes a dead letter, and is never told twice at the same time", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  await ana.sends(conversation, "one", "two", "three");
  const [one, two, three] = await placesIn(app);
  await using scene = openStore(app);
  let [running, most, tries] = [0, 0, 0];
  const consumer = new Recorder({}, async (places, signal) => {
    if (!places.includes(two ?? "")) return;
    running += 1;
    tries += 1;
    most = Math.max(most, running);
    // It ends a while after it was told to.
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    await new Promise((resolve) => setTimeout(resolve, 400));
    running -= 1;
    signal.throwIfAborted();
  });
  await using _pipe = scene.tell(consumer, undefined, 100);
  await becomes(async () => (await readDeadLetters(scene.pool)).count, 1);
  expect(consumer.told).toEqual([one, three]);
  expect((await readDeadLetters(scene.pool)).rows).toMatchObject([{ error: "TimedOut" }]);
  expect([tries, most]).toEqual([6, 1]);
});

test("dead letters that are tried again hold up no event, say why they fail, and are settled when their event is gone", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  await ana.sends(conversation, "one", "two");
  const [one, two] = await placesIn(app);
  await using scene = openStore(app);
  const [, gone = ""] = (one ?? "").split(":");
  for (const place of [two ?? "", `${(one ?? "").split(":")[0]}:${Number(gone) + 1_000}`]) {
    const [id, seq] = place.split(":");
    await rowsOf(
      app,
      `INSERT INTO dead_letter (consumer, conversation_id, seq, failed_at, error, is_due)
       VALUES ('search', $1, $2, now(), 'TypeError', true)`,
      [id, seq],
    );
  }
  const consumer = new Recorder({ batchMax: 1 }, (places) => {
    if (places.includes(two ?? "") && consumer.batches.length < 4) throw new PassingFault("away");
  });
  const failures: unknown[] = [];
  await using _pipe = scene.tell(consumer, (error) => failures.push(error));
  // What is due fails first, and the log goes on with its own.
  await becomes(() => consumer.batches[1]?.[0], one);
  await becomes(async () => (await readDeadLetters(scene.pool)).count, 0);
  expect(failures[0]).toMatchObject({ message: "away" });
});

test("a database restored into another cluster, whose transactions are counted anew, holds no consumer back", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  await rowsOf(
    app,
    `INSERT INTO consumer_position (name, xid, conversation_id, seq)
     VALUES ('search', '18446744073709551000', gen_random_uuid(), 1)`,
  );
  await using scene = openStore(app);
  const consumer = new Recorder();
  await using _pipe = scene.tell(consumer);
  await becomes(
    async () =>
      (await rowsOf(app, "SELECT FROM consumer_position WHERE xid < '18446744073709551000'")).length,
    1,
  );
  await ana.sends(conversation, "one");
  await becomes(() => consumer.told.length, 1);
});

test("what waits is found in order by the index, and so is how long it waits", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  await using scene = openStore(app);
  const consumer = new Recorder();
  expect(await readConsumerLag(scene.pool, consumer)).toBe(0);
  await scene.store.claim(consumer, "00000000-0000-7000-8000-000000000001", 1);
  await ana.sends(conversation, "one");
  expect(await readConsumerLag(scene.pool, consumer)).toBeGreaterThan(0);
  await rowsOf(
    app,
    `INSERT INTO event (conversation_id, seq, kind, actor_id, payload, xid)
     SELECT $1, 1000 + n, 'MESSAGE_SENT', gen_random_uuid(), '{}', '1' FROM generate_series(1, 5000) AS n`,
    [uuidOf(conversation)],
  );
  await rowsOf(app, "ANALYZE event");
  const plan = await rowsOf<{ "QUERY PLAN": string }>(
    app,
    `EXPLAIN SELECT * FROM event
     WHERE (xid, conversation_id, seq) > ('5', gen_random_uuid(), 1) AND xid < pg_snapshot_xmin(pg_current_snapshot())
       AND kind = ANY('{MESSAGE_SENT}'::event_kind[])
     ORDER BY xid, conversation_id, seq LIMIT 100`,
  );
  const lines = plan.map((row) => row["QUERY PLAN"]).join("\n");
  expect(lines).toContain("Index Scan using event_xid_conversation_id_seq_idx");
  expect(lines).not.toContain("Sort");
});
