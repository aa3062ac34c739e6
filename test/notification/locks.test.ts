/** Rows of pushes that others hold at that moment: nobody waits for somebody who waits for them, and nothing is lost. */
import { Client, Pool } from "pg";
import { expect, test } from "vitest";
import type { PushEnd } from "../../src/domain/notification/stores.ts";
import { newId, NO_ID } from "../../src/lib/ids.ts";
import { createPushStore } from "../../src/storage/pushes.sql.ts";
import { uuidOf } from "../receipts/scene.ts";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { becomes } from "../transports/support.ts";
import { chooses, does, registers } from "./scene.ts";

async function connect(app: TestApp, opened: AsyncDisposableStack): Promise<Client> {
  const client = opened.adopt(new Client({ connectionString: app.databaseUrl }), (it) => it.end());
  await client.connect();
  return client;
}

function openStore(app: TestApp, opened: AsyncDisposableStack) {
  const pool = opened.adopt(new Pool({ connectionString: app.databaseUrl, max: 1 }), (it) => it.end());
  return createPushStore(pool);
}

const waits = (app: TestApp) =>
  becomes(async () => {
    const rows = await rowsOf(
      app,
      "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    return rows.length;
  }, 1);

/** A phone that shows the group, and a summary. */
async function withPhone(app: TestApp) {
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await registers(bo, "phone");
  const [device] = await rowsOf<{ id: string }>(app, "SELECT id FROM device");
  await rowsOf(
    app,
    `INSERT INTO push (device_id, conversation_id, user_id, due_at, waiting_from_seq)
     SELECT $1, id, $2, now(), 1 FROM unnest($3::uuid[]) AS id`,
    [device?.id, uuidOf(bo.id), [NO_ID, uuidOf(group)]],
  );
  return { ana, bo, group, deviceId: device?.id ?? "" };
}

test("a device that its provider does not know any more is forgotten while a mark looks at what it shows", async () => {
  await using app = await startApp();
  const { group, deviceId } = await withPhone(app);
  await using opened = new AsyncDisposableStack();
  const store = openStore(app, opened);
  const claimId = newId();
  const claims = (await store.claim(claimId, 10, 60_000)).filter(
    ({ conversationId }) => conversationId !== NO_ID,
  );
  expect(claims).toHaveLength(1);
  const mark = await connect(app, opened);
  await mark.query("BEGIN");
  const hold = "SELECT FROM push WHERE device_id = $1 AND conversation_id = $2 FOR UPDATE";
  await mark.query(hold, [deviceId, NO_ID]);
  const settled = store.settle(claimId, {
    ends: claims.map((claim): PushEnd => ({
      claim,
      shownSeq: null,
      shownFromSeq: null,
      isSent: false,
      againInMs: null,
      waitingFromSeq: null,
      failingSince: null,
      attempts: 0,
    })),
    decisions: [],
    invalid: [{ id: deviceId, provider: "FCM", token: "phone", locale: "en" }],
    delayMs: 0,
  });
  await waits(app);
  await mark.query(hold, [deviceId, uuidOf(group)]);
  await mark.query("COMMIT");
  await settled;
  expect(await rowsOf(app, "SELECT FROM device")).toEqual([]);
});

test("a summary is made due on the devices that are left, where one goes at that moment", async () => {
  await using app = await startApp();
  const { bo, deviceId } = await withPhone(app);
  await registers(bo, "tablet");
  await rowsOf(app, "DELETE FROM push");
  await using opened = new AsyncDisposableStack();
  const store = openStore(app, opened);
  const logout = await connect(app, opened);
  await logout.query("BEGIN");
  await logout.query("DELETE FROM device WHERE id = $1", [deviceId]);
  const scheduled = store.scheduleSummaries([
    { userId: uuidOf(bo.id), until: new Date(Date.now() + 60_000) },
  ]);
  await waits(app);
  await logout.query("COMMIT");
  await scheduled;
  expect(await rowsOf(app, "SELECT FROM push WHERE due_at > now()")).toHaveLength(1);
});

test("settings of quiet time are set together with when what waits is looked at, or not at all", async () => {
  await using app = await startApp();
  const { bo, deviceId } = await withPhone(app);
  const later = "2090-01-01T00:00:00.000Z";
  await chooses(bo, { doNotDisturbUntil: later });
  await rowsOf(app, "UPDATE push SET due_at = now() + interval '1 hour'");
  await using opened = new AsyncDisposableStack();
  const holder = await connect(app, opened);
  await holder.query("BEGIN");
  await holder.query("SELECT FROM push WHERE device_id = $1 FOR UPDATE", [deviceId]);
  await expect(does(bo, "updateNotificationSettings", { doNotDisturbUntil: null })).rejects.toThrow();
  await holder.query("COMMIT");
  const kept = await rowsOf<{ until: Date | null }>(
    app,
    "SELECT do_not_disturb_until AS until FROM notification_settings",
  );
  expect(kept).toEqual([{ until: new Date(later) }]);
  await chooses(bo, { doNotDisturbUntil: null });
  const due = "SELECT FROM push WHERE due_at <= now() AND conversation_id = $1";
  expect(await rowsOf(app, due, [NO_ID])).toHaveLength(1);
});
