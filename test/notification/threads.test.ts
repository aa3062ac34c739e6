/** Replies in threads, which are read by the mark of their thread: what is shown of them is taken back by that. */
import { Client } from "pg";
import { expect, test } from "vitest";
import { markRead } from "../receipts/scene.ts";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import type { Person } from "../support/people.ts";
import { rowsOf } from "../support/rows.ts";
import { becomes } from "../transports/support.ts";
import { RecordingProvider, sendingBy } from "./recorder.ts";
import { decisionsOf, does, registers } from "./scene.ts";

const reads = (person: Person, rootId: string | undefined, seq: number) =>
  does(person, "markThreadRead", { rootId, seq });

/** What was due is done, and nothing was taken back. */
async function keepsAll(app: TestApp, fcm: RecordingProvider): Promise<void> {
  await becomes(async () => (await rowsOf(app, "SELECT FROM push WHERE due_at IS NOT NULL")).length, 0);
  expect(fcm.pushes.filter(({ kind }) => kind === "SILENT")).toEqual([]);
}

test("a reply that is read in its thread is taken back, and not by the conversation's mark", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await registers(bo, "phone");
  await registers(bo, "tablet");
  const [root, other] = await bo.sends(group, "root", "other root");
  const rootId = root?.id ?? "";
  const shown = () => [fcm.shownOn("phone").length, fcm.shownOn("tablet").length].join();
  const reply = await ana.answers(group, "@bo reply", { threadRootId: rootId });
  await becomes(shown, "1,1");
  await becomes(async () => (await decisionsOf(bo))[0]?.join(), "@bo reply,SENT");

  await markRead(bo, group, reply.seq);
  await reads(bo, rootId, reply.seq - 1);
  await keepsAll(app, fcm);
  const elsewhere = await ana.answers(group, "@bo elsewhere", { threadRootId: other?.id ?? "" });
  await becomes(async () => (await decisionsOf(bo))[0]?.join(), "@bo elsewhere,SENT");
  expect(fcm.shownOn("phone")).toEqual([{ title: "Group", body: "2 new messages from ana" }]);
  // Of two threads, one is read: what is shown tells of the other as well.
  await reads(bo, rootId, elsewhere.seq);
  await ana.answers(group, "@bo more", { threadRootId: rootId });
  await becomes(async () => (await decisionsOf(bo))[0]?.join(), "@bo more,SENT");
  expect(fcm.shownOn("phone")).toEqual([{ title: "Group", body: "2 new messages from ana" }]);
  await reads(bo, rootId, elsewhere.seq + 100);
  await keepsAll(app, fcm);
  expect(shown()).toBe("1,1");

  await reads(bo, other?.id, elsewhere.seq);
  await becomes(shown, "0,0");
  expect(fcm.pushes.filter(({ kind }) => kind === "SILENT")).toHaveLength(2);
});

test("an alert of a reply and of others is taken back when all of them are read, whichever comes last", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await registers(bo, "phone");
  const [root] = await bo.sends(group, "root");
  const shows = (count: number) =>
    becomes(() => fcm.shownOn("phone")[0]?.body.startsWith(`${count} new messages`), true);
  const [first] = await ana.sends(group, "@bo first");
  const reply = await ana.answers(group, "@bo reply", { threadRootId: root?.id ?? "" });
  await shows(2);
  await reads(bo, root?.id, reply.seq);
  await keepsAll(app, fcm);
  await markRead(bo, group, first?.seq ?? 0);
  await becomes(() => fcm.shownOn("phone").length, 0);

  fcm.pushes.length = 0;
  const late = await ana.answers(group, "@bo late", { threadRootId: root?.id ?? "" });
  const [last] = await ana.sends(group, "@bo last");
  await shows(2);
  await markRead(bo, group, last?.seq ?? 0);
  await keepsAll(app, fcm);
  await reads(bo, root?.id, late.seq);
  await becomes(() => fcm.shownOn("phone").length, 0);
});

test("a reply that is never read holds one alert, and none that begins after that", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await registers(bo, "phone");
  const [root, other] = await bo.sends(group, "root", "other root");
  const shown = () =>
    fcm
      .shownOn("phone")
      .map(({ body }) => body)
      .join();
  await ana.answers(group, "@bo reply", { threadRootId: root?.id ?? "" });
  await becomes(shown, "ana mentioned you: @bo reply");
  const [first] = await ana.sends(group, "@bo first");
  await becomes(shown, "2 new messages from ana");
  await markRead(bo, group, first?.seq ?? 0);
  await keepsAll(app, fcm);

  const [second] = await ana.sends(group, "@bo second");
  await becomes(shown, "ana mentioned you: @bo second");
  await becomes(async () => (await decisionsOf(bo))[0]?.join(), "@bo second,SENT");
  await markRead(bo, group, second?.seq ?? 0);
  await becomes(shown, "");
  // Neither by the conversation's mark nor by that of another thread.
  const next = await ana.answers(group, "@bo next", { threadRootId: other?.id ?? "" });
  await becomes(shown, "ana mentioned you: @bo next");
  await becomes(async () => (await decisionsOf(bo))[0]?.join(), "@bo next,SENT");
  await reads(bo, other?.id, next.seq);
  await becomes(shown, "");
});

