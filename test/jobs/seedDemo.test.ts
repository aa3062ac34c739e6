// The demo people: made once, on an empty database only, and able to sign in.

import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { expect, test } from "vitest";
import { createPasswords } from "../../src/auth/passwords.ts";
import { DEMO_PASSWORD, seedDemo } from "../../src/jobs/seedDemo.ts";
import { createDiskFiles } from "../../src/media/diskFiles.ts";
import { createLinks } from "../../src/media/links.ts";
import { createLookAt } from "../../src/media/lookAt.ts";
import { createMedia } from "../../src/media/media.ts";
import { createProcessing } from "../../src/media/processing.ts";
import { createUploads } from "../../src/media/uploads.ts";
import { createMemoryBroker } from "../../src/realtime/broker.memory.ts";
import { createReceipts } from "../../src/realtime/receipts.ts";
import { createSignalBus } from "../../src/realtime/signalBus.ts";
import { createConversationLog } from "../../src/storage/conversationLog.ts";
import { connectDatabase } from "../../src/storage/database.ts";
import { createMarks, createReadMarkedMembers } from "../../src/storage/marks.sql.ts";
import { createSaveDraft } from "../../src/storage/drafts.sql.ts";
import { createDataExportPorts } from "../../src/storage/exportPages.sql.ts";
import { createSaveSettings } from "../../src/storage/settings.sql.ts";
import { createReadEvents } from "../../src/storage/readEvents.ts";
import { createSendMessage } from "../../src/storage/sendMessages.sql.ts";
import { hasRules, judgeMessage } from "../../src/domain/contentRule/judgeMessage.ts";
import { RuleBook } from "../../src/domain/contentRule/ruleBook.ts";
import { MEDIA_PATH } from "../../src/transports/media.ts";
import type { DemoPorts } from "../../src/jobs/demo/scene.ts";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { executeAs } from "../support/countStatements.ts";
import { startApp } from "../support/app.ts";
import { createDatabase } from "../support/postgres.ts";
import { rowsOf } from "../support/rows.ts";

const ignore = (): void => undefined;
const log = { warn: ignore };

function process(databaseUrl: string, customContentTypes: readonly string[] = []) {
  const database = connectDatabase({ databaseUrl, poolMax: 5, onIdleError: () => undefined });
  const { prisma: db, pool } = database;
  const receipts = createReceipts({
    signals: createSignalBus(createMemoryBroker(ignore), ignore),
    readMembers: createReadMarkedMembers(pool),
    onError: ignore,
  });
  const contentRules = new RuleBook();
  const mediaDir = path.join(tmpdir(), `parley-demo-${newId()}`);
  const links = createLinks({
    secret: "s".repeat(32),
    baseUrl: () => "http://127.0.0.1",
    path: MEDIA_PATH,
  });
  const store = createDiskFiles(mediaDir);
  const lookAt = createLookAt({ store, scan: null, recordings: null });
  const processing = createProcessing({ db, store, lookAt, atATime: 1, onError: ignore });
  const ports: DemoPorts = {
    db,
    log: createConversationLog(db, () => undefined),
    sendMessage: createSendMessage(pool, () => undefined, {
      judge: (message, isExempt) =>
        judgeMessage(contentRules.known(message.conversationId), message, isExempt),
      learn: (conversationId) => contentRules.learn(db, conversationId),
      holdIn: (conversationId) => hasRules(contentRules.known(conversationId)),
    }),
    contentRules,
    readEvents: createReadEvents(db),
    marks: createMarks(pool),
    receipts,
    saveSettings: createSaveSettings(pool),
    saveDraft: createSaveDraft(pool),
    exports: createDataExportPorts(pool),
    epoch: newId,
    customContentTypes,
    pushServices: [],
    media: links,
    uploads: createUploads({
      db,
      links,
      store,
      processing,
      fileBytesMax: 1_000_000,
      userBytesMax: 1_000_000,
      onError: ignore,
    }),
    onRemoved: () => undefined,
    tokens: { inviteSecretOf: (id) => `secret of ${id}` },
    presences: { announce: ignore, reconsider: ignore },
    files: createMedia({ db, links, store, disk: store, processing }),
  };
  return {
    ports,
    [Symbol.asyncDispose]: async () => {
      receipts[Symbol.dispose]();
      await database[Symbol.asyncDispose]();
      await rm(mediaDir, { recursive: true, force: true });
    },
  };
}

