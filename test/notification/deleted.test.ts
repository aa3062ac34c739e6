/** Deletions: what devices show of a message that is deleted, alone or among others. */
import { Pool } from "pg";
import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { createDecisionStore } from "../../src/storage/decisions.sql.ts";
import { addCrowd, markRead, uuidOf } from "../receipts/scene.ts";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { becomes } from "../transports/support.ts";
import { RecordingProvider, sendingBy } from "./recorder.ts";
import { decisionsOf, registers } from "./scene.ts";

/** A person with a phone, and what it shows of the group. */
async function withPhone(app: TestApp, fcm: RecordingProvider) {
  const people = await app.people.inGroup("ana", "bo");
  const { ana, bo, group } = people;
  await registers(bo, "phone");
  const direct = await ana.opensConversationWith(bo);
  const shown = () =>
    fcm
      .shownOn("phone")
      .map(({ body }) => body)
      .join();
  let fences = 0;
  const isDecided = (body: string, state: RegExp) =>
    becomes(async () => state.test((await decisionsOf(bo)).find(([said]) => said === body)?.[1] ?? ""), true);
  return {
    ...people,
    shown,
    says: async (body: string) => {
      const [message] = await ana.sends(group, body);
      await isDecided(body, /^SENT$/);
      return { id: message?.id ?? "", seq: message?.seq ?? 0 };
    },
    /** All that was logged before is told of: what comes after it is decided in a later batch. */
    isTold: async () => {
      for (const at of [1, 2]) {
        const body = `fence ${fences}.${at}`;
        const [message] = await ana.sends(direct, body);
        await markRead(bo, direct, message?.seq ?? 0);
        await isDecided(body, /./);
      }
      fences += 1;
    },
    isDone: () =>
      becomes(async () => (await rowsOf(app, "SELECT FROM push WHERE due_at IS NOT NULL")).length, 0),
  };
}

test("an alert of several stays when one of them is deleted, whichever, and goes with the last", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, group, shown, says, isTold, isDone } = await withPhone(app, fcm);
  const first = await says("@bo first");
  const second = await says("@bo second");
  const third = await says("@bo third");
  expect(shown()).toBe("3 new messages from ana");
  await ana.deletes(third.id);
  await isTold();
  await isDone();
  expect(shown()).toBe("3 new messages from ana");
  // What comes is told of with those that are left.
  const fourth = await says("@bo fourth");
  expect(shown()).toBe("3 new messages from ana");
  await ana.deletes(first.id);
  await ana.deletes(fourth.id);
  await isTold();
  await isDone();
  expect(shown()).toBe("3 new messages from ana");
  await ana.deletes(second.id);
  await becomes(shown, "");
  const fifth = await says("@bo fifth");
  expect(shown()).toBe("ana mentioned you: @bo fifth");
  await markRead(bo, group, fifth.seq);
  await becomes(shown, "");
});

test("a reply that is deleted holds no alert of which all else is read", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, group, shown, says, isTold, isDone } = await withPhone(app, fcm);
  const [root] = await bo.sends(group, "root");
  const reply = await ana.answers(group, "@bo reply", { threadRootId: root?.id ?? "" });
  const last = await says("@bo last");
  await markRead(bo, group, last.seq);
  await isTold();
  await isDone();
  expect(shown()).toMatch(/^2 new messages/);
  await ana.deletes(reply.id);
  await becomes(shown, "");
});

test("what is deleted while it is at the provider is taken back when that has shown it", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, group, shown, isTold } = await withPhone(app, fcm);
  let deletes: Promise<void> | undefined;
  fcm.answer = async ({ kind, facts }) => {
    const { messageId } = facts;
    if (kind === "ALERT" && messageId !== undefined) {
      deletes ??= (async () => {
        await ana.deletes(messageId);
        await isTold();
      })();
      await deletes;
    }
    return { status: "SENT" };
  };
  await ana.sends(group, "@bo gone");
  await becomes(() => fcm.pushes.at(-1)?.kind, "SILENT");
  expect(shown()).toBe("");
});

test("what devices show of a conversation is read once, however many of its messages are deleted", async () => {
  await using app = await startApp();
  const { ana, group } = await app.people.inGroup("ana", "bo");
  const crowd = await addCrowd(app, group, 100);
  const sent = await ana.sends(group, ...Array.from({ length: 20 }, (_, at) => `${at}`));
  await rowsOf(
    app,
    `WITH devices AS (
       INSERT INTO device (id, user_id, platform, provider, token, token_hash, locale, created_at, last_seen_at)
       SELECT id, id, 'ANDROID', 'FCM', id::text, sha256(id::text::bytea), 'en', now(), now()
       FROM unnest($1::uuid[]) AS id RETURNING id
     )
     INSERT INTO push (device_id, conversation_id, user_id, shown_seq, shown_from_seq)
     SELECT id, $2, id, $3::int, $3 FROM devices`,
    [crowd, uuidOf(group), sent[0]?.seq],
  );
  // Of some it is not known from where on they tell, some show nothing, and one is at its provider.
  const [claimed, ...others] = crowd;
  const change = (what: string, ids: readonly (string | undefined)[]) =>
    rowsOf(app, `UPDATE push SET ${what} WHERE device_id = ANY($1::uuid[])`, [ids]);
  await change("claim_id = gen_random_uuid(), shown_seq = NULL, shown_from_seq = NULL", [claimed]);
  await change("shown_seq = NULL, shown_from_seq = NULL", others.slice(0, 10));
  const unknown = others.slice(10, 15);
  await change("shown_from_seq = NULL, shown_seq = shown_seq + 5", unknown);
  await rowsOf(app, "ANALYZE push");
  await using opened = new AsyncDisposableStack();
  const pool = opened.adopt(new Pool({ connectionString: app.databaseUrl, max: 1 }), (it) => it.end());
  const store = createDecisionStore(pool);
  const rowsRead = async (): Promise<number> => {
    const { rows } = await pool.query<{ rows: number }>(
      `SELECT (seq_tup_read + idx_tup_fetch)::int AS rows FROM pg_stat_xact_user_tables WHERE relname = 'push'`,
    );
    return rows[0]?.rows ?? 0;
  };
  const conversationId = uuidOf(group);
  const messages = await rowsOf<{ id: string }>(
    app,
    "SELECT id FROM message WHERE conversation_id = $1 ORDER BY seq OFFSET 1",
    [conversationId],
  );
  const places = [
    ...messages.map(({ id }) => ({ conversationId, messageId: id, throughSeq: null })),
    { conversationId, messageId: newId(), throughSeq: null },
  ];
  await pool.query("BEGIN");
  await store.takeBackDeleted(places);
  // To find, to lock and to change them; not for each of the messages.
  expect(await rowsRead()).toBeLessThanOrEqual(3 * (crowd.length + 4));
  await pool.query("COMMIT");
  const looked = await rowsOf<{ id: string }>(app, "SELECT device_id AS id FROM push WHERE generation = 1");
  expect(new Set(looked.map(({ id }) => id))).toEqual(new Set([claimed, ...unknown]));
  // All that stands up to a place.
  await store.takeBackDeleted([{ conversationId, messageId: null, throughSeq: sent[0]?.seq ?? 0 }]);
  expect(await rowsOf(app, "SELECT FROM push WHERE due_at <= now()")).toHaveLength(89);
});
