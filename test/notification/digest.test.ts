/** Mail of what stays unread: to whoever wants it, once, without a word of a message, and ended by one click. */
import pino from "pino";
import { expect, test } from "vitest";
import { DIGEST_TRIES_MAX, sendDigests } from "../../src/domain/notification/digest.ts";
import type { DigestOptions } from "../../src/domain/notification/digest.ts";
import type { Mail } from "../../src/domain/account/ports.ts";
import { createDigestStore } from "../../src/storage/digests.sql.ts";
import { connectDatabase } from "../../src/storage/database.ts";
import { markRead, uuidOf } from "../receipts/scene.ts";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import type { Person } from "../support/people.ts";
import { rowsOf } from "../support/rows.ts";
import { becomes } from "../transports/support.ts";
import { RecordingProvider } from "./recorder.ts";
import { asks, chooses, decisionsOf, does } from "./scene.ts";
import { startWorker } from "./worker.ts";

const verified = (app: TestApp) => rowsOf(app, `UPDATE "user" SET email_verified_at = now()`);
const isDue = (app: TestApp) =>
  rowsOf(app, "UPDATE notification_digest SET due_at = now() WHERE due_at IS NOT NULL");

/** What a round mails; `take` throws for a mail that is not taken. */
async function mails(app: TestApp, take: (mail: Mail) => void = () => undefined): Promise<Mail[]> {
  await using database = connectDatabase({
    databaseUrl: app.databaseUrl,
    poolMax: 2,
    onIdleError: () => undefined,
  });
  const sent: Mail[] = [];
  const options: DigestOptions = {
    store: createDigestStore(database.pool),
    sendMail: async (mail) => {
      take(mail);
      sent.push(mail);
    },
    onError: () => undefined,
    unsubscribeUrl: (userId) => `https://chat.example/unsubscribe/${userId}`,
    conversationUrl: (id) => `https://chat.example/conversations/${id}`,
  };
  await sendDigests(options, new AbortController().signal);
  return sent;
}

/** Ana has said two things to bo, who wants mail and has no device; to cy one. */
async function startScene(app: TestApp) {
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const direct = await ana.opensConversationWith(bo);
  await verified(app);
  await chooses(bo, { wantsEmailDigest: true });
  await rowsOf(
    app,
    `INSERT INTO consumer_position (name, xid, conversation_id, seq)
     VALUES ('notifications', pg_snapshot_xmin(pg_current_snapshot()), gen_random_uuid(), 0)`,
  );
  const sent = await ana.sends(group, "secret one", "secret two");
  await ana.sends(direct, "secret three");
  return { ana, bo, cy, group, direct, sent };
}

const decided = (person: Person, count: number) =>
  becomes(async () => (await decisionsOf(person)).length, count);

