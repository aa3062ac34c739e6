/** What marks and counts cost: the same in a conversation of 5 and of 5,000, and one statement for a page. */
import { expect, test } from "vitest";
import type { MessageView } from "../../src/domain/message/policy.ts";
import { newId } from "../../src/lib/ids.ts";
import type { Context } from "../../src/schema/context.ts";
import { messageReadersOf } from "../../src/schema/messageReaders.ts";
import { receiptLoadersOf, viewerCountLoadersOf } from "../../src/schema/receiptLoaders.ts";
import { connectDatabase } from "../../src/storage/database.ts";
import { createMarks } from "../../src/storage/marks.sql.ts";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { addCrowd, uuidOf } from "./scene.ts";

const MANY = 10_000;
const MESSAGES = 20;

interface Cost {
  readonly statements: number;
  readonly rowsRead: number;
  readonly rowsWritten: number;
}

/** One connection, so that PostgreSQL's counts of the transaction are those of what runs in `costOf`. */
function openMeter(app: TestApp) {
  const database = connectDatabase({
    databaseUrl: app.databaseUrl,
    poolMax: 1,
    onIdleError: () => undefined,
  });
  let statements = 0;
  const { pool } = database;
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<{ rows: Record<string, number>[] }>;
  Object.assign(pool, {
    query: (...args: unknown[]) => {
      statements += 1;
      return query(...args);
    },
  });
  const touched = async () => {
    const { rows } = await query(
      `SELECT coalesce(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)), 0)::int AS read,
              coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::int AS written
       FROM pg_stat_xact_user_tables`,
    );
    return { read: rows[0]?.["read"] ?? 0, written: rows[0]?.["written"] ?? 0 };
  };
  return {
    database,
    async costOf(work: () => Promise<unknown>): Promise<Cost> {
      await query("BEGIN");
      const before = await touched();
      statements = 0;
      await work();
      const counted = statements;
      const after = await touched();
      await query("COMMIT");
      return {
        statements: counted,
        rowsRead: after.read - before.read,
        rowsWritten: after.written - before.written,
      };
    },
  };
}

test("marking and counting touch as many rows among 10,000 members as among 5", async () => {
  await using app = await startApp();
  const { ana, bo, group: small } = await app.people.inGroup("ana", "bo");
  const large = await ana.makesGroup("Large", bo);
  for (const group of [small, large]) {
    await ana.sends(group, ...Array.from({ length: MESSAGES }, (_, index) => `@bo ${index}`));
  }
  await addCrowd(app, small, 3);
  await addCrowd(app, large, MANY - 2);
  await rowsOf(app, "ANALYZE");
  const meter = openMeter(app);
  await using database = meter.database;
  const marks = createMarks(database.pool);
  const userId = uuidOf(bo.id);

  const costs = async (group: string) => {
    const conversationId = uuidOf(group);
    const advance = (seq: number) =>
      meter.costOf(() => marks.advance({ conversationId, userId, deliveredSeq: seq, readSeq: seq }));
    const context = () => ({ db: database.prisma, viewer: { userId }, loaders: {} }) as unknown as Context;
    return {
      first: await advance(3),
      again: await advance(3),
      next: await advance(5),
      back: await meter.costOf(() => marks.rewind({ conversationId, userId, seq: 2 })),
      unread: await meter.costOf(() => viewerCountLoadersOf(context()).unread.load(conversationId)),
      mentioned: await meter.costOf(() => viewerCountLoadersOf(context()).mentioned.load(conversationId)),
    };
  };
  // Once for the plans.
  await costs(await ana.makesGroup("Warm", bo));

  const few = await costs(small);
  const many = await costs(large);
  for (const [name, cost] of Object.entries(few) as [keyof typeof few, Cost][]) {
    const { statements, rowsWritten, rowsRead } = many[name];
    expect([name, statements, rowsWritten]).toEqual([name, 1, cost.rowsWritten]);
    // Small tables are read whole where their index would be read: a few rows more or less.
    expect(rowsRead, name).toBeLessThan(cost.rowsRead + 20);
  }
  expect(few.first.rowsWritten).toBe(1);
  expect(few.again.rowsWritten).toBe(0);
  expect(few.next.rowsWritten).toBe(1);
  expect(few.back.rowsWritten).toBe(1);
});

test("a page of conversations is counted in one statement, and so is a page of messages", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const groups = [group];
  for (let index = 0; index < 9; index += 1) groups.push(await ana.makesGroup(`Group ${index}`, bo));
  await ana.sends(group, ...Array.from({ length: MESSAGES }, (_, index) => `@bo ${index}`));
  const meter = openMeter(app);
  await using database = meter.database;
  const context = {
    db: database.prisma,
    viewer: { userId: uuidOf(bo.id) },
    loaders: {},
  } as unknown as Context;
  const messages = await rowsOf<MessageView>(
    app,
    `SELECT id, conversation_id AS "conversationId", seq, sender_id AS "senderId" FROM message`,
  );

  const ids = [...groups.map(uuidOf), newId()];
  const { unread, mentioned } = viewerCountLoadersOf(context);
  const { receiptCounts, mentions, mark } = receiptLoadersOf(context);
  expect((await meter.costOf(() => unread.loadMany(ids))).statements).toBe(1);
  expect((await meter.costOf(() => mentioned.loadMany(ids))).statements).toBe(1);
  expect((await meter.costOf(() => receiptCounts.loadMany(messages))).statements).toBe(1);
  expect((await meter.costOf(() => mentions.loadMany(messages.map(({ id }) => id)))).statements).toBe(1);
  const members = await database.prisma.member.findMany();
  expect((await meter.costOf(() => mark.loadMany(members))).statements).toBe(1);
  expect(await unread.loadMany(ids)).toEqual([MESSAGES, ...Array.from({ length: 9 }, () => 0), null]);
});

test("who has read each of a page of messages is found by one walk over the marks", async () => {
  await using app = await startApp();
  const { ana, group } = await app.people.inGroup("ana", "bo");
  await ana.sends(group, ...Array.from({ length: MESSAGES }, (_, index) => `message ${index}`));
  await addCrowd(app, group, MANY);
  await rowsOf(app, "ANALYZE");
  const meter = openMeter(app);
  await using database = meter.database;
  const messages = await rowsOf<MessageView>(
    app,
    `SELECT id, conversation_id AS "conversationId", seq, sender_id AS "senderId" FROM message`,
  );
  const context = { db: database.prisma, loaders: {}, isShared: true } as unknown as Context;
  const cost = await meter.costOf(() => receiptLoadersOf(context).receiptCounts.loadMany(messages));
  // Member and mark of each, once, and a few for the senders: not once for each message.
  expect(cost.rowsRead).toBeLessThan(2.5 * MANY);

  const readers = () => messageReadersOf(context, { after: null, limit: 3 }).loadMany(messages);
  expect((await meter.costOf(readers)).rowsRead).toBeLessThan(2.5 * MANY);
});
