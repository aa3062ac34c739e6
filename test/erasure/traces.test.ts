/** After an erasure no column of any table holds a word of the person: whichever tables there are. */
import { expect, test } from "vitest";
import { sha256 } from "../../src/lib/hash.ts";
import { decodeNodeId } from "../../src/schema/nodeId.ts";
import { startScene } from "../conversation/scene.ts";
import type { Scene } from "../conversation/scene.ts";
import { followLog } from "../search/scene.ts";
import { openJobs } from "../removal/scene.ts";
import { rowsOf } from "../support/rows.ts";
import { PASSWORD } from "../support/people.ts";
import { PNG, uploads } from "../support/uploads.ts";

/** Part of everything that the person writes, and of nothing else. */
const MARK = "zebu";

/** Every column that can hold words, of every table: as `table.column`, where the mark is in one of its rows. */
async function tracesIn(scene: Pick<Scene, "databaseUrl">): Promise<string[]> {
  const columns = await rowsOf<{ table: string; column: string; type: string }>(
    scene,
    `SELECT c.table_name AS table, c.column_name AS column, c.data_type AS type
     FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE'
       AND c.data_type IN ('text', 'character varying', 'character', 'json', 'jsonb', 'bytea', 'ARRAY', 'USER-DEFINED', 'tsvector')`,
  );
  expect(columns.length).toBeGreaterThan(60);
  const counts = columns.map(({ table, column, type }) => {
    const words = type === "bytea" ? `encode("${column}", 'escape')` : `"${column}"::text`;
    return `SELECT '${table}.${column}' AS place, EXISTS (
      SELECT FROM "${table}" WHERE strpos(lower(${words}), '${MARK}') > 0
    ) AS "isFound"`;
  });
  const found = await rowsOf<{ place: string; isFound: boolean }>(scene, counts.join(" UNION ALL "));
  return found
    .filter(({ isFound }) => isFound)
    .map(({ place }) => place)
    .toSorted();
}

const LOCATION = { latitude: 1, longitude: 2, name: "zebu place" };

interface Sent {
  readonly sentMessage: { readonly id: string };
}

/** Leaves words wherever a person can. */
async function writeEverywhere(scene: Scene) {
  const { zebulon, bo, cy } = await scene.people("zebulon", "bo", "cy");
  await zebulon.does("updateProfile", { displayName: "Zebulon Quartz", about: "zebu about" }, "__typename");
  await zebulon.does("setPresence", { status: "BUSY", customStatus: "zebu status" }, "__typename");
  const { createdConversation } = await bo.does<{ createdConversation: { id: string } }>(
    "createGroup",
    { title: "Group", memberIds: [zebulon.id, cy.id], clientKey: "group" },
    "createdConversation { id }",
  );
  const conversationId = createdConversation.id;
  const says = async (person: typeof bo, input: object): Promise<string> => {
    const message = { conversationId, clientKey: crypto.randomUUID(), ...input };
    return (await person.does<Sent>("sendMessage", message, "sentMessage { id }")).sentMessage.id;
  };
  await bo.does("changeMemberRole", { conversationId, userId: zebulon.id, role: "MODERATOR" }, "__typename");
  const first = await says(zebulon, { body: "zebu first" });
  await zebulon.does("editMessage", { messageId: first, body: "zebu second" }, "__typename");
  const file = await uploads(zebulon.does, PNG, { filename: "zebu.png" });
  await says(zebulon, { content: { location: LOCATION }, attachmentIds: [file] });
  await zebulon.does("saveDraft", { conversationId, body: "zebu draft" }, "__typename");
  const forward = { messageId: first, conversationId, clientKey: "forward" };
  await cy.does("forwardMessage", forward, "__typename");
  await cy.does("addReaction", { messageId: first, emoji: "🦓" }, "__typename");

  const [bad, worse] = [await says(cy, { body: "by cy" }), await says(cy, { body: "by cy, too" })];
  await zebulon.does("deleteMessage", { messageId: bad, reason: "zebu reason" }, "__typename");
  const report = { target: { messageId: worse }, reason: "SPAM", words: "zebu words", clientKey: "report" };
  const reported = await zebulon.does<{ submittedReport: { id: string } }>(
    "reportContent",
    report,
    "submittedReport { id }",
  );
  const note = { reportId: reported.submittedReport.id, body: "zebu note", clientKey: "note" };
  await zebulon.does("addReportNote", note, "__typename");
  await zebulon.does("updatePrivacySettings", { whoSeesPresence: "NOBODY" }, "__typename");
  const device = { platform: "IOS", token: "zebu token", installId: "zebu install" };
  await zebulon.does("registerDevice", device, "__typename");
  await zebulon.does("updateNotificationSettings", { hidesContent: true }, "__typename");
  await zebulon.does("blockUser", { userId: cy.id }, "__typename");
  const link = { conversationId, clientKey: "link" };
  expect(await zebulon.tries("createInviteLink", link)).toBe("NotAllowedError");
  await signInEverywhere(scene, zebulon);
  return { zebulon, bo, cy, conversationId, bad };
}

