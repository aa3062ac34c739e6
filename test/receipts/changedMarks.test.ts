/** Marks as private rows: what other devices and resumed inboxes are told of. */
import { expect, test } from "vitest";
import { createMarks } from "../../src/storage/marks.sql.ts";
import { connectDatabase } from "../../src/storage/database.ts";
import { RECEIPTS_SAMPLE_MAX } from "../../src/domain/receipts/ports.ts";
import { startApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { addCrowd, markRead, markUnread, uuidOf } from "./scene.ts";

/** What is written from now on; a horizon may lie before it, held back by somebody else on the server. */
async function fromNow(app: { readonly databaseUrl: string }): Promise<bigint> {
  const [row] = await rowsOf<{ xid: string }>(app, "SELECT pg_current_xact_id()::text AS xid");
  return BigInt(row?.xid ?? 0);
}

test("one's own marks that changed since a horizon are found as they are now, going back included", async () => {
  await using app = await startApp();
  await using database = connectDatabase({
    databaseUrl: app.databaseUrl,
    poolMax: 1,
    onIdleError: () => undefined,
  });
  const marks = createMarks(database.pool);
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const other = await ana.makesGroup("Other", bo);
  await ana.sends(group, "one", "two");
  await ana.sends(other, "one");
  await markRead(bo, other, 2);
  const since = await fromNow(app);
  const changed = async (userIds = [uuidOf(bo.id)]) =>
    (await marks.readChanged(userIds, since)).map(({ userId, conversationId, mark }) => ({
      userId,
      conversationId,
      readSeq: mark.readSeq,
    }));
  expect(await changed()).toEqual([]);

  await markRead(bo, group, 3);
  await markRead(ana, group, 2);
  const mine = { userId: uuidOf(bo.id), conversationId: uuidOf(group) };
  expect(await changed()).toEqual([{ ...mine, readSeq: 3 }]);
  await markUnread(bo, group, 2);
  expect(await changed()).toEqual([{ ...mine, readSeq: 1 }]);
  expect(await changed([uuidOf(bo.id), uuidOf(ana.id)])).toHaveLength(2);

  await ana.removes(group, bo);
  expect(await changed()).toEqual([]);
});

test("receipts that advanced since a horizon are told per conversation: a sample, and how many", async () => {
  await using app = await startApp();
  await using database = connectDatabase({
    databaseUrl: app.databaseUrl,
    poolMax: 1,
    onIdleError: () => undefined,
  });
  const marks = createMarks(database.pool);
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const quiet = await ana.makesGroup("Quiet", bo);
  const foreign = await bo.makesGroup("Foreign");
  await ana.sends(group, "one", "two");
  await markRead(bo, quiet, 1);
  const since = await fromNow(app);

  await markRead(ana, group, 2);
  await markRead(bo, group, 2);
  await markRead(bo, foreign, 1);
  const [receipts, ...more] = await marks.readAdvanced(uuidOf(ana.id), since);
  expect(more).toEqual([]);
  expect(receipts).toMatchObject({
    conversationId: uuidOf(group),
    count: 1,
    members: [{ userId: uuidOf(bo.id), mark: { receiptSeq: 2 } }],
  });

  await addCrowd(app, group, 50);
  const [crowd] = await marks.readAdvanced(uuidOf(ana.id), since);
  expect(crowd?.count).toBe(51);
  expect(crowd?.members).toHaveLength(RECEIPTS_SAMPLE_MAX);
});
