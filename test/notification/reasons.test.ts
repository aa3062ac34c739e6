/** Why there was no push: decided by what people set and do, readable by them, and by nobody else. */
import { expect, test } from "vitest";
import { deleteOldDecisions } from "../../src/domain/notification/decisions.ts";
import { choosesStatus } from "../presence/scene.ts";
import { blocks } from "../privacy/scene.ts";
import { deletesForSelf, sets } from "../ownRows/scene.ts";
import { markRead, uuidOf } from "../receipts/scene.ts";
import { openJobs } from "../removal/scene.ts";
import { startApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { becomes, readMetric } from "../transports/support.ts";
import { RecordingProvider, sendingBy } from "./recorder.ts";
import { startWorker } from "./worker.ts";
import { asks, chooses, decisionsOf, registers } from "./scene.ts";

const LATER = "2090-01-01T00:00:00.000Z";

test("whatever keeps a push away is told to its person, and a message that nothing keeps away is sent", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  await registers(bo, "phone");
  await registers(cy, "of cy");
  const outcomes: string[] = [];
  const sends = async (body: string, outcome: string) => {
    await ana.sends(group, body);
    await becomes(async () => (await decisionsOf(bo))[0]?.join(), `${body},${outcome}`);
    outcomes.push(outcome);
  };
  await sends("plain", "SENT");
  await sets(bo, group, { mutedUntil: LATER });
  await sends("@bo muted", "MUTED");
  await sets(bo, group, { mutedUntil: null, notificationLevel: "MENTIONS" });
  await sends("not to bo", "LEVEL");
  await sends("@bo to you", "SENT");
  await sets(bo, group, { notificationLevel: "ALL" });
  await chooses(bo, { groupLevel: "NONE" });
  await sends("@bo of a group", "LEVEL");
  await chooses(bo, { groupLevel: "ALL", doNotDisturbUntil: LATER });
  await sends("@bo now", "DO_NOT_DISTURB");
  const hour = (away: number) => new Date(Date.now() + away * 3_600_000).toISOString().slice(11, 16);
  const quietHours = { from: hour(-1), to: hour(1), timeZone: "UTC" };
  await chooses(bo, { doNotDisturbUntil: null, quietHours });
  await sends("@bo in the night", "QUIET_HOURS");
  await chooses(bo, { quietHours: null });
  await choosesStatus(bo, "BUSY", null);
  await sends("@bo busy", "BUSY");
  await choosesStatus(bo, "ONLINE", null);
  await blocks(bo, ana);
  await sends("@bo blocked", "BLOCKED");

  expect((await decisionsOf(bo)).map(([, outcome]) => outcome)).toEqual(outcomes.toReversed());
  // What is not said to cy alone waits for a while behind the first.
  const ofCy = new Set((await decisionsOf(cy)).map(([, outcome]) => outcome));
  expect([...ofCy].filter((outcome) => !["SENT", "WAITING"].includes(outcome))).toEqual([]);
  expect(await decisionsOf(ana)).toEqual([]);
  expect(fcm.alerts("phone")).toHaveLength(2);
});

test("a reply in a thread notifies who follows it and who is mentioned, and nobody else", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, cy, dee, group } = await app.people.inGroup("ana", "bo", "cy", "dee");
  for (const person of [bo, cy, dee]) await registers(person, `of ${person.username}`);
  const [root] = await bo.sends(group, "root");
  await fcm.hasSent(2);
  await ana.answers(group, "@cy reply", { threadRootId: root?.id ?? "" });
  await becomes(async () => (await decisionsOf(cy))[0]?.join(), "@cy reply,SENT");
  expect((await decisionsOf(bo))[0]).toEqual(["@cy reply", "SENT"]);
  expect((await decisionsOf(dee)).map(([body]) => body)).toEqual(["root"]);
});

test("what was sent long before it could be decided is no news", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  await registers(bo, "phone");
  // As a consumer left it that has been away since.
  await rowsOf(
    app,
    `INSERT INTO consumer_position (name, xid, conversation_id, seq)
     VALUES ('notifications', pg_snapshot_xmin(pg_current_snapshot()), gen_random_uuid(), 0)`,
  );
  await ana.sends(group, "long ago");
  await rowsOf(app, "UPDATE message SET created_at = created_at - interval '11 minutes'");
  await ana.sends(group, "now");
  const fcm = new RecordingProvider();
  await using _worker = startWorker(app, { providers: [fcm] });
  await becomes(async () => (await decisionsOf(bo)).join(), "now,SENT,long ago,TOO_OLD");
  expect(await decisionsOf(cy)).toEqual([]);
  expect(fcm.alerts("phone").map(({ body }) => body)).toEqual(["ana: now"]);
});

