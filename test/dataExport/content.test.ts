/** What is in an export: everything that is the person's, and nothing of anybody else's. */
import { randomUUID } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { EXPORT_SECTIONS } from "../../src/domain/dataExport/ports.ts";
import { does, drafts } from "../ownRows/scene.ts";
import { markRead, uuidOf } from "../receipts/scene.ts";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import type { Person } from "../support/people.ts";
import { rowsOf } from "../support/rows.ts";
import { LINES, linesOf } from "./lines.ts";
import type { LineType } from "./lines.ts";
import { fetchFile, linesBehind, makes } from "./scene.ts";

/** Columns that hold the id of a person: in which lines of that person's export they stand. */
const EXPORTED: Readonly<Record<string, readonly LineType[]>> = {
  "user.id": ["account"],
  "external_identity.user_id": ["externalIdentity"],
  "privacy_settings.user_id": ["privacySettings"],
  "notification_settings.user_id": ["notificationSettings"],
  "device.user_id": ["device"],
  "notification.user_id": ["notification"],
  "presence.user_id": ["presence"],
  "session.user_id": ["session"],
  "one_time_token.user_id": ["mailToken"],
  "block.user_id": ["block"],
  "member.user_id": ["membership"],
  "member_mark.user_id": ["membership"],
  "member_setting.user_id": ["membership"],
  "draft.user_id": ["draft"],
  "thread_member.user_id": ["followedThread"],
  "message.sender_id": ["message", "messageRevision"],
  "attachment.owner_id": ["attachment"],
  "reaction.user_id": ["reaction"],
  "mention.user_id": ["mention"],
  "hidden_message.user_id": ["hiddenMessage"],
  "report.reporter_id": ["report"],
  "report_note.author_id": ["reportNote"],
  "invitation.user_id": ["invitation"],
  "invitation.invited_by_id": ["sentInvitation"],
  "invite_link.created_by_id": ["inviteLink"],
  "ban.user_id": ["ban"],
  "audit_entry.actor_id": ["act"],
  "audit_entry.subject_id": ["actUpon"],
};

/** Those that stand in no line of that person's export, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  "user_word.user_id": "Words of their names, which are in `account`.",
  "slow_mode_send.user_id": "When they last sent: the message is in `message`.",
  "search_document.sender_id": "The words by which their messages are found: they are those of `message`.",
  "push.user_id":
    "What a device shows just now, and how often its provider was asked: no words, and gone with the device.",
  "notification_digest.user_id": "When the next mail of what stays unread may go.",
  "creation.creator_id": "What a client's key has made: the thing itself is in its line.",
  "event.actor_id": "The log has ids and small facts alone; what it tells of stands in the other lines.",
  "data_export.user_id": "It is what the file is.",
  "erasure.user_id": "Nobody asks for a file any more who is erased.",
  "block.blocked_id": "Whom others have blocked is theirs, and is not told.",
  "ban.banned_by_id": "It is an `act` of whoever banned.",
  "message.forwarded_sender_id": "It is a message of whoever forwarded it.",
  "report.reported_user_id": "What others report of somebody is not told to them: it would tell who did.",
  "content_rule.created_by_id":
    "A rule is the conversation's, or the server's; that somebody made it is an `act`.",
  "report.claimed_by_id": "Whoever works at a report does so for the server; what they decide is an `act`.",
  "report.resolved_by_id": "The decision is an `act`.",
};

/** Uuid columns that hold something else. */
const OF_NO_PERSON = new Set([
  "conversation_id",
  "message_id",
  "root_id",
  "thread_root_id",
  "reply_to_id",
  "forwarded_id",
  "session_id",
  "report_id",
  "export_id",
  "attachment_id",
  "avatar_attachment_id",
  "content_rule_id",
  "invitation_id",
  "invite_link_id",
  "claim_id",
  "marker",
  "next_marker",
  "device_id",
  "after_conversation_id",
  // A message.
  "reindexed_to",
  "epoch",
  // A person among others: of `report.kind` USER the reported one, who stands in `reported_user_id` as well.
  "target_id",
  // Of whatever a client's key has made.
  "node_id",
]);

