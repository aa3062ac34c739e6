/** Pushes: what a device is shown of what is said, once, in words of its own language. */
import { expect, test } from "vitest";
import type { Push } from "../../src/domain/notification/ports.ts";
import { NEWS_MAX } from "../../src/domain/notification/stores.ts";
import { deletesForSelf } from "../ownRows/scene.ts";
import { markRead, uuidOf, viewerCounts } from "../receipts/scene.ts";
import { startApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { becomes, readMetric } from "../transports/support.ts";
import { RecordingProvider, sendingBy } from "./recorder.ts";
import { chooses, decisionsOf, does, registers } from "./scene.ts";
import { startWorker } from "./worker.ts";

test("a message is pushed to the devices of whom it is for, and not to its sender's", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await registers(ana, "of ana");
  await registers(bo, "phone", { locale: "de" });
  await registers(bo, "tablet");
  await registers(await app.people.register("cy"), "of cy");
  const [message] = await ana.sends(conversation, "**Hello** `there`\nyou");
  await fcm.hasSent(2);
  expect(fcm.pushes.map(({ token }) => token).toSorted()).toEqual(["phone", "tablet"]);
  expect(fcm.alerts("phone")).toEqual([
    {
      kind: "ALERT",
      token: "phone",
      title: "ana",
      body: "Hello there you",
      collapseKey: expect.stringMatching(/^.{1,64}$/),
      badge: 1,
      url: `${app.url}/conversations/${conversation}?seq=${message?.seq}`,
      actions: ["REPLY", "MARK_READ"],
      facts: { conversationId: conversation, messageId: message?.id, seq: String(message?.seq), count: "1" },
      priority: "HIGH",
      ttlSeconds: 86_400,
    },
  ]);
  await bo.sends(conversation, "And you");
  await fcm.hasSent(3);
  expect(fcm.alerts("of ana").map(({ body }) => body)).toEqual(["And you"]);
});

test("what comes together is told of together, in place of what is shown", async () => {
  const fcm = new RecordingProvider();
  const [settings, overrides] = sendingBy(fcm);
  await using app = await startApp({ ...settings, PUSH_DELAY_MS: "2000" }, overrides);
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  await registers(bo, "phone", { locale: "de" });
  await chooses(bo, { hidesContent: false });
  await ana.sends(group, "one", "two", "three");
  await fcm.hasSent(1);
  expect(fcm.shownOn("phone")).toEqual([{ title: "Group", body: "3 neue Nachrichten von ana" }]);
  await cy.sends(group, "@bo look");
  await fcm.hasSent(2);
  expect(fcm.shownOn("phone")).toEqual([{ title: "Group", body: "4 neue Nachrichten von cy und anderen" }]);
  expect(fcm.alerts("phone").map(({ priority, badge }) => [priority, badge])).toEqual([
    ["NORMAL", 3],
    ["HIGH", 4],
  ]);
});

test("what is read on one device is taken back on the others, and what is deleted on all", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await registers(bo, "phone");
  await registers(bo, "tablet");
  const [first, second] = await ana.sends(conversation, "one", "two");
  await becomes(() => fcm.alerts("phone").at(-1)?.facts["seq"], String(second?.seq));
  await becomes(() => fcm.alerts("tablet").at(-1)?.facts["seq"], String(second?.seq));
  // A mark that is behind what is shown takes nothing back.
  await markRead(bo, conversation, first?.seq ?? 0);
  await markRead(bo, conversation, second?.seq ?? 0);
  await becomes(() => [...fcm.shownOn("phone"), ...fcm.shownOn("tablet")].length, 0);
  const silent = fcm.pushes.filter(({ kind }) => kind === "SILENT");
  expect(silent.map(({ token }) => token).toSorted()).toEqual(["phone", "tablet"]);
  expect(silent[0]).toMatchObject({ title: "", body: "", badge: 0, actions: [], priority: "NORMAL" });

  const [third] = await ana.sends(conversation, "three");
  await becomes(
    () =>
      fcm
        .shownOn("phone")
        .map(({ body }) => body)
        .join(),
    "three",
  );
  await ana.deletes(third?.id ?? "");
  await becomes(() => [...fcm.shownOn("phone"), ...fcm.shownOn("tablet")].length, 0);
  // And nothing is left to be sent.
  await becomes(
    async () =>
      (await rowsOf(app, "SELECT FROM push WHERE due_at IS NOT NULL OR shown_seq IS NOT NULL")).length,
    0,
  );
});

