/** Summaries: what came in quiet time is told of together when that ends, where it is still to be told. */
import { Pool } from "pg";
import { expect, test } from "vitest";
import { endOfQuiet } from "../../src/domain/notification/quietHours.ts";
import { quietUntil } from "../../src/domain/notification/quietTime.ts";
import { SUMMARY_TOLD_MAX } from "../../src/domain/notification/stores.ts";
import { newId, NO_ID } from "../../src/lib/ids.ts";
import { createPushStore } from "../../src/storage/pushes.sql.ts";
import { sets } from "../ownRows/scene.ts";
import { blocks } from "../privacy/scene.ts";
import { markRead, uuidOf } from "../receipts/scene.ts";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import type { Person } from "../support/people.ts";
import { rowsOf } from "../support/rows.ts";
import { becomes } from "../transports/support.ts";
import { RecordingProvider, sendingBy } from "./recorder.ts";
import { chooses, decisionsOf, does, registers } from "./scene.ts";
import { startWorker } from "./worker.ts";

const LATER = "2090-01-01T00:00:00.000Z";
const clock = (awayHours: number) => new Date(Date.now() + awayHours * 3_600_000).toISOString().slice(11, 16);
const night = (from = -1, to = 2) => ({ from: clock(from), to: clock(to), timeZone: "UTC" });

/** Bo sleeps, and has a phone and a tablet. */
async function withSleeper(app: TestApp) {
  const people = await app.people.inGroup("ana", "bo", "cy");
  const { ana, bo } = people;
  const direct = await ana.opensConversationWith(bo);
  await registers(bo, "phone");
  await registers(bo, "tablet", { locale: "de" });
  await chooses(bo, { quietHours: night() });
  return { ...people, direct };
}

const decided = (person: Person, count: number, outcome = "QUIET_HOURS") =>
  becomes(async () => (await decisionsOf(person)).filter(([, reason]) => reason === outcome).length, count);

const summariesOf = (app: TestApp) =>
  rowsOf<{ dueAt: Date | null }>(
    app,
    `SELECT due_at AS "dueAt" FROM push WHERE conversation_id = $1 AND due_at IS NOT NULL ORDER BY due_at`,
    [NO_ID],
  );

/** The night is over, by the clock: the next one is hours away. */
async function morning(app: TestApp): Promise<void> {
  const minute = new Date().getUTCHours() * 60;
  await rowsOf(app, "UPDATE notification_settings SET quiet_from_minute = $1, quiet_to_minute = $2", [
    (minute + 120) % 1_440,
    (minute + 180) % 1_440,
  ]);
  await rowsOf(app, "UPDATE push SET due_at = now() WHERE conversation_id = $1 AND claim_id IS NULL", [
    NO_ID,
  ]);
}

/** What marks have made due in a while is looked at now. */
const comesDue = (app: TestApp) =>
  rowsOf(
    app,
    `UPDATE push SET due_at = now()
     WHERE conversation_id = $1 AND claim_id IS NULL AND due_at < now() + interval '1 minute'`,
    [NO_ID],
  );

/** Nothing is due any more. */
const isDone = (app: TestApp) =>
  becomes(async () => (await rowsOf(app, "SELECT FROM push WHERE due_at IS NOT NULL")).length, 0);