async function columnsOfPeople(app: TestApp): Promise<string[]> {
  const columns = await rowsOf<{ table: string; column: string }>(
    app,
    `SELECT table_name AS table, column_name AS column FROM information_schema.columns
     WHERE table_schema = 'public' AND data_type = 'uuid' ORDER BY 1, 2`,
  );
  return columns
    .filter(({ table, column }) => !OF_NO_PERSON.has(column) && (column !== "id" || table === "user"))
    .map(({ table, column }) => `${table}.${column}`);
}

test("whatever is stored of a person is exported, or left out with a reason; a column that is new has to say which", async () => {
  await using app = await startApp();
  const known = [...Object.keys(EXPORTED), ...Object.keys(LEFT_OUT)].toSorted();
  expect((await columnsOfPeople(app)).toSorted()).toEqual(known);
});

test("docs/EXPORT.md has each type of line with each of its fields, and each column that is left out", () => {
  const text = readFileSync(path.join(import.meta.dirname, "../../docs/EXPORT.md"), "utf8");
  for (const [type, schema] of Object.entries(LINES)) {
    const row = text.split("\n").find((line) => line.startsWith(`| \`${type}\``));
    const fields = Object.keys(schema.shape).filter((field) => field !== "type");
    expect([type, fields.filter((field) => !row?.includes(`\`${field}\``))]).toEqual([type, []]);
  }
  expect(["export", ...EXPORT_SECTIONS, "end"].toSorted()).toEqual(Object.keys(LINES).toSorted());
  const tables = Object.keys(LEFT_OUT).map((column) => column.split(".")[0] ?? "");
  expect(tables.filter((table) => !text.includes(`\`${table}\``))).toEqual([]);
});

/** Everything that a person can leave behind, with words of theirs wherever words are. */
async function lives(app: TestApp, person: Person, other: Person): Promise<void> {
  const me = `of ${person.username}`;
  const group = await person.makesGroup(`Group ${me}`, other);
  const direct = await person.opensConversationWith(other);
  await does(person, "updateProfile", { about: `About ${me}` });
  await does(person, "updatePrivacySettings", { whoSeesTyping: "NOBODY" });
  await does(person, "updateNotificationSettings", { hidesContent: true });
  await does(person, "registerDevice", { platform: "IOS", token: `secret token of ${person.username}` });
  await does(person, "setPresence", { status: "BUSY", customStatus: `Status ${me}` });
  const [first, second, third] = await person.sends(group, `First ${me}`, `Second ${me}`, `Third ${me}`);
  await person.sends(direct, `Direct ${me}`);
  await person.edits(first?.id ?? "", `First ${me}, edited`);
  await person.edits(first?.id ?? "", `First ${me}, edited again`);
  await person.deletes(second?.id ?? "");
  await person.answers(group, `Reply ${me}`, { threadRootId: first?.id ?? "" });
  await person.answers(group, `Answer ${me}`, { replyToId: third?.id ?? "" });
  await does(person, "addReaction", { messageId: third?.id, emoji: "🦜" });
  await does(person, "forwardMessage", {
    messageId: third?.id,
    conversationId: direct,
    clientKey: randomUUID(),
  });
  const [theirs, rude] = await other.sends(
    group,
    `@${person.username} hello by ${other.username}`,
    `rude by ${other.username}`,
  );
  const ofAnother = { messageId: rude?.id, conversationId: direct, clientKey: randomUUID() };
  await does(person, "forwardMessage", ofAnother);
  await does(person, "deleteMessageForMe", { messageId: theirs?.id });
  await markRead(person, group, 4);
  await does(person, "updateConversationSettings", { conversationId: group, isPinned: true });
  await drafts(person, group, `Draft ${me}`);
  await does(person, "createInviteLink", { conversationId: group, clientKey: randomUUID() });
  const reported = await does<{ submittedReport: { id: string } }>(
    person,
    "reportContent",
    { target: { messageId: rude?.id }, reason: "SPAM", words: `Report ${me}`, clientKey: randomUUID() },
    "submittedReport { id }",
  );
  const note = { reportId: reported.submittedReport.id, body: `Note ${me}`, clientKey: randomUUID() };
  await does(person, "addReportNote", note);
  const guest = await app.people.register(`guest.of.${person.username}`);
  await does(person, "inviteMembers", { conversationId: group, userIds: [guest.id] });
  const home = await guest.makesGroup(`Home of the guest ${me}`, other);
  await does(guest, "inviteMembers", { conversationId: home, userIds: [person.id] });
  const exile = await guest.makesGroup("Exile", person);
  await does(guest, "banMember", { conversationId: exile, userId: person.id });
  await does(guest, "updateConversation", { conversationId: exile, title: "A title from after the end" });
  await does(person, "changeMemberRole", { conversationId: group, userId: other.id, role: "ADMIN" });
  await does(person, "changeMemberRole", { conversationId: group, userId: other.id, role: "MEMBER" });
  await does(person, "blockUser", { userId: guest.id });
  await rowsOf(app, "INSERT INTO external_identity (issuer, subject, user_id) VALUES ($1, $2, $3)", [
    `https://issuer.example/${person.username}`,
    `Subject ${me}`,
    uuidOf(person.id),
  ]);
  await rowsOf(
    app,
    `INSERT INTO notification (user_id, conversation_id, seq, message_id, state, reason, decided_at)
     SELECT $1, conversation_id, seq, id, 'SUPPRESSED', 'BUSY', now() FROM message WHERE id = $2`,
    [uuidOf(person.id), uuidOf(rude?.id ?? "")],
  );
  const token =
    "INSERT INTO one_time_token (hash, user_id, purpose, email, expires_at) VALUES ($1, $2, $3, $4, now())";
  await rowsOf(
    app,
    `WITH sent AS (
       INSERT INTO attachment (id, owner_id, filename, content_type, byte_size, created_at)
       VALUES (gen_random_uuid(), $1, $2, 'text/plain', 7, now()) RETURNING id
     )
     INSERT INTO attachment_use SELECT sent.id, m.conversation_id, m.id FROM sent, message m WHERE m.id = $3`,
    [uuidOf(person.id), `Filename ${me}`, uuidOf(third?.id ?? "")],
  );
  const hash = Buffer.from(`hash ${me}`);
  await rowsOf(app, token, [hash, uuidOf(person.id), "VERIFY_EMAIL", `new.${person.username}@example.com`]);
}

