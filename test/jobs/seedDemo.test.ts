// The demo people: made once, on an empty database only, and able to sign in.

import { expect, test } from "vitest";
import { createPasswords } from "../../src/auth/passwords.ts";
import { DEMO_PASSWORD, seedDemo } from "../../src/jobs/seedDemo.ts";
import { createMemoryBroker } from "../../src/realtime/broker.memory.ts";
import { createReceipts } from "../../src/realtime/receipts.ts";
import { createSignalBus } from "../../src/realtime/signalBus.ts";
import { createConversationLog } from "../../src/storage/conversationLog.ts";
import { connectDatabase } from "../../src/storage/database.ts";
import { createMarks, createReadMarkedMembers } from "../../src/storage/marks.sql.ts";
import { createSaveDraft } from "../../src/storage/drafts.sql.ts";
import { createSaveSettings } from "../../src/storage/settings.sql.ts";
import { createReadEvents } from "../../src/storage/readEvents.ts";
import { createSendMessage } from "../../src/storage/sendMessages.sql.ts";
import { RuleBook } from "../../src/domain/contentRule/ruleBook.ts";
import type { Ports } from "../../src/domain/ports.ts";
import { newId } from "../../src/lib/ids.ts";
import { createDatabase } from "../support/postgres.ts";
import { NO_MEDIA } from "../support/uploads.ts";

const ignore = (): void => undefined;

function process(databaseUrl: string) {
  const database = connectDatabase({ databaseUrl, poolMax: 5, onIdleError: () => undefined });
  const { prisma: db, pool } = database;
  const ports: Ports = {
    db,
    log: createConversationLog(db, () => undefined),
    sendMessage: createSendMessage(pool, () => undefined),
    contentRules: new RuleBook(),
    readEvents: createReadEvents(db),
    marks: createMarks(pool),
    receipts: createReceipts({
      signals: createSignalBus(createMemoryBroker(ignore), ignore),
      readMembers: createReadMarkedMembers(pool),
      onError: ignore,
    }),
    saveSettings: createSaveSettings(pool),
    saveDraft: createSaveDraft(pool),
    epoch: newId,
    customContentTypes: [],
    media: NO_MEDIA,
    onRemoved: () => undefined,
  };
  return { ports, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

test("of processes that start at once, one makes the demo people and their talk", async () => {
  await using database = await createDatabase();
  await using one = process(database.databaseUrl);
  await using two = process(database.databaseUrl);
  const passwords = createPasswords();

  const seeded = await Promise.all([one, two, one, two].map(({ ports }) => seedDemo({ ports, passwords })));

  expect(seeded.filter(Boolean)).toHaveLength(1);
  const { db } = one.ports;
  const users = await db.user.findMany({ orderBy: { username: "asc" } });
  expect(users.map((user) => [user.username, user.displayName])).toEqual([
    ["ana", "Ana"],
    ["bo", "Bo"],
    ["cy", "Cy"],
  ]);
  for (const user of users) expect(await passwords.verify(DEMO_PASSWORD, user.passwordHash)).toBe(true);
  const conversations = await db.conversation.findMany({ orderBy: { memberCount: "asc" } });
  expect(conversations.map(({ kind, memberCount }) => [kind, memberCount])).toEqual([
    ["DIRECT", 2],
    ["GROUP", 3],
  ]);
  const kinds = (await db.event.findMany()).map((event) => event.kind);
  expect(new Set(kinds)).toEqual(
    new Set([
      "CONVERSATION_CREATED",
      "MESSAGE_SENT",
      "MESSAGE_EDITED",
      "MESSAGE_DELETED",
      "MEMBER_ROLE_CHANGED",
    ]),
  );
  expect(kinds.filter((kind) => kind === "MESSAGE_SENT").length).toBeGreaterThanOrEqual(20);
});

test("a database with a user in it is left alone", async () => {
  await using database = await createDatabase();
  await using only = process(database.databaseUrl);
  const { db } = only.ports;
  await db.user.create({ data: { id: newId(), username: "eve", displayName: "Eve" } });

  expect(await seedDemo({ ports: only.ports, passwords: createPasswords() })).toBe(false);
  expect(await db.user.count()).toBe(1);
  expect(await db.conversation.count()).toBe(0);
});