test("of processes that start at once, one makes the demo people and their talk", async () => {
  await using database = await createDatabase();
  await using one = process(database.databaseUrl);
  await using two = process(database.databaseUrl);
  const passwords = createPasswords();

  const seeded = await Promise.all(
    [one, two, one, two].map(({ ports }) => seedDemo({ ports, passwords, log })),
  );

  expect(seeded.filter(Boolean)).toHaveLength(1);
  const { db } = one.ports;
  const users = await db.user.findMany({ orderBy: { username: "asc" } });
  expect(users.map((user) => [user.username, user.displayName])).toEqual([
    ["ana", "Ana"],
    ["bo", "Bo"],
    ["cy", "Cy"],
    ["di", "Di"],
    ["eli", "Eli"],
  ]);
  for (const user of users) expect(await passwords.verify(DEMO_PASSWORD, user.passwordHash)).toBe(true);
  const conversations = await db.conversation.findMany({ orderBy: { lastActivityAt: "desc" } });
  expect(conversations.map(({ title, kind, memberCount }) => [title, kind, memberCount])).toEqual([
    ["Parley demo", "GROUP", 3],
    [null, "DIRECT", 2],
    [null, "DIRECT", 2],
    ["Announcements", "CHANNEL", 5],
    ["Water cooler", "CHANNEL", 5],
    ["Book club", "GROUP", 2],
    [null, "DIRECT", 1],
  ]);
  const kinds = (await db.event.findMany()).map((event) => event.kind);
  expect(new Set(kinds)).toEqual(
    new Set([
      "CONVERSATION_CREATED",
      "CONVERSATION_UPDATED",
      "MEMBER_JOINED",
      "MEMBER_ROLE_CHANGED",
      "MEMBER_INVITED",
      "MEMBER_MUTED",
      "MEMBER_BANNED",
      "MESSAGE_SENT",
      "MESSAGE_EDITED",
      "MESSAGE_DELETED",
      "MESSAGE_PINNED",
      "REACTION_ADDED",
    ]),
  );
  // Enough to scroll, and few enough that nobody waits for them at the first start.
  const sent = kinds.filter((kind) => kind === "MESSAGE_SENT").length;
  expect([sent >= 40, sent <= 70]).toEqual([true, true]);
});

interface Home {
  readonly viewer: {
    readonly unreadCount: number;
    readonly mentionCount: number;
    readonly customStatus: string | null;
    readonly drafts: Edges<{ readonly body: string }>;
    readonly invitations: Edges<{ readonly card: { readonly title: string } }>;
    readonly threads: Edges<{ readonly replyCount: number; readonly viewerUnreadCount: number }>;
    readonly conversations: Edges<{
      readonly title: string | null;
      readonly viewerMember: { readonly isPinned: boolean; readonly mutedUntil: string | null };
      readonly pinnedMessages: Edges<{ readonly body: string }>;
      readonly reports: Edges<{ readonly words: string }>;
    }>;
  };
}

interface Edges<Node> {
  readonly edges: readonly { readonly node: Node }[];
}

const nodesOf = <Node>({ edges }: Edges<Node>): Node[] => edges.map(({ node }) => node);

async function homeOf({ ports: { db } }: ReturnType<typeof process>, username: string) {
  const { id } = await db.user.findUniqueOrThrow({ where: { username } });
  const data = await executeAs(
    db,
    { id: encodeNodeId("User", id) },
    `{ viewer {
      unreadCount mentionCount customStatus
      drafts { edges { node { body } } }
      invitations { edges { node { card { title } } } }
      threads { edges { node { replyCount viewerUnreadCount } } }
      conversations(order: PINNED_FIRST) { edges { node {
        title viewerMember { isPinned mutedUntil }
        pinnedMessages(first: 1) { edges { node { body } } }
        reports(first: 1) { edges { node { words } } }
      } } }
    } }`,
  );
  return (data as Home).viewer;
}