const WORDS = [
  "About",
  "Status",
  "First",
  "Third",
  "Direct",
  "Reply",
  "Answer",
  "Draft",
  "Filename",
  "Report",
  "Note",
  "Subject",
  "Group",
];

test(
  "a person with something in every table finds all of theirs in the file, and nobody else's",
  { timeout: 60_000 },
  async () => {
    await using app = await startApp();
    const [ana, bo] = [await app.people.register("ana"), await app.people.register("bo")];
    await lives(app, ana, bo);
    await lives(app, bo, ana);
    const made = await makes(app, ana);
    const lines = await linesBehind(made);

    // What is forwarded says whose it was, and not what they said.
    expect(JSON.stringify(lines)).not.toContain("rude by bo");
    expect(lines).toContainEqual(
      expect.objectContaining({ type: "message", body: "", forwardedSenderId: uuidOf(bo.id) }),
    );
    // Each type of line is there, so that none goes untried; and what the person has in each table.
    const types = new Set<string>(lines.map(({ type }) => type));
    expect(EXPORT_SECTIONS.filter((section) => !types.has(section))).toEqual([]);
    for (const [column, [type = "end"]] of Object.entries(EXPORTED)) {
      const [table = "", name = ""] = column.split(".");
      const [row] = await rowsOf<{ count: number }>(
        app,
        `SELECT count(*)::int AS count FROM "${table}" WHERE "${name}" = $1::uuid`,
        [uuidOf(ana.id)],
      );
      const count = linesOf(lines, type).length;
      if (["member_mark", "member_setting"].includes(table))
        expect([column, row?.count]).not.toEqual([column, 0]);
      // Emptied drafts, and what is told to moderators alone, have no line.
      else if (type === "actUpon" || type === "draft") expect([column, count > 0]).toEqual([column, true]);
      else expect([column, count]).toEqual([column, row?.count]);
    }

    const bytes = Buffer.from(await (await fetchFile(made.downloadUrl ?? "")).arrayBuffer());
    const text = gunzipSync(bytes).toString("utf8");
    for (const word of WORDS) expect([word, text.includes(`${word} of ana`)]).toEqual([word, true]);
    // Titles of what one is in are no secret from them; what others wrote is theirs.
    for (const word of WORDS.filter((each) => each !== "Group")) {
      expect([word, text.includes(`${word} of bo`)]).toEqual([word, false]);
    }
    expect(text).toContain("First of ana, edited again");
    const third = linesOf(lines, "message").find(({ body }) => body === "Third of ana");
    expect(linesOf(lines, "attachment")).toMatchObject([{ messageIds: [third?.id] }]);
    for (const foreign of [
      "hello by bo",
      "rude by bo",
      "after the end",
      "bo@example.com",
      "new.bo@example.com",
    ]) {
      expect([foreign, text.includes(foreign)]).toEqual([foreign, false]);
    }
  },
);

