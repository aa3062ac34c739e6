/** Where a consumer goes on from: a crash of PostgreSQL gives out anew the numbers of transactions that were not on the disk. */
import { expect, test } from "vitest";
import type { ConsumerStore } from "../../src/domain/consumer/ports.ts";
import { startPipe } from "../../src/pipe/pipe.ts";
import { startApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { becomes } from "../transports/support.ts";
import { openStore, Recorder } from "./scene.ts";
import { uuidOf } from "../receipts/scene.ts";

const SETTLES_MS = 1_000;

test("behind events it goes on from the last of them, and where there are none from a horizon that is a second old", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  await ana.sends(conversation, "one");
  await using scene = openStore(app);
  const read: { asked: bigint; horizon: bigint; at: number }[] = [];
  const advanced: string[] = [];
  const store: ConsumerStore = {
    ...scene.store,
    async read(position, consumer) {
      const page = await scene.store.read(position, consumer);
      if (page.events.length === 0)
        read.push({ asked: position.xid, horizon: page.position.xid, at: performance.now() });
      return page;
    },
    async advance(name, claimId, from, position, dead) {
      advanced.push(String(position.xid));
      return scene.store.advance(name, claimId, from, position, dead);
    },
  };
  const consumer = new Recorder();
  await using _pipe = startPipe({
    store,
    consumers: [consumer],
    onTold: () => undefined,
    onFailed: () => undefined,
  });
  await becomes(() => consumer.told.length, 1);
  const [sent] = await rowsOf<{ xid: string }>(
    app,
    "SELECT xid::text FROM event WHERE kind = 'MESSAGE_SENT'",
  );
  await becomes(() => advanced.length, 1);
  expect(advanced).toEqual([sent?.xid]);

  while ((read.at(-1)?.asked ?? 0n) <= BigInt(sent?.xid ?? 0))
    await rowsOf(app, "SELECT pg_current_xact_id(), pg_sleep(0.05)");
  for (const [place, { asked, at }] of read.entries()) {
    const settled = read.slice(0, place).filter((earlier) => at - earlier.at >= SETTLES_MS);
    const horizons = settled.map(({ horizon }) => horizon);
    expect([BigInt(sent?.xid ?? 0), ...horizons].some((known) => known >= asked)).toBe(true);
  }
});

test("what a crash takes back of a stored position is told again, though the process goes on", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  await using scene = openStore(app);
  const stored = "SELECT xid::text, conversation_id, seq FROM consumer_position";
  let before: readonly unknown[] = [];
  const consumer = new Recorder({}, async () => {
    // As recovery leaves it when the last commits were not on the disk.
    if (consumer.batches.length === 2)
      await scene.pool.query("UPDATE consumer_position SET xid = $1::xid8, conversation_id = $2, seq = $3", [
        ...before,
      ]);
  });
  await using _pipe = scene.tell(consumer);
  await becomes(async () => (await rowsOf(app, stored)).length, 1);
  const [row] = await rowsOf<{ xid: string; conversation_id: string; seq: number }>(app, stored);
  before = [row?.xid, row?.conversation_id, row?.seq];
  const [one] = await ana.sends(conversation, "one");
  await becomes(() => consumer.told.length, 1);
  const [two] = await ana.sends(conversation, "two");
  await becomes(() => consumer.told.length, 4);
  const place = (sent: typeof one): string => `${uuidOf(conversation)}:${sent?.seq ?? 0}`;
  expect(consumer.told).toEqual([place(one), place(two), place(one), place(two)]);
});