test("an alert goes on while something of the conversation itself is unread", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await registers(bo, "phone");
  const [root] = await bo.sends(group, "root");
  const shows = (count: number) =>
    becomes(() => fcm.shownOn("phone")[0]?.body.startsWith(`${count} new messages`), true);
  const [first] = await ana.sends(group, "@bo first");
  const reply = await ana.answers(group, "@bo reply", { threadRootId: root?.id ?? "" });
  await shows(2);
  await becomes(async () => (await decisionsOf(bo))[0]?.join(), "@bo reply,SENT");
  await reads(bo, root?.id, reply.seq);
  await keepsAll(app, fcm);
  fcm.pushes.length = 0;
  const [last] = await ana.sends(group, "@bo last");
  await becomes(() => fcm.alerts("phone").length, 1);
  await shows(2);
  await markRead(bo, group, first?.seq ?? 0);
  await keepsAll(app, fcm);
  await markRead(bo, group, last?.seq ?? 0);
  await becomes(() => fcm.shownOn("phone").length, 0);
});

test("a reply that is read while its pushes are being stored is taken back", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await registers(bo, "phone");
  await registers(bo, "tablet");
  const [root] = await bo.sends(group, "root");
  await using held = await holding(app, "SELECT FROM push ORDER BY device_id DESC LIMIT 1 FOR UPDATE");
  // The first of two is written, and waits for the second before both are stored.
  let holds: Promise<unknown> | undefined;
  fcm.answer = async () => {
    await (holds ??= held.begin());
    return { status: "SENT" };
  };
  const reply = await ana.answers(group, "@bo reply", { threadRootId: root?.id ?? "" });
  await becomes(() => held.waiting(), 1);
  const read = reads(bo, root?.id, reply.seq);
  await becomes(() => held.waiting(), 2);
  await held.end();
  await read;
  await becomes(() => [...fcm.shownOn("phone"), ...fcm.shownOn("tablet")].length, 0);
});

test("what mentions somebody who does not follow the thread is taken back when they read it", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  await registers(cy, "phone");
  const [root] = await bo.sends(group, "root");
  await markRead(cy, group, root?.seq ?? 0);
  const reply = await ana.answers(group, "@cy reply", { threadRootId: root?.id ?? "" });
  await becomes(async () => (await decisionsOf(cy))[0]?.join(), "@cy reply,SENT");
  await reads(cy, root?.id, reply.seq);
  await becomes(() => fcm.shownOn("phone").length, 0);
});

test("whoever answers in a thread has read it, and what is shown of it is taken back", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await registers(bo, "phone");
  const [root] = await bo.sends(group, "root");
  const rootId = root?.id ?? "";
  await ana.answers(group, "@bo reply", { threadRootId: rootId });
  await becomes(async () => (await decisionsOf(bo))[0]?.join(), "@bo reply,SENT");
  await bo.answers(group, "answer", { threadRootId: rootId });
  await becomes(() => fcm.shownOn("phone").length, 0);
});

test("a reply that is sent waits for no push of its sender's", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  for (const person of [ana, bo, cy]) await registers(person, person.username);
  const [root] = await bo.sends(group, "root");
  await ana.sends(group, "@bo look");
  await bo.sends(group, "@ana @cy look");
  const isStored = async () => (await rowsOf(app, "SELECT FROM push WHERE shown_seq IS NOT NULL")).length;
  await becomes(isStored, 3);
  await becomes(async () => (await rowsOf(app, "SELECT FROM push WHERE due_at IS NOT NULL")).length, 0);
  await using held = await holding(app, "SELECT FROM push FOR UPDATE");
  await held.begin();
  // The first reply, by which its root's sender follows; and more of somebody who has replied before.
  for (const body of ["one", "two"]) await cy.answers(group, body, { threadRootId: root?.id ?? "" });
  for (const body of ["three", "four"]) await bo.answers(group, body, { threadRootId: root?.id ?? "" });
  await held.end();
});

/** Somebody who holds what a statement locks, from `begin` to `end`. */
async function holding(app: TestApp, sql: string) {
  const client = new Client({ connectionString: app.databaseUrl });
  await client.connect();
  return {
    begin: () => client.query(`BEGIN; ${sql}`),
    end: () => client.query("COMMIT"),
    /** How many wait for a lock. */
    waiting: async () =>
      (
        await rowsOf(
          app,
          "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        )
      ).length,
    [Symbol.asyncDispose]: () => client.end(),
  };
}