test("what stays unread is mailed once to whoever wants it, and told of what is new since then only", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group, direct, sent } = await startScene(app);
  await using _worker = startWorker(app, { providers: [new RecordingProvider()] });
  await decided(bo, 3);
  expect(new Set((await decisionsOf(bo)).map(([, outcome]) => outcome))).toEqual(new Set(["NO_DEVICE"]));
  expect(await decisionsOf(cy)).toEqual([]);
  // Not before its time.
  expect(await mails(app)).toEqual([]);
  await isDue(app);
  const link = `https://chat.example/unsubscribe/${uuidOf(bo.id)}`;
  const [mail, ...others] = await mails(app);
  expect(others).toEqual([]);
  expect(mail).toEqual({
    to: "bo@example.com",
    subject: "3 unread messages in 2 conversations",
    text: [
      "3 unread messages in 2 conversations",
      "Read them here:",
      `Group: 2 unread messages\nhttps://chat.example/conversations/${uuidOf(group)}`,
      `ana: 1 unread message\nhttps://chat.example/conversations/${uuidOf(direct)}`,
      `To get no more of these mails, open: ${link}`,
    ].join("\n\n"),
    headers: { "List-Unsubscribe": `<${link}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" },
  });
  await isDue(app);
  expect(await mails(app)).toEqual([]);

  await chooses(bo, { hidesContent: true });
  await ana.sends(group, "secret four", "secret five");
  await decided(bo, 5);
  await markRead(bo, group, (sent[1]?.seq ?? 0) + 1);
  await isDue(app);
  const [next] = await mails(app);
  expect(next?.text).not.toMatch(/Group|ana|secret/);
  expect(next?.subject).toBe("1 unread message in 1 conversation");
});

test("nothing is mailed of what was read, is not wanted, or to an address that nobody has proved", async () => {
  await using app = await startApp();
  const { ana, bo, group, direct, sent } = await startScene(app);
  await using _worker = startWorker(app, { providers: [new RecordingProvider()] });
  await decided(bo, 3);
  await markRead(bo, group, sent[1]?.seq ?? 0);
  await markRead(bo, direct, 10);
  await isDue(app);
  expect(await mails(app)).toEqual([]);

  await chooses(bo, { groupLevel: "MENTIONS" });
  await ana.sends(group, "not to bo");
  await decided(bo, 4);
  // Nothing waits for a mail.
  expect(await rowsOf(app, "SELECT FROM notification_digest WHERE due_at IS NOT NULL")).toEqual([]);
  await ana.sends(group, "@bo to you");
  await decided(bo, 5);
  await rowsOf(app, `UPDATE "user" SET email_verified_at = NULL`);
  await isDue(app);
  expect(await mails(app)).toEqual([]);
});

test("a mail that is not taken is due again later and later, told of then, and holds no other", async () => {
  await using app = await startApp();
  const { bo, cy, ana, group } = await startScene(app);
  await chooses(cy, { wantsEmailDigest: true });
  await using _worker = startWorker(app, { providers: [new RecordingProvider()] });
  await decided(bo, 3);
  await decided(cy, 2);
  const notToBo = ({ to }: Mail): void => {
    if (to === "bo@example.com") throw new Error("no mailbox");
  };
  const dueInMinutes = async (): Promise<number | null> => {
    const [row] = await rowsOf<{ minutes: number | null }>(
      app,
      `SELECT round(extract(epoch FROM due_at - now()) / 60)::int AS minutes FROM notification_digest WHERE user_id = $1`,
      [uuidOf(bo.id)],
    );
    return row?.minutes ?? null;
  };
  await rowsOf(
    app,
    "UPDATE notification_digest SET due_at = now() - (user_id = $1)::int * interval '1 minute'",
    [uuidOf(bo.id)],
  );
  expect((await mails(app, notToBo)).map(({ to }) => to)).toEqual(["cy@example.com"]);
  const waits = [await dueInMinutes()];
  for (let tries = 2; tries <= DIGEST_TRIES_MAX; tries += 1) {
    await isDue(app);
    expect(await mails(app, notToBo)).toEqual([]);
    waits.push(await dueInMinutes());
  }
  expect(waits.slice(0, 3)).toEqual([5, 10, 20]);
  // Then it is given up, until there is something more to tell.
  expect(waits.at(-1)).toBe(null);
  await ana.sends(group, "one more");
  await decided(bo, 4);
  await isDue(app);
  expect((await mails(app)).map(({ to, subject }) => [to, subject])).toContainEqual([
    "bo@example.com",
    "4 unread messages in 2 conversations",
  ]);
});

test("what is muted, wanted less, or of somebody blocked by the time of the mail is not mailed", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await startScene(app);
  await using _worker = startWorker(app, { providers: [new RecordingProvider()] });
  await decided(bo, 3);
  const mailed = async (): Promise<string[]> => {
    await rowsOf(app, "UPDATE notification_digest SET due_at = now(), sent_at = NULL");
    return (await mails(app)).map(({ subject }) => subject);
  };
  const mutes = async (mutedUntil: string | null) => {
    const { __typename } = await does(bo, "updateConversationSettings", {
      conversationId: group,
      mutedUntil,
    });
    expect(__typename).toMatch(/Payload$/);
  };
  await mutes("2100-01-01T00:00:00Z");
  expect(await mailed()).toEqual(["1 unread message in 1 conversation"]);
  await mutes(null);
  await chooses(bo, { directLevel: "NONE" });
  expect(await mailed()).toEqual(["2 unread messages in 1 conversation"]);
  await chooses(bo, { directLevel: "ALL" });
  expect((await does(bo, "blockUser", { userId: ana.id })).__typename).toMatch(/Payload$/);
  expect(await mailed()).toEqual([]);
});

test("one click ends them, a look at the link does not, and a link of another making is none", async () => {
  const lines: string[] = [];
  const log = pino({ level: "info" }, { write: (line: string) => lines.push(line) });
  await using app = await startApp({ WORKER: "true", PUSH_DELAY_MS: "0" }, { log });
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await verified(app);
  await chooses(bo, { wantsEmailDigest: true });
  await ana.sends(conversation, "one");
  await decided(bo, 1);
  await isDue(app);
  await rowsOf(app, "UPDATE job SET run_at = now() WHERE name = 'sendDigests'");
  const found = (): string | undefined =>
    /unread message[^]*?(http[^\s"\\]*\/unsubscribe\/[^\s"\\]+)/.exec(lines.join("\n"))?.[1];
  await becomes(() => found() !== undefined, true);
  const link = found() ?? "";
  const wants = async (): Promise<boolean> => {
    const { viewer } = await asks<{ viewer: { notificationSettings: { wantsEmailDigest: boolean } } }>(
      bo,
      "{ viewer { notificationSettings { wantsEmailDigest } } }",
    );
    return viewer.notificationSettings.wantsEmailDigest;
  };
  expect((await fetch(link)).status).toBe(200);
  expect((await fetch(link.replace(uuidOf(bo.id), uuidOf(ana.id)), { method: "POST" })).status).toBe(404);
  expect((await fetch(`${app.url}/unsubscribe/nothing`, { method: "POST" })).status).toBe(404);
  expect((await fetch(link, { method: "PUT" })).status).toBe(405);
  expect(await wants()).toBe(true);
  const click = { method: "POST", body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) };
  expect((await fetch(link, click)).status).toBe(200);
  expect(await wants()).toBe(false);
  expect((await fetch(link, click)).status).toBe(200);
});
