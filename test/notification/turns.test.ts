/** Turns: who is sent first what is due, where more is due than can be sent at once. */
import { Pool } from "pg";
import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { createPushStore } from "../../src/storage/pushes.sql.ts";
import { uuidOf } from "../receipts/scene.ts";
import { startApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { becomes } from "../transports/support.ts";
import { registers } from "./scene.ts";
import { startWorker } from "./worker.ts";

test("what is urgent goes before what is not, unless that has been due for a minute longer", async () => {
  await using app = await startApp();
  await using opened = new AsyncDisposableStack();
  const pool = opened.adopt(new Pool({ connectionString: app.databaseUrl }), (it) => it.end());
  const store = createPushStore(pool);
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const late = await ana.makesGroup("Late", bo);
  const direct = await ana.opensConversationWith(bo);
  await registers(bo, "phone");
  {
    await using _worker = startWorker(app, { providers: [], delayMs: 60_000 });
    await becomes(async () => (await rowsOf(app, "SELECT FROM consumer_position")).length, 1);
    for (const conversation of [group, late, direct]) await ana.sends(conversation, "hello");
    await becomes(async () => (await rowsOf(app, "SELECT FROM push WHERE due_at IS NOT NULL")).length, 3);
  }
  const isDueSince = (conversation: string, seconds: number) =>
    rowsOf(app, "UPDATE push SET due_at = now() - $2::int * interval '1 second' WHERE conversation_id = $1", [
      uuidOf(conversation),
      seconds,
    ]);
  const takesOne = async () => (await store.claim(newId(), 1, 60_000)).map((claim) => claim.conversationId);
  await Promise.all([isDueSince(group, 50), isDueSince(late, 70), isDueSince(direct, 0)]);
  expect([...(await takesOne()), ...(await takesOne()), ...(await takesOne())]).toEqual(
    [late, direct, group].map(uuidOf),
  );
  expect(await takesOne()).toEqual([]);
});