/** What signing in leaves of a person: an address in a token, a device, an external name. */
async function signInEverywhere({ db }: Scene, person: { readonly id: string }): Promise<void> {
  const userId = decodeNodeId(person.id).id;
  const token = { hash: sha256("token"), purpose: "RESET_PASSWORD", email: "zebulon@example.com" } as const;
  await db.oneTimeToken.create({ data: { ...token, userId, expiresAt: new Date() } });
  await db.externalIdentity.create({ data: { issuer: "https://id", subject: "zebu subject", userId } });
  await db.session.updateMany({ where: { userId }, data: { userAgent: "Zebu/1.0" } });
}

test("no column of any table holds a word of who was erased", async () => {
  await using scene = await startScene();
  await using jobs = openJobs(scene);
  await using index = followLog(scene);
  const { zebulon, bo, conversationId, bad } = await writeEverywhere(scene);
  await index.catchUp();
  // What the search finds when it is there.
  expect(await tracesIn(scene)).toEqual([
    "attachment.filename",
    "audit_entry.reason",
    "device.install_id",
    "device.token",
    "draft.body",
    "external_identity.subject",
    "message.attachments",
    "message.body",
    "message.content",
    "message.deletion_reason",
    "message_revision.body",
    "one_time_token.email",
    "presence.custom_status",
    "report.words",
    "report_note.body",
    "search_document.words",
    "search_word.word",
    "session.user_agent",
    "user.about",
    "user.display_name",
    "user.email",
    "user.username",
    "user_word.word",
  ]);

  await zebulon.does("requestErasure", { password: PASSWORD }, "__typename");
  expect(await tracesIn(scene)).not.toContain("user.display_name");
  expect(await jobs.erase(zebulon)).toBe(true);
  await index.catchUp();
  expect(await tracesIn(scene)).toEqual([]);

  // The places are there, and who did what by a role.
  const { data } = await bo.asks<object>(
    `query ($id: ID!, $bad: ID!) {
      conversation(id: $id) {
        messages(first: 10) { edges { node { seq deletedAt sender { isErased } } } }
        auditLog(first: 10) { edges { node { act actor { isErased } reason } } }
      }
      node(id: $bad) { ... on Message { deletionReason deletedAt } }
    }`,
    { id: conversationId, bad },
  );
  const place = (isErased: boolean, isGone: boolean) => ({
    node: { seq: expect.any(Number), deletedAt: isGone ? expect.any(String) : null, sender: { isErased } },
  });
  expect(data).toEqual({
    conversation: {
      messages: {
        edges: [
          place(true, true),
          place(true, true),
          place(false, true),
          place(false, true),
          place(false, false),
        ],
      },
      auditLog: {
        edges: [
          { node: { act: "MESSAGE_DELETED", actor: { isErased: true }, reason: null } },
          { node: { act: "MEMBER_ROLE_CHANGED", actor: { isErased: false }, reason: null } },
        ],
      },
    },
    node: { deletionReason: null, deletedAt: expect.any(String) },
  });
  const own = [
    "device",
    "notification_settings",
    "notification",
    "notification_digest",
    "draft",
    "member_mark",
    "member_setting",
    "block",
    "privacy_settings",
    "presence",
    "creation",
  ];
  for (const table of own) {
    const whose = table === "creation" ? "creator_id" : "user_id";
    const rows = `SELECT 1 FROM ${table} WHERE ${whose} = (SELECT user_id FROM erasure)`;
    expect(await rowsOf(scene, rows), table).toEqual([]);
  }
});