test("what came in quiet hours is told of when they end, by one alert on each device, and taken back when it is read", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, group, direct } = await withSleeper(app);
  const sent = await ana.sends(group, "one", "two");
  const [hello] = await ana.sends(direct, "hello");
  await decided(bo, 3);
  await becomes(async () => (await summariesOf(app)).length, 2);
  const [waiting] = await summariesOf(app);
  const end = new Date(`${new Date(Date.now() + 7_200_000).toISOString().slice(0, 16)}:00.000Z`);
  expect(Math.abs((waiting?.dueAt?.getTime() ?? 0) - end.getTime())).toBeLessThanOrEqual(60_000);
  // Not at the same moment as everybody, but on all devices of one.
  const [, other] = await summariesOf(app);
  expect(waiting?.dueAt).toEqual(other?.dueAt);
  expect(waiting?.dueAt?.getTime()).not.toBe(end.getTime());
  expect(fcm.pushes).toEqual([]);

  await morning(app);
  await fcm.hasSent(2);
  expect(fcm.shownOn("tablet")).toEqual([{ title: "3 ungelesene Nachrichten", body: "in 2 Unterhaltungen" }]);
  expect(fcm.alerts("phone")).toEqual([
    {
      kind: "ALERT",
      token: "phone",
      title: "3 unread messages",
      body: "in 2 conversations",
      collapseKey: "summary",
      badge: 3,
      url: `${app.url}/conversations`,
      actions: [],
      facts: { count: "3", conversationCount: "2" },
      priority: "NORMAL",
      ttlSeconds: 86_400,
    },
  ]);
  // What was decided of each stays as it was.
  await decided(bo, 3);
  await isDone(app);

  // Once only, also where one of them is read.
  await markRead(bo, group, sent[1]?.seq ?? 0);
  await comesDue(app);
  await isDone(app);
  expect(fcm.pushes).toHaveLength(2);
  await markRead(bo, direct, hello?.seq ?? 0);
  await comesDue(app);
  await becomes(() => [...fcm.shownOn("phone"), ...fcm.shownOn("tablet")].length, 0);

  // The next night, of which one message is left.
  await chooses(bo, { quietHours: night() });
  const [read] = await ana.sends(direct, "read at night");
  await ana.sends(group, "left");
  await decided(bo, 5);
  await markRead(bo, direct, read?.seq ?? 0);
  await morning(app);
  await becomes(() => fcm.shownOn("phone").length, 1);
  expect(fcm.shownOn("phone")).toEqual([{ title: "1 unread message", body: "in 1 conversation" }]);
});

test("what comes in the next night does not hold a summary of which all is read, and is told of in the morning", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, group, direct } = await withSleeper(app);
  const [hello] = await ana.sends(direct, "hello");
  await decided(bo, 1);
  await morning(app);
  await fcm.hasSent(2);
  await isDone(app);
  await chooses(bo, { quietHours: night() });
  await ana.sends(group, "late");
  await decided(bo, 2);
  await becomes(async () => (await summariesOf(app)).length, 2);
  await markRead(bo, direct, hello?.seq ?? 0);
  await comesDue(app);
  await becomes(() => [...fcm.shownOn("phone"), ...fcm.shownOn("tablet")].length, 0);
  await morning(app);
  await becomes(() => fcm.shownOn("phone").length, 1);
  expect(fcm.shownOn("phone")).toEqual([{ title: "1 unread message", body: "in 1 conversation" }]);
});

test("where a summary could not be taken back for long, what came since is told of in the morning all the same", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, group, direct } = await withSleeper(app);
  const [hello] = await ana.sends(direct, "hello");
  await decided(bo, 1);
  await morning(app);
  await fcm.hasSent(2);
  await isDone(app);
  await chooses(bo, { quietHours: night() });
  await ana.sends(group, "late", "later");
  await decided(bo, 3);
  await becomes(async () => (await summariesOf(app)).length, 2);
  await markRead(bo, direct, hello?.seq ?? 0);
  const soon = "SELECT FROM push WHERE conversation_id = $1 AND due_at < now() + interval '1 minute'";
  await becomes(async () => (await rowsOf(app, soon, [NO_ID])).length, 2);
  await rowsOf(
    app,
    `UPDATE push SET failing_since = now() - interval '2 hours', attempts = 9, due_at = now() WHERE conversation_id = $1`,
    [NO_ID],
  );
  await becomes(async () => (await rowsOf(app, "SELECT FROM push WHERE attempts > 0")).length, 0);
  expect(await summariesOf(app)).toHaveLength(2);
  await morning(app);
  await becomes(
    () =>
      fcm
        .shownOn("phone")
        .map(({ title }) => title)
        .join(),
    "1 unread message",
  );
  expect(fcm.pushes.filter(({ kind }) => kind === "SILENT")).toEqual([]);
});