test("the file holds no secret: no hash, no token, no key", { timeout: 60_000 }, async () => {
  await using app = await startApp();
  const [ana, bo] = [await app.people.register("ana"), await app.people.register("bo")];
  await lives(app, ana, bo);
  const made = await makes(app, ana);
  const bytes = Buffer.from(await (await fetchFile(made.downloadUrl ?? "")).arrayBuffer());
  const text = gunzipSync(bytes).toString("utf8");
  const hashes = await rowsOf<{ secret: Buffer }>(
    app,
    `SELECT hash AS secret FROM refresh_token UNION ALL SELECT hash FROM one_time_token
     UNION ALL SELECT convert_to(token, 'UTF8') FROM device UNION ALL SELECT token_hash FROM device
     UNION ALL SELECT secret_hash FROM invite_link UNION ALL SELECT input_hash FROM message
     UNION ALL SELECT convert_to(password_hash, 'UTF8') FROM "user" WHERE password_hash IS NOT NULL`,
  );
  expect(hashes.length).toBeGreaterThan(10);
  for (const { secret } of hashes) {
    for (const encoding of ["hex", "base64", "base64url", "utf8"] as const) {
      expect(text.includes(secret.toString(encoding))).toBe(false);
    }
  }
  for (const token of Object.values(ana.tokens)) expect(text.includes(token)).toBe(false);
});

test("of a membership that has ended the title is withheld once something has happened since", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await bo.sends(group, "mine, and stays so");
  await ana.removes(group, bo);
  await does(ana, "updateConversation", { conversationId: group, title: "Behind their back" });
  const lines = await linesBehind(await makes(app, bo));
  expect(linesOf(lines, "membership")).toMatchObject([{ title: null, removedSeq: 3, kind: "GROUP" }]);
  expect(linesOf(lines, "message")).toMatchObject([{ title: null, body: "mine, and stays so" }]);
});

test("an act upon somebody does not tell them by whom, nor why where members are not told that", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const [unwanted] = await bo.sends(group, "unwanted");
  await does(ana, "deleteMessage", { messageId: unwanted?.id, reason: "Off topic." });
  await rowsOf(
    app,
    `INSERT INTO audit_entry (id, act, is_server_only, actor_id, subject_id, reason, server_role, report_id, occurred_at) VALUES
       (gen_random_uuid(), 'REPORT_CLAIMED', false, $1, $2, NULL, NULL, gen_random_uuid(), now()),
       (gen_random_uuid(), 'REPORT_RESOLVED', false, $1, $2, 'Known for it.', NULL, gen_random_uuid(), now()),
       (gen_random_uuid(), 'SERVER_ROLE_CHANGED', true, $1, $2, 'A friend.', 'MODERATOR', NULL, now()),
       (gen_random_uuid(), 'MEMBER_MUTED', true, $1, $2, 'Secret.', NULL, NULL, now())`,
    [uuidOf(ana.id), uuidOf(bo.id)],
  );
  const upon = linesOf(await linesBehind(await makes(app, bo)), "actUpon");
  expect(upon).toMatchObject([
    { act: "MESSAGE_DELETED", reason: "Off topic.", messageId: uuidOf(unwanted?.id ?? "") },
    { act: "SERVER_ROLE_CHANGED", reason: null, serverRole: "MODERATOR" },
  ]);
  expect(JSON.stringify(upon)).not.toContain(uuidOf(ana.id));
  const acts = linesOf(await linesBehind(await makes(app, ana)), "act");
  expect(acts.map(({ act }) => act)).toContain("MESSAGE_DELETED");
});