test("whoever leaves or is removed keeps nothing of it on a screen, and the others do", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  await registers(bo, "of bo");
  await registers(cy, "of cy");
  const shown = () => [fcm.shownOn("of bo").length, fcm.shownOn("of cy").length].join();
  await ana.sends(group, "@bo @cy look");
  await becomes(shown, "1,1");
  expect((await does(bo, "leaveConversation", { conversationId: group })).__typename).toMatch(/Payload$/);
  await becomes(shown, "0,1");
  await ana.removes(group, cy);
  await becomes(shown, "0,0");
  const ends = (push: Push) => [push.token, push.kind, push.badge];
  expect(fcm.pushes.slice(2).map(ends)).toEqual([
    ["of bo", "SILENT", 0],
    ["of cy", "SILENT", 0],
  ]);
});

test("a badge counts what the viewer's own count counts", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const direct = await cy.opensConversationWith(bo);
  const sent = await ana.sends(group, "read", "unread", "hidden", "deleted", "root");
  await ana.answers(group, "in a thread", { threadRootId: sent[4]?.id ?? "" });
  await bo.sends(group, "by bo");
  await markRead(bo, group, sent[0]?.seq ?? 0);
  await deletesForSelf(bo, sent[2]?.id ?? "");
  await ana.deletes(sent[3]?.id ?? "");
  await registers(bo, "phone");
  await cy.sends(direct, "hello");
  await fcm.hasSent(1);
  const { unreadCount } = await viewerCounts(bo);
  expect(fcm.pushes.at(-1)?.badge).toBe(unreadCount);
  expect(unreadCount).toBe(3);
});

test("whose content is hidden sees how many, and not who and what", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await registers(bo, "phone", { locale: "fr-CA" });
  await chooses(bo, { hidesContent: true });
  await ana.sends(conversation, "secret");
  await fcm.hasSent(1);
  expect(fcm.shownOn("phone")).toEqual([{ title: "Nouveau message", body: "1 nouveau message" }]);
  expect(JSON.stringify(fcm.pushes)).not.toMatch(/secret|ana/);
});

test("what a provider cannot take now is sent later, in the words of then, and what it never takes is said", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await registers(bo, "phone");
  fcm.answer = () => ({ status: "RETRY", retryAfterMs: 60_000, reason: "QUOTA" });
  const [message] = await ana.sends(conversation, "first words");
  await fcm.hasSent(1);
  const due = () =>
    rowsOf<{ inMs: number; attempts: number }>(
      app,
      `SELECT extract(epoch FROM due_at - now())::float8 * 1000 AS "inMs", attempts FROM push WHERE claim_id IS NULL`,
    );
  await becomes(async () => (await due())[0]?.attempts, 1);
  expect((await due())[0]?.inMs).toBeGreaterThan(50_000);
  // What comes meanwhile waits with it: the provider said when.
  await ana.sends(conversation, "second");
  await becomes(async () => (await decisionsOf(bo)).length, 2);
  expect((await due())[0]?.inMs).toBeGreaterThan(45_000);
  await ana.edits(message?.id ?? "", "other words");
  fcm.answer = () => ({ status: "SENT" });
  await rowsOf(app, "UPDATE push SET due_at = now()");
  await becomes(() => fcm.shownOn("phone").length, 1);
  expect(fcm.shownOn("phone")).toEqual([{ title: "ana", body: "2 new messages from ana" }]);
  await becomes(async () => (await decisionsOf(bo)).map(([, outcome]) => outcome).join(), "SENT,SENT");

  fcm.answer = () => ({ status: "REFUSED", reason: "TOO_LARGE" });
  await ana.sends(conversation, "refused");
  await becomes(async () => (await decisionsOf(bo))[0]?.join(), "refused,NOT_TAKEN");
  fcm.answer = () => ({ status: "RETRY", retryAfterMs: null, reason: "AWAY" });
  await ana.sends(conversation, "given up");
  await becomes(async () => (await due())[0]?.attempts, 1);
  await rowsOf(app, "UPDATE push SET due_at = now(), failing_since = now() - interval '61 minutes'");
  await becomes(async () => (await decisionsOf(bo))[0]?.join(), "given up,GIVEN_UP");
  expect(await readMetric(app.url, 'parley_pushes_total{provider="FCM",outcome="RETRY"}')).toBeGreaterThan(1);
});