test("each of the demo people finds something to read, and something to do", async () => {
  await using database = await createDatabase();
  await using only = process(database.databaseUrl);
  await seedDemo({ ports: only.ports, passwords: createPasswords(), log });

  const [ana, bo, cy] = [
    await homeOf(only, "ana"),
    await homeOf(only, "bo"),
    await homeOf(only, "cy"),
  ] as const;
  for (const { unreadCount, mentionCount } of [ana, bo, cy]) {
    expect(unreadCount).toBeGreaterThan(mentionCount);
    expect(mentionCount).toBeGreaterThan(0);
  }
  expect(nodesOf(ana.threads)).toEqual([{ replyCount: 3, viewerUnreadCount: 2 }]);
  expect(nodesOf(ana.invitations).map(({ card }) => card.title)).toEqual(["Book club"]);
  expect([ana, bo, cy].map(({ drafts }) => nodesOf(drafts).length)).toEqual([1, 1, 0]);
  expect(bo.customStatus).toBe("Reading logs");

  const conversations = nodesOf(ana.conversations);
  expect(conversations[0]).toMatchObject({ title: "Parley demo", viewerMember: { isPinned: true } });
  expect(conversations.map(({ pinnedMessages }) => nodesOf(pinnedMessages).length)).toContain(1);
  const muted = conversations.filter(({ viewerMember }) => viewerMember.mutedUntil !== null);
  expect(muted.map(({ title }) => title)).toEqual(["Water cooler"]);
  // The queue of those who moderate there.
  const reported = nodesOf(bo.conversations).filter(({ reports }) => nodesOf(reports).length > 0);
  expect(reported.map(({ title }) => title)).toEqual(["Water cooler"]);
  expect(nodesOf(cy.conversations).flatMap(({ reports }) => nodesOf(reports))).toEqual([]);

  const { db } = only.ports;
  expect(await db.message.count({ where: { forwardedId: { not: null } } })).toBe(1);
  expect(await db.message.count({ where: { replyToId: { not: null } } })).toBeGreaterThanOrEqual(3);
  expect(await db.inviteLink.count()).toBe(1);
  expect(await db.ban.count()).toBe(1);
  expect(await db.block.count()).toBe(1);
  const contents = (await db.message.findMany()).flatMap(({ content }) => content ?? []);
  expect(contents).toEqual([{ location: expect.objectContaining({ name: "The café by the canal" }) }]);
});

test("rules have masked and flagged something, and files were sent that are what they say", async () => {
  await using database = await createDatabase();
  await using only = process(database.databaseUrl);
  await seedDemo({ ports: only.ports, passwords: createPasswords(), log });

  const { db } = only.ports;
  const rules = await db.contentRule.findMany({ orderBy: { id: "asc" } });
  expect(rules.map(({ action, kind }) => [action, kind])).toEqual([
    ["MASK", "WORD"],
    ["FLAG", "LINK"],
  ]);
  expect(await db.message.findMany({ where: { body: { contains: "gardener" } } })).toEqual([]);
  expect(await db.message.count({ where: { body: { contains: "•••" } } })).toBe(1);
  const reports = await db.report.findMany({ orderBy: { createdAt: "asc" } });
  expect(reports.map(({ contentRuleId, words }) => [contentRuleId, words])).toEqual([
    [rules[1]?.id, ""],
    [null, "The third one this week."],
  ]);
  const sent = (await db.message.findMany({ orderBy: { createdAt: "asc" } })).flatMap(
    ({ attachments }) => attachments ?? [],
  );
  expect(sent).toEqual([
    expect.objectContaining({ kind: "VOICE", contentType: "audio/wav", filename: "hum.wav" }),
    expect.objectContaining({ kind: "IMAGE", contentType: "image/png", filename: "cake.png" }),
  ]);
});

