/** What changed of own rows since a horizon, and what is hidden of a place: one statement for however many people. */
import { expect, test } from "vitest";
import { OWN_ROW_KINDS, ownRowOf } from "../../src/domain/ownRows.ts";
import { connectDatabase } from "../../src/storage/database.ts";
import { createMarks } from "../../src/storage/marks.sql.ts";
import { createReadOwnRows } from "../../src/storage/ownRows.ts";
import { createPlaces } from "../../src/storage/places.sql.ts";
import { uuidOf } from "../receipts/scene.ts";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { deletesForSelf, drafts, sets } from "./scene.ts";

/** What is written from now on; a horizon may lie before it, held back by somebody else on the server. */
async function fromNow(app: TestApp): Promise<bigint> {
  const [row] = await rowsOf<{ xid: string }>(app, "SELECT pg_current_xact_id()::text AS xid");
  return BigInt(row?.xid ?? 0);
}

/** A pool of its own, whose statements are counted. */
function connect(app: TestApp) {
  const database = connectDatabase({
    databaseUrl: app.databaseUrl,
    poolMax: 2,
    onIdleError: () => undefined,
  });
  const { pool } = database;
  const query = pool.query.bind(pool);
  let statements = 0;
  Object.assign(pool, {
    query: (...args: Parameters<typeof query>) => {
      statements += 1;
      return query(...args);
    },
  });
  return { database, pool, count: () => statements };
}

test("own rows that changed since a horizon are found as they are now, in a statement for each kind", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const { database, pool, count } = connect(app);
  await using _closing = database;
  const reads = createReadOwnRows(pool, createMarks(pool));
  const [one, two] = await ana.sends(group, "one", "two");
  await sets(cy, group, { isPinned: true });
  await drafts(cy, group, "long ago");
  await deletesForSelf(cy, one?.id ?? "");
  const since = await fromNow(app);
  const userIds = [ana, bo, cy].map(({ id }) => uuidOf(id));
  const changed = async () => {
    const rows = [];
    for (const kind of OWN_ROW_KINDS) rows.push(...(await reads[kind](userIds, since)));
    return rows;
  };
  expect(await changed()).toEqual([]);

  for (const person of [ana, bo]) {
    await sets(person, group, { isPinned: true });
    await sets(person, group, { isArchived: true });
    await drafts(person, group, "Dear");
    await drafts(person, group, "");
    await deletesForSelf(person, two?.id ?? "");
  }
  const before = count();
  const rows = await changed();
  expect(count() - before).toBe(OWN_ROW_KINDS.length);
  const conversationId = uuidOf(group);
  for (const person of [ana, bo]) {
    const userId = uuidOf(person.id);
    expect(rows.filter((row) => ownRowOf(row).userId === userId)).toMatchObject([
      {
        type: "OWN_SETTINGS",
        member: { conversationId },
        settings: { notificationLevel: "ALL", isPinned: true, isArchived: true, hiddenSeq: null },
      },
      { type: "OWN_DRAFT", draft: { conversationId, body: "" } },
      { type: "OWN_HIDING", messageId: uuidOf(two?.id ?? ""), seq: 3, member: { conversationId } },
    ]);
  }
  expect(rows).toHaveLength(6);
  // What hangs on a membership is not told of one that has ended.
  await ana.removes(group, bo);
  expect((await changed()).map((row) => ownRowOf(row).userId)).toEqual(Array(3).fill(uuidOf(ana.id)));
});

test("what is hidden of the places of many who resume at once is one statement, and comes with an inbox's", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const other = await ana.makesGroup("Other", bo);
  const { database, pool, count } = connect(app);
  await using _closing = database;
  const places = createPlaces(pool);
  const sent = await ana.sends(group, "one", "two", "three");
  const since = await fromNow(app);
  const later = await ana.sends(group, "four", "five");
  for (const message of [sent[0], sent[2], later[1]]) await deletesForSelf(bo, message?.id ?? "");
  await deletesForSelf(cy, later[0]?.id ?? "");

  const ask = (person: typeof bo, conversationId: string, afterSeq: number) =>
    places.readHidden(uuidOf(person.id), uuidOf(conversationId), afterSeq);
  await ask(bo, group, 0);
  const before = count();
  const crowd = Array.from({ length: 400 }, (_, index) => index % 7);
  const hidden = await Promise.all(crowd.map((afterSeq) => ask(bo, group, afterSeq)));
  // The first goes at once, the others together.
  expect(count() - before).toBeLessThanOrEqual(2);
  const all = [2, 4, 6];
  expect(hidden.map((seqs) => seqs.toSorted((one, other) => one - other))).toEqual(
    crowd.map((afterSeq) => all.filter((seq) => seq > afterSeq)),
  );
  expect(await Promise.all([ask(cy, group, 0), ask(ana, group, 0), ask(bo, other, 0)])).toEqual([
    [5],
    [],
    [],
  ]);

  const hiddenOf = async (from: bigint | null) => {
    const inbox = await places.readInbox(uuidOf(bo.id), from);
    return new Map(inbox.places.map((place) => [place.conversationId, place.hiddenSeqs]));
  };
  // A horizon may cover less than it could: what it does not is as hidden.
  expect((await hiddenOf(since)).get(uuidOf(group))).toContain(6);
  expect(await hiddenOf(null)).toEqual(new Map([group, other].map((id) => [uuidOf(id), []])));
});