test("nothing is told of what is read, muted, blocked or left by then, or to a device that is signed out", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, cy, group, direct } = await withSleeper(app);
  const muted = await ana.makesGroup("Muted", bo);
  const left = await ana.makesGroup("Left", bo);
  const [read] = await ana.sends(direct, "read");
  await ana.sends(muted, "muted");
  await ana.sends(left, "left");
  const [deleted] = await ana.sends(group, "deleted");
  await cy.sends(group, "blocked");
  await decided(bo, 5);
  await markRead(bo, direct, read?.seq ?? 0);
  await sets(bo, muted, { mutedUntil: LATER });
  await does(bo, "leaveConversation", { conversationId: left });
  await ana.deletes(deleted?.id ?? "");
  await blocks(bo, cy);
  await morning(app);
  await isDone(app);
  expect(fcm.pushes).toEqual([]);

  await chooses(bo, { quietHours: night() });
  await ana.sends(group, "late");
  await decided(bo, 6);
  await rowsOf(app, "UPDATE session SET revoked_at = now() WHERE user_id = $1", [uuidOf(bo.id)]);
  await morning(app);
  await isDone(app);
  expect(fcm.pushes).toEqual([]);
});

test("whoever uses a device when quiet hours end is told of nothing", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await withSleeper(app);
  const fcm = new RecordingProvider();
  const whereabouts = new Map([
    [uuidOf(bo.id), { isHere: true, isActive: true, openIds: new Set<string>() }],
  ]);
  await using _worker = startWorker(app, { providers: [fcm], whereabouts });
  await becomes(async () => (await rowsOf(app, "SELECT FROM consumer_position")).length, 1);
  await ana.sends(group, "one");
  await decided(bo, 1);
  await becomes(async () => (await summariesOf(app)).length, 2);
  await morning(app);
  await isDone(app);
  expect(fcm.pushes).toEqual([]);
});

test("a summary goes with the settings: it waits for another end, and comes when there is none", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, direct } = await withSleeper(app);
  await ana.sends(direct, "hello");
  await decided(bo, 1);
  const waitsHours = async () => {
    const [first] = await summariesOf(app);
    return Math.round(((first?.dueAt?.getTime() ?? 0) - Date.now()) / 3_600_000);
  };
  await becomes(waitsHours, 2);
  await chooses(bo, { quietHours: night(-1, 5) });
  await becomes(waitsHours, 5);
  // Whoever is not to be disturbed is not, though the hours end.
  const until = new Date(Date.now() + 9 * 3_600_000).toISOString();
  await chooses(bo, { quietHours: null, doNotDisturbUntil: until });
  await becomes(waitsHours, 9);
  expect(fcm.pushes).toEqual([]);
  await chooses(bo, { doNotDisturbUntil: null });
  await fcm.hasSent(2);
  expect(fcm.shownOn("phone")).toEqual([{ title: "1 unread message", body: "in 1 conversation" }]);
});

test("settings that change while a summary is looked at are looked at as well", async () => {
  await using app = await startApp();
  const { ana, bo, direct } = await withSleeper(app);
  {
    await using _worker = startWorker(app, { providers: [] });
    await becomes(async () => (await rowsOf(app, "SELECT FROM consumer_position")).length, 1);
    await ana.sends(direct, "hello");
    await becomes(async () => (await summariesOf(app)).length, 2);
  }
  await using opened = new AsyncDisposableStack();
  const pool = opened.adopt(new Pool({ connectionString: app.databaseUrl, max: 1 }), (it) => it.end());
  const store = createPushStore(pool);
  await rowsOf(app, "UPDATE push SET due_at = now()");
  const claimId = newId();
  const claims = await store.claim(claimId, 10, 60_000);
  expect(claims).toHaveLength(2);
  await chooses(bo, { quietHours: null });
  await store.settle(claimId, {
    ends: claims.map((claim) => ({
      claim,
      shownSeq: null,
      shownFromSeq: null,
      isSent: false,
      againInMs: 7_200_000,
      waitingFromSeq: claim.waitingFromSeq,
      failingSince: null,
      attempts: 0,
    })),
    decisions: [],
    invalid: [],
    delayMs: 0,
  });
  const fcm = new RecordingProvider();
  await using _worker = startWorker(app, { providers: [fcm] });
  await fcm.hasSent(2);
  expect(fcm.shownOn("phone")).toEqual([{ title: "1 unread message", body: "in 1 conversation" }]);
});