test("a person without a device has no decisions, and pages of them go on where the last one ended", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await ana.sends(conversation, "before");
  const told = 'parley_consumed_events_total{consumer="notifications",end="DONE"}';
  await becomes(() => readMetric(app.url, told), 1);
  await registers(bo, "phone");
  const sent = await ana.sends(conversation, "one", "two", "three");
  await becomes(async () => (await decisionsOf(bo)).length, 3);
  type Page = {
    viewer: {
      notificationDecisions: {
        edges: { node: { message: { body: string }; explanation: string | null; decidedAt: string } }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
    };
  };
  const page = (after: string | null) =>
    asks<Page>(
      bo,
      `query ($after: String) { viewer { notificationDecisions(first: 2, after: $after) {
        edges { node { message { body } explanation decidedAt } } pageInfo { hasNextPage endCursor }
      } } }`,
      { after },
    );
  const { viewer: first } = await page(null);
  expect(first.notificationDecisions.pageInfo.hasNextPage).toBe(true);
  const { viewer: second } = await page(first.notificationDecisions.pageInfo.endCursor);
  const bodies = [first, second].flatMap(({ notificationDecisions }) =>
    notificationDecisions.edges.map(({ node }) => node.message.body),
  );
  expect(bodies).toEqual(["three", "two", "one"]);

  const of = async (person: typeof bo) =>
    (
      await asks<{ node: { notificationDecision: { id: string; state: string } | null } }>(
        person,
        "query ($id: ID!) { node(id: $id) { ... on Message { notificationDecision { id state } } } }",
        { id: sent[0]?.id },
      )
    ).node.notificationDecision;
  await becomes(async () => (await of(bo))?.state, "SENT");
  expect(await of(ana)).toBeNull();

  const decisionId = (await of(bo))?.id;
  const byId = async (person: typeof bo) =>
    (
      await asks<{ node: object | null }>(
        person,
        "query ($id: ID!) { node(id: $id) { ... on NotificationDecision { state } } }",
        { id: decisionId },
      )
    ).node;
  expect(await byId(bo)).toEqual({ state: "SENT" });
  expect(await byId(ana)).toBeNull();
});

test("what is decided of messages hidden, read or deleted while they wait is not sent", async () => {
  const fcm = new RecordingProvider();
  const [settings, overrides] = sendingBy(fcm);
  await using app = await startApp({ ...settings, PUSH_DELAY_MS: "60000" }, overrides);
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await registers(bo, "phone");
  const sent = await ana.sends(conversation, "read", "hidden", "deleted", "told");
  await becomes(
    async () => (await decisionsOf(bo)).map(([, outcome]) => outcome).join(),
    "WAITING,WAITING,WAITING,WAITING",
  );
  await markRead(bo, conversation, sent[0]?.seq ?? 0);
  await deletesForSelf(bo, sent[1]?.id ?? "");
  await ana.deletes(sent[2]?.id ?? "");
  const isDue = () => rowsOf(app, "UPDATE push SET due_at = now() WHERE claim_id IS NULL");
  await isDue();
  await fcm.hasSent(1);
  await becomes(
    async () => (await decisionsOf(bo)).map(([, outcome]) => outcome).join(),
    "SENT,DELETED,DELETED,READ",
  );
  expect(fcm.alerts("phone").map(({ body }) => body)).toEqual(["told"]);

  // And nothing at all where the last device has signed out, or the member has gone.
  await ana.sends(conversation, "too late");
  await becomes(async () => (await decisionsOf(bo))[0]?.join(), "too late,WAITING");
  await rowsOf(app, "UPDATE session SET revoked_at = now() WHERE user_id = $1", [uuidOf(bo.id)]);
  await isDue();
  await becomes(
    async () =>
      (await rowsOf<{ reason: string }>(app, "SELECT reason FROM notification ORDER BY seq DESC LIMIT 1"))[0]
        ?.reason,
    "NO_DEVICE",
  );
  expect(fcm.pushes).toHaveLength(1);
});

test("decisions are kept for a week, and what waits for a device that has gone ends", async () => {
  await using app = await startApp();
  const { bo, conversation } = await app.people.inConversation("ana", "bo");
  await rowsOf(
    app,
    `INSERT INTO notification (user_id, conversation_id, seq, message_id, state, decided_at)
     SELECT $1, $2, n, gen_random_uuid(), 'WAITING', now() - n * interval '1 hour'
     FROM unnest(ARRAY[1, 3, 167, 169]) AS n`,
    [uuidOf(bo.id), uuidOf(conversation)],
  );
  await using jobs = openJobs(app);
  await deleteOldDecisions(jobs.db, new Date(), new AbortController().signal);
  const kept = await rowsOf<object>(app, "SELECT seq, state, reason FROM notification ORDER BY seq");
  expect(kept).toEqual([
    { seq: 1, state: "WAITING", reason: null },
    { seq: 3, state: "FAILED", reason: "NO_DEVICE" },
    { seq: 167, state: "WAITING", reason: null },
  ]);
});