test("what a provider wants later is not brought forward by a look at what came before", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await registers(bo, "phone");
  const [seen] = await ana.sends(conversation, "seen");
  const ended = async (attempts: number): Promise<void> => {
    const sql = "SELECT FROM push WHERE claim_id IS NULL AND attempts = $1 AND shown_seq IS NOT NULL";
    await becomes(async () => (await rowsOf(app, sql, [attempts])).length, 1);
  };
  await ended(0);
  fcm.answer = () => ({ status: "RETRY", retryAfterMs: 60_000, reason: "QUOTA" });
  await ana.sends(conversation, "later");
  await ended(1);
  await markRead(bo, conversation, seen?.seq ?? 0);
  expect(await rowsOf(app, "SELECT FROM push WHERE due_at > now() + interval '30 seconds'")).toHaveLength(1);
});

test("a token that its provider does not know any more is forgotten, unless it was replaced meanwhile", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await registers(bo, "old", { installId: "phone" });
  await registers(bo, "tablet");
  fcm.answer = async ({ token }) => {
    if (token !== "old") return { status: "SENT" };
    await registers(bo, "new", { installId: "phone" });
    return { status: "INVALID_TOKEN" };
  };
  await ana.sends(conversation, "one");
  await becomes(async () => (await decisionsOf(bo))[0]?.join(), "one,SENT");
  const tokens = async () =>
    (await rowsOf<{ token: string }>(app, "SELECT token FROM device ORDER BY token"))
      .map(({ token }) => token)
      .join();
  expect(await tokens()).toBe("new,tablet");
  fcm.answer = () => ({ status: "INVALID_TOKEN" });
  await ana.sends(conversation, "two");
  await becomes(tokens, "");
  await becomes(async () => (await decisionsOf(bo))[0]?.join(), "two,NO_DEVICE");
  // Who has no device any more is not thought of any more.
  const before = fcm.pushes.length;
  await ana.sends(conversation, "three");
  await registers(ana, "of ana");
  await bo.sends(conversation, "four");
  await becomes(() => fcm.alerts("of ana").length, 1);
  expect(fcm.pushes).toHaveLength(before + 1);
});

test("what was decided long ago and is told to nobody holds back nothing that is new", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await registers(bo, "phone");
  const sent = await ana.sends(conversation, ...Array.from({ length: NEWS_MAX }, (_, at) => `${at}`));
  await markRead(bo, conversation, sent.at(-1)?.seq ?? 0);
  // As if another device had been told of none of it, and this one had yet to be.
  await rowsOf(
    app,
    `WITH failed AS (
       INSERT INTO notification (user_id, conversation_id, seq, message_id, state, reason, decided_at)
       SELECT d.user_id, m.conversation_id, m.seq, m.id, 'FAILED', 'NOT_TAKEN', now() FROM message m, device d
     )
     INSERT INTO push (device_id, conversation_id, user_id, due_at, waiting_from_seq)
     SELECT DISTINCT d.id, m.conversation_id, d.user_id, now() + interval '1 day', 1 FROM message m, device d`,
  );
  const fcm = new RecordingProvider();
  await using _worker = startWorker(app, { providers: [fcm] });
  await becomes(async () => (await rowsOf(app, "SELECT FROM consumer_position")).length, 1);
  await ana.sends(conversation, "new");
  await becomes(() => fcm.alerts("phone").length, 1);
  expect(fcm.shownOn("phone")).toEqual([{ title: "ana", body: "new" }]);
  await becomes(async () => (await rowsOf(app, "SELECT FROM push WHERE due_at IS NOT NULL")).length, 0);
});