test("a summary tells of so many messages, the latest", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, direct } = await withSleeper(app);
  await ana.sends(direct, ...Array.from({ length: SUMMARY_TOLD_MAX + 1 }, (_, at) => `${at}`));
  const kept = () => rowsOf(app, "SELECT FROM notification WHERE user_id = $1", [uuidOf(bo.id)]);
  await becomes(async () => (await kept()).length, SUMMARY_TOLD_MAX + 1);
  await morning(app);
  await fcm.hasSent(2);
  expect(fcm.shownOn("phone")[0]?.title).toBe(`${SUMMARY_TOLD_MAX} unread messages`);
  await isDone(app);
});

test("what waits to be sent when quiet hours begin is told of at their end", async () => {
  const fcm = new RecordingProvider();
  const [settings, overrides] = sendingBy(fcm);
  await using app = await startApp({ ...settings, PUSH_DELAY_MS: "60000" }, overrides);
  const { ana, bo, direct } = await withSleeper(app);
  await chooses(bo, { quietHours: null });
  await ana.sends(direct, "hello");
  await decided(bo, 1, "WAITING");
  await chooses(bo, { doNotDisturbUntil: LATER });
  await rowsOf(app, "UPDATE push SET due_at = now()");
  await decided(bo, 1, "DO_NOT_DISTURB");
  await becomes(async () => (await summariesOf(app)).length, 2);
  await chooses(bo, { doNotDisturbUntil: null });
  await fcm.hasSent(2);
  expect(fcm.shownOn("phone")).toEqual([{ title: "1 unread message", body: "in 1 conversation" }]);
});

test("a summary that a killed worker had at the provider is sent again, and takes its own place", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, direct } = await withSleeper(app);
  await ana.sends(direct, "hello");
  await decided(bo, 1);
  await morning(app);
  await fcm.hasSent(2);
  await isDone(app);
  // As if it had been killed before it stored that: the claim ends by itself.
  await rowsOf(
    app,
    `UPDATE push SET claim_id = gen_random_uuid(), due_at = now(), waiting_from_seq = 1, shown_seq = NULL, sent_at = NULL`,
  );
  await fcm.hasSent(4);
  expect(fcm.shownOn("phone")).toEqual([{ title: "1 unread message", body: "in 1 conversation" }]);
  expect(fcm.alerts("phone")[1]).toEqual(fcm.alerts("phone")[0]);
});

test("quiet time ends by the wall clock, over midnight, where the clock is changed, and with the later of two", () => {
  const hours = (from: number, to: number) => ({
    fromMinute: from,
    toMinute: to,
    timeZone: "Europe/Berlin",
  });
  const ends = (now: string, from = 22 * 60, to = 7 * 60) =>
    endOfQuiet(hours(from, to), new Date(now)).toISOString().slice(0, 16);
  expect(ends("2026-01-10T21:30:40Z")).toBe("2026-01-11T06:00");
  expect(ends("2026-01-11T05:59:59Z")).toBe("2026-01-11T06:00");
  // An hour is left out, and comes twice.
  expect(ends("2026-03-28T22:00Z")).toBe("2026-03-29T05:00");
  expect(ends("2026-10-24T22:00Z")).toBe("2026-10-25T06:00");
  // There is no 2:10.
  expect(ends("2026-03-29T00:50Z", 90, 130)).toBe("2026-03-29T01:10");
  const wishes = {
    doNotDisturbUntil: new Date("2026-01-10T23:00Z"),
    quietFromMinute: 22 * 60,
    quietToMinute: 7 * 60,
    quietTimeZone: "Europe/Berlin",
  };
  const until = (now: string) => quietUntil(wishes, new Date(now))?.toISOString().slice(0, 16);
  expect(["2026-01-10T20:00Z", "2026-01-11T03:00Z", "2026-01-11T06:00Z"].map(until)).toEqual([
    "2026-01-11T06:00",
    "2026-01-11T06:00",
    undefined,
  ]);
});
