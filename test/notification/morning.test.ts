/** A morning: the quiet hours of many people end at the same time; and what the database does not answer before. */
import { Pool } from "pg";
import { expect, test } from "vitest";
import { SUMMARIES_AT_A_TIME } from "../../src/domain/notification/stores.ts";
import { newId, NO_ID } from "../../src/lib/ids.ts";
import { createPushStore } from "../../src/storage/pushes.sql.ts";
import { sets } from "../ownRows/scene.ts";
import { addCrowd, markRead, uuidOf } from "../receipts/scene.ts";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { becomes } from "../transports/support.ts";
import { RecordingProvider } from "./recorder.ts";
import { chooses, decisionsOf, registers } from "./scene.ts";
import { startWorker } from "./worker.ts";

const CROWD = SUMMARIES_AT_A_TIME + 5;

/** A message came at night to many people with so many devices each, who are to be told of it now. */
async function withSleepers(app: TestApp, devices = 1) {
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const crowd = await addCrowd(app, group, CROWD);
  const [message] = await ana.sends(group, "hello");
  const [sent] = await rowsOf<{ seq: number; id: string }>(
    app,
    "SELECT seq, id FROM message WHERE conversation_id = $1 AND seq = $2",
    [uuidOf(group), message?.seq],
  );
  await rowsOf(app, "DELETE FROM member_mark WHERE user_id = ANY($1::uuid[])", [crowd]);
  await rowsOf(
    app,
    `INSERT INTO notification (user_id, conversation_id, seq, message_id, state, reason, decided_at)
     SELECT id, $2, $3, $4, 'SUPPRESSED', 'QUIET_HOURS', now() FROM unnest($1::uuid[]) AS id`,
    [crowd, uuidOf(group), sent?.seq, sent?.id],
  );
  await rowsOf(
    app,
    `WITH devices AS (
       INSERT INTO device (id, user_id, platform, provider, token, token_hash, locale, created_at, last_seen_at)
       SELECT gen_random_uuid(), id, 'ANDROID', 'FCM', id::text || n, sha256((id::text || n)::bytea), 'en', now(), now()
       FROM unnest($1::uuid[]) AS id, generate_series(1, $3::int) AS n RETURNING id, user_id
     )
     INSERT INTO push (device_id, conversation_id, user_id, due_at, waiting_from_seq)
     SELECT id, $2, user_id, now(), 1 FROM devices`,
    [crowd, NO_ID, devices],
  );
  return { ana, bo, crowd };
}

const readsSummaries = (text: string): boolean => text.includes("'QUIET_HOURS'") && text.includes("count(*)");

test("summaries that take too long to read hold neither the others nor pushes, and come later", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp();
  const { ana, bo } = await withSleepers(app);
  const direct = await ana.opensConversationWith(bo);
  await registers(bo, "phone");
  const errors: unknown[] = [];
  let failures = 0;
  await using _worker = startWorker(app, {
    providers: [fcm],
    onError: (error) => errors.push(error),
    timesOut: (text) => readsSummaries(text) && (failures += 1) === 1,
  });
  await becomes(() => fcm.pushes.length, CROWD - SUMMARIES_AT_A_TIME);
  expect(errors).toHaveLength(1);
  await becomes(async () => (await rowsOf(app, "SELECT FROM consumer_position")).length, 1);
  await ana.sends(direct, "good morning");
  await becomes(() => fcm.shownOn("phone").length, 1);
  // The claim of those that could not be read ends by itself.
  const waiting = await rowsOf(
    app,
    "UPDATE push SET due_at = now() WHERE claim_id IS NOT NULL AND due_at > now() RETURNING user_id",
  );
  expect(waiting).toHaveLength(SUMMARIES_AT_A_TIME);
  await becomes(() => fcm.pushes.length, CROWD + 1);
});