test("of several workers none sends what another one has, and all is sent", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const groups = [
    group,
    ...(await Promise.all(Array.from({ length: 9 }, (_, at) => ana.makesGroup(`${at}`, bo, cy)))),
  ];
  const fcm = new RecordingProvider(7);
  await using _one = startWorker(app, { providers: [fcm] });
  await using _two = startWorker(app, { providers: [fcm] });
  await using _three = startWorker(app, { providers: [fcm] });
  await becomes(
    async () => (await rowsOf(app, "SELECT FROM consumer_position WHERE name = 'notifications'")).length,
    1,
  );
  for (const person of [bo, cy]) {
    for (const at of [1, 2, 3]) await registers(person, `${person.username} ${at}`);
  }
  await Promise.all(groups.map((each) => ana.sends(each, "@bo @cy hello")));
  await fcm.hasSent(60);
  await becomes(async () => (await rowsOf(app, "SELECT FROM push WHERE due_at IS NOT NULL")).length, 0);
  const told = fcm.pushes.map(({ token, collapseKey }) => `${token} ${collapseKey}`);
  expect([told.length, new Set(told).size]).toEqual([60, 60]);
  expect(fcm.batches.every((size) => size <= 7)).toBe(true);
});

test("what a killed worker had at the provider is sent again, and takes its own place", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await registers(bo, "phone");
  const fcm = new RecordingProvider();
  await using _worker = startWorker(app, { providers: [fcm] });
  await becomes(async () => (await rowsOf(app, "SELECT FROM consumer_position")).length, 1);
  await ana.sends(conversation, "one");
  await becomes(async () => (await decisionsOf(bo))[0]?.join(), "one,SENT");
  // As if it had been killed before it stored that: the claim ends by itself.
  await rowsOf(
    app,
    `WITH forgotten AS (UPDATE notification SET state = 'WAITING')
     UPDATE push SET claim_id = gen_random_uuid(), due_at = now(), waiting_from_seq = shown_seq, shown_seq = NULL`,
  );
  await fcm.hasSent(2);
  expect(fcm.shownOn("phone")).toEqual([{ title: "ana", body: "one" }]);
  expect(fcm.pushes[1]).toEqual(fcm.pushes[0]);
});

test("people are not pushed what is open before them, and by @here only where they are", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const other = await ana.makesGroup("Other", bo, cy);
  const fcm = new RecordingProvider();
  const at = (openIds: readonly string[]) => ({ isHere: true, isActive: true, openIds: new Set(openIds) });
  const whereabouts = new Map([[uuidOf(bo.id), at([uuidOf(group)])]]);
  await using _worker = startWorker(app, { providers: [fcm], whereabouts });
  await becomes(async () => (await rowsOf(app, "SELECT FROM consumer_position")).length, 1);
  for (const person of [bo, cy]) {
    await registers(person, `of ${person.username}`);
    await chooses(person, { groupLevel: "MENTIONS" });
  }
  await ana.sends(group, "@bo open");
  await becomes(async () => (await decisionsOf(bo))[0]?.join(), "@bo open,OPEN");
  await ana.sends(other, "@here elsewhere");
  await becomes(async () => (await decisionsOf(bo))[0]?.join(), "@here elsewhere,SENT");
  await becomes(async () => (await decisionsOf(cy))[0]?.join(), "@here elsewhere,LEVEL");
  await chooses(bo, { notifiesWhileActive: false });
  await ana.sends(other, "@bo active");
  await becomes(async () => (await decisionsOf(bo))[0]?.join(), "@bo active,ACTIVE");
});

test("while a conversation is followed on a socket its messages are not pushed, and are again when that has gone", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await registers(bo, "phone");
  const stream = await bo.follow(conversation);
  await ana.sends(conversation, "seen");
  await becomes(async () => (await decisionsOf(bo))[0]?.join(), "seen,OPEN");
  await stream.close();
  let sent = 0;
  // The server hears of the end a moment later.
  await becomes(async () => {
    sent += 1;
    await ana.sends(conversation, `not seen ${sent}`);
    await becomes(async () => (await decisionsOf(bo))[0]?.[1] !== "WAITING", true);
    return (await decisionsOf(bo))[0]?.[1];
  }, "SENT");
});