test("where the operator has named types of content, a message has some of the first", async () => {
  await using database = await createDatabase();
  await using only = process(database.databaseUrl, ["poll"]);
  await seedDemo({ ports: only.ports, passwords: createPasswords(), log });

  const { db } = only.ports;
  const custom = await db.message.findFirst({ where: { body: "Where do we meet?" } });
  expect(custom?.content).toMatchObject({ custom: { type: "poll" } });
});

test("a database with a user in it is left alone", async () => {
  await using database = await createDatabase();
  await using only = process(database.databaseUrl);
  const { db } = only.ports;
  await db.user.create({ data: { id: newId(), username: "eve", displayName: "Eve" } });

  expect(await seedDemo({ ports: only.ports, passwords: createPasswords(), log })).toBe(false);
  expect(await db.user.count()).toBe(1);
  expect(await db.conversation.count()).toBe(0);
});

/** Everything that a seed has written to the logs, in order. */
async function logsOf(db: DemoPorts["db"]) {
  const conversations = await db.conversation.findMany({ orderBy: { lastActivityAt: "asc" } });
  return Promise.all(
    conversations.map(async ({ id, title }) => {
      const events = await db.event.findMany({ where: { conversationId: id }, orderBy: { seq: "asc" } });
      const messages = await db.message.findMany({ where: { conversationId: id }, orderBy: { seq: "asc" } });
      return [title, events.map(({ kind }) => kind), messages.map(({ body }) => body)];
    }),
  );
}

/** It dies before its write of that number. */
function dyingPorts(ports: DemoPorts, writes: number): DemoPorts {
  let left = writes;
  const live = (): void => {
    if (left === 0) throw new Error("Killed.");
    left -= 1;
  };
  return {
    ...ports,
    sendMessage: async (message) => {
      live();
      return ports.sendMessage(message);
    },
    log: {
      change: async (id, change) => {
        live();
        return ports.log.change(id, change);
      },
      create: async (id, create) => {
        live();
        return ports.log.create(id, create);
      },
    },
  };
}

test("a demo that was cut short is completed by the next start", { timeout: 60_000 }, async () => {
  await using wholeDatabase = await createDatabase();
  await using whole = process(wholeDatabase.databaseUrl);
  await using database = await createDatabase();
  await using only = process(database.databaseUrl);
  const passwords = createPasswords();
  await seedDemo({ ports: whole.ports, passwords, log });

  // Each start gets a little further.
  let killed = 0;
  const start = async (): Promise<boolean> => {
    try {
      return await seedDemo({ ports: dyingPorts(only.ports, 3 + killed * 13), passwords, log });
    } catch {
      killed += 1;
      return start();
    }
  };
  expect(await start()).toBe(true);
  expect(killed).toBeGreaterThan(4);
  expect(await logsOf(only.ports.db)).toEqual(await logsOf(whole.ports.db));
  expect(await seedDemo({ ports: only.ports, passwords, log })).toBe(false);
});

test.each([
  [
    "a bucket that is not reached",
    {
      S3_BUCKET: "parley",
      S3_ENDPOINT: "http://127.0.0.1:9",
      S3_ACCESS_KEY_ID: "key",
      S3_SECRET_ACCESS_KEY: "secret",
    },
  ],
  ["a scanner that is not there", { CLAMAV_HOST: "127.0.0.1", CLAMAV_PORT: "9" }],
])(
  "with %s the demo is made without its files, which one line says",
  { timeout: 60_000 },
  async (_, settings) => {
    const lines: { readonly level: number; readonly msg: string }[] = [];
    const told = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) });
    await using app = await startApp({ ...settings, SEED_DEMO: "true" }, { log: told });
    expect(app.hasSeeded).toBe(true);
    expect(lines.filter(({ msg }) => msg.includes("demo")).map(({ msg }) => msg)).toEqual([
      "the demo goes without its files: they cannot be kept or looked at now",
    ]);
    const [count] = await rowsOf<{ all: number; withFiles: number }>(
      app,
      'SELECT count(*)::int AS all, count(attachments)::int AS "withFiles" FROM message',
    );
    expect(count?.withFiles).toBe(0);
    expect(count?.all).toBeGreaterThan(40);
  },
);