test("what is known of a person is read once for all their devices, and of quiet time alone", async () => {
  await using app = await startApp();
  const { crowd } = await withSleepers(app, 3);
  const [person] = crowd;
  await rowsOf(
    app,
    `INSERT INTO notification (user_id, conversation_id, seq, message_id, state, decided_at)
     SELECT $1, gen_random_uuid(), n, ('ffffffff-ffff-7fff-8fff-' || lpad(n::text, 12, '0'))::uuid, 'SENT', now()
     FROM generate_series(1, 1000) AS n`,
    [person],
  );
  await rowsOf(app, "ANALYZE notification");
  await using opened = new AsyncDisposableStack();
  const pool = opened.adopt(new Pool({ connectionString: app.databaseUrl, max: 1 }), (it) => it.end());
  const store = createPushStore(pool);
  const claims = (await store.claim(newId(), 500, 60_000)).filter(({ userId }) => userId === person);
  expect(claims).toHaveLength(3);
  const rowsRead = async (): Promise<number> => {
    const { rows } = await pool.query<{ rows: number }>(
      `SELECT (seq_tup_read + idx_tup_fetch)::int AS rows FROM pg_stat_xact_user_tables WHERE relname = 'notification'`,
    );
    return rows[0]?.rows ?? 0;
  };
  await pool.query("BEGIN");
  const states = await store.readSummaries(claims);
  expect(await rowsRead()).toBe(1);
  await pool.query("COMMIT");
  expect(states.map(({ device, summary }) => [device?.provider, summary?.length])).toEqual(
    Array.from({ length: 3 }, () => ["FCM", 1]),
  );
});

test("where a summary cannot be made due, how others ended is stored, and what is of quiet time decided again", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  await registers(bo, "phone of bo");
  await registers(cy, "phone of cy");
  let isLate = true;
  const later = "2090-01-01T00:00:00.000Z";
  const schedules = (text: string): boolean => text.includes("min(until)");
  await using _worker = startWorker(app, {
    providers: [fcm],
    delayMs: 60_000,
    timesOut: (text) => isLate && schedules(text),
  });
  await becomes(async () => (await rowsOf(app, "SELECT FROM consumer_position")).length, 1);
  await ana.sends(group, "hello");
  await becomes(async () => (await rowsOf(app, "SELECT FROM push")).length, 2);
  await chooses(bo, { doNotDisturbUntil: later });
  await sets(cy, group, { mutedUntil: later });
  await rowsOf(app, "UPDATE push SET due_at = now()");
  await becomes(async () => (await decisionsOf(cy)).join(), "hello,MUTED");
  expect(await decisionsOf(bo)).toEqual([["hello", "WAITING"]]);
  isLate = false;
  await rowsOf(app, "UPDATE push SET due_at = now() WHERE claim_id IS NOT NULL");
  await becomes(async () => (await decisionsOf(bo)).join(), "hello,DO_NOT_DISTURB");
  expect(await rowsOf(app, "SELECT FROM push WHERE conversation_id = $1", [NO_ID])).toHaveLength(1);
  expect(fcm.pushes).toEqual([]);
});

test("a summary is due before it is decided that its messages are not told of", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await registers(bo, "phone");
  await chooses(bo, { doNotDisturbUntil: "2090-01-01T00:00:00.000Z" });
  {
    const decides = (text: string): boolean => text.includes("INSERT INTO notification AS kept");
    await using _worker = startWorker(app, { providers: [], timesOut: decides });
    await becomes(async () => (await rowsOf(app, "SELECT FROM consumer_position")).length, 1);
    await ana.sends(conversation, "hello");
    await becomes(async () => (await rowsOf(app, "SELECT FROM push")).length, 1);
  }
  expect(await decisionsOf(bo)).toEqual([]);
});

test("marks that go on while a summary is shown are looked at together, and most of them write nothing", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const sent = await ana.sends(group, "one", "two", "three", "four");
  await registers(bo, "phone");
  await rowsOf(
    app,
    `INSERT INTO push (device_id, conversation_id, user_id, shown_seq, shown_from_seq)
     SELECT id, $1, user_id, 0, 0 FROM device`,
    [NO_ID],
  );
  const row = async () =>
    (
      await rowsOf<{ generation: number; isSoon: boolean; dueAt: Date | null }>(
        app,
        `SELECT generation, due_at AS "dueAt", due_at BETWEEN now() AND now() + interval '10 seconds' AS "isSoon" FROM push`,
      )
    )[0];
  const reads = (at: number) => markRead(bo, group, sent[at]?.seq ?? 0);
  await reads(0);
  const first = await row();
  expect(first).toMatchObject({ generation: 1, isSoon: true });
  await reads(1);
  expect(await row()).toEqual(first);
  // What waits for another morning is looked at earlier.
  await rowsOf(app, "UPDATE push SET due_at = now() + interval '8 hours', waiting_from_seq = 1");
  await reads(2);
  expect(await row()).toMatchObject({ generation: 2, isSoon: true });
  // What is at the provider is looked at again afterwards.
  await rowsOf(app, "UPDATE push SET claim_id = gen_random_uuid()");
  await reads(3);
  expect(await row()).toMatchObject({ generation: 3 });
});
