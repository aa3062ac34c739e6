/** The list of a person's conversations: filtered, in order, page by page, and at the same cost however long it is. */
import { expect, test } from "vitest";
import { connectDatabase } from "../../src/storage/database.ts";
import type { Database } from "../../src/storage/database.ts";
import { markRead } from "../receipts/scene.ts";
import { tries } from "../privacy/scene.ts";
import { startApp } from "../support/app.ts";
import type { Person } from "../support/people.ts";
import { countStatements, executeAs } from "../support/countStatements.ts";
import { rowsOf } from "../support/rows.ts";
import { asks, deletesForSelf, lists, sets } from "./scene.ts";
import type { ListArgs } from "./scene.ts";

/** Groups of ana and bo by title, the first named the one with the oldest activity. */
async function makeGroups(ana: Person, bo: Person, ...titles: readonly string[]) {
  const ids = new Map<string, string>();
  for (const title of titles) ids.set(title, await ana.makesGroup(title, bo));
  return (title: string) => ids.get(title) ?? "";
}

const PINNED_FIRST = "PINNED_FIRST";

test("pinned conversations stand first where that is asked, each part by its newest message", async () => {
  await using app = await startApp();
  const [ana, bo] = [await app.people.register("ana"), await app.people.register("bo")];
  const idOf = await makeGroups(ana, bo, "one", "two", "three", "four");
  await sets(bo, idOf("one"), { isPinned: true });
  await sets(bo, idOf("three"), { isPinned: true });
  await sets(ana, idOf("four"), { isPinned: true });
  const titles = async (args: ListArgs) => (await lists(bo, args)).titles;

  expect(await titles({})).toEqual(["four", "three", "two", "one"]);
  expect(await titles({ order: "ACTIVITY" })).toEqual(["four", "three", "two", "one"]);
  expect(await titles({ order: PINNED_FIRST })).toEqual(["three", "one", "four", "two"]);
  await ana.sends(idOf("one"), "news");
  await ana.sends(idOf("two"), "news");
  expect(await titles({ order: PINNED_FIRST })).toEqual(["one", "three", "two", "four"]);
  expect(await titles({ filter: { isPinned: true } })).toEqual(["one", "three"]);
  expect(await titles({ filter: { isPinned: false } })).toEqual(["two", "four"]);
});

test("each kind of conversation is found by itself, notes among the direct ones", async () => {
  await using app = await startApp();
  const [ana, bo] = [await app.people.register("ana"), await app.people.register("bo")];
  await makeGroups(ana, bo, "group");
  const channel = { title: "channel", kind: "CHANNEL", memberIds: [bo.id], clientKey: "channel" };
  expect(await tries(ana, "createGroup", channel)).toBe("CreateGroupPayload");
  for (const userId of [ana.id, bo.id]) {
    expect(await tries(bo, "createDirectConversation", { userId })).toBe("CreateDirectConversationPayload");
  }
  const titles = async (filter: object) => (await lists(bo, { filter })).titles;
  expect(await titles({ kind: "GROUP" })).toEqual(["group"]);
  expect(await titles({ kind: "CHANNEL" })).toEqual(["channel"]);
  expect(await titles({ kind: "DIRECT" })).toEqual([null, null]);
  expect(await titles({ kind: "CHANNEL", isUnread: true })).toEqual([]);
  expect(await titles({ kind: null })).toHaveLength(4);
});

test("archived conversations are found by a filter, and stay so when a message comes", async () => {
  await using app = await startApp();
  const [ana, bo] = [await app.people.register("ana"), await app.people.register("bo")];
  const idOf = await makeGroups(ana, bo, "one", "two");
  await sets(bo, idOf("one"), { isArchived: true });
  await ana.sends(idOf("one"), "news");
  const titles = async (filter: object) => (await lists(bo, { filter })).titles;
  expect(await titles({ isArchived: true })).toEqual(["one"]);
  expect(await titles({ isArchived: false })).toEqual(["two"]);
  for (const all of [{}, { isArchived: null }]) expect(await titles(all)).toEqual(["one", "two"]);
});

test("unread and mentions filter by exactly what the counts say", async () => {
  await using app = await startApp();
  const [ana, bo] = [await app.people.register("ana"), await app.people.register("bo")];
  const names = ["quiet", "own", "deleted", "for me", "read", "unread", "named", "named and read"];
  const idOf = await makeGroups(ana, bo, ...names);
  await bo.sends(idOf("own"), "@bo to myself");
  const [regretted] = await ana.sends(idOf("deleted"), "@bo regretted");
  await ana.deletes(regretted?.id ?? "");
  const [unwanted] = await ana.sends(idOf("for me"), "@bo unwanted");
  await deletesForSelf(bo, unwanted?.id ?? "");
  await ana.sends(idOf("read"), "read");
  await markRead(bo, idOf("read"), 2);
  await ana.sends(idOf("unread"), "unread");
  await ana.sends(idOf("named"), "@bo", "and more");
  await ana.sends(idOf("named and read"), "@bo", "and more");
  await markRead(bo, idOf("named and read"), 2);

  const { viewer } = await asks<{
    viewer: {
      conversations: {
        edges: { node: { title: string; viewerMember: { unreadCount: number; mentionCount: number } } }[];
      };
    };
  }>(
    bo,
    "{ viewer { conversations { edges { node { title viewerMember { unreadCount mentionCount } } } } } }",
  );
  const counted = viewer.conversations.edges.map(({ node }) => node);
  expect(counted).toHaveLength(names.length);
  for (const [filter, isIn] of [
    [{ isUnread: true }, (counts) => counts.unreadCount > 0],
    [{ isUnread: false }, (counts) => counts.unreadCount === 0],
    [{ mentionsMe: true }, (counts) => counts.mentionCount > 0],
    [{ mentionsMe: false }, (counts) => counts.mentionCount === 0],
    [{ isUnread: true, mentionsMe: false }, (counts) => counts.unreadCount > 0 && counts.mentionCount === 0],
  ] as [object, (counts: (typeof counted)[number]["viewerMember"]) => boolean][]) {
    const wanted = counted.filter(({ viewerMember }) => isIn(viewerMember)).map(({ title }) => title);
    expect([filter, (await lists(bo, { filter })).titles]).toEqual([filter, wanted]);
  }
  expect((await lists(bo, { filter: { isUnread: true } })).titles.toSorted()).toEqual([
    "named",
    "named and read",
    "unread",
  ]);
  expect((await lists(bo, { filter: { mentionsMe: true } })).titles).toEqual(["named"]);
  // Nobody else's unread messages: ana has one of bo's.
  expect((await lists(ana, { filter: { isUnread: true } })).titles).toEqual(["own"]);
});

test("pages of every order and filter meet without a gap, and take only cursors of their own order", async () => {
  await using app = await startApp();
  const [ana, bo] = [await app.people.register("ana"), await app.people.register("bo")];
  const titles = Array.from({ length: 7 }, (_, index) => `g${index}`);
  const idOf = await makeGroups(ana, bo, ...titles);
  for (const title of ["g1", "g4", "g6"]) await sets(bo, idOf(title), { isPinned: true });
  for (const title of ["g0", "g4", "g5", "g6"]) await ana.sends(idOf(title), "@bo");
  await sets(bo, idOf("g2"), { isHidden: true });
  // All activity at one moment: ids decide.
  await rowsOf(app, "UPDATE conversation SET last_activity_at = '2026-01-01'");

  for (const order of ["ACTIVITY", PINNED_FIRST]) {
    for (const filter of [{}, { isUnread: true }, { isUnread: false }, { mentionsMe: true }]) {
      const whole = await lists(bo, { first: 100, order, filter });
      expect(whole.hasNextPage).toBe(false);
      for (const first of [1, 2, 3]) {
        const read: string[] = [];
        let page = await lists(bo, { first, order, filter });
        read.push(...page.titles);
        while (page.hasNextPage) {
          page = await lists(bo, { first, order, filter, after: page.endCursor });
          read.push(...page.titles);
        }
        expect([order, filter, first, read]).toEqual([order, filter, first, whole.titles]);
      }
    }
  }
  const cursors = [(await lists(bo, {})).endCursor, (await lists(bo, { order: PINNED_FIRST })).endCursor];
  for (const [order, after] of [
    [PINNED_FIRST, cursors[0]],
    ["ACTIVITY", cursors[1]],
    [PINNED_FIRST, Buffer.from("pinnedConversations::2:1:x").toString("base64url")],
  ] as const) {
    await expect(lists(bo, { order, after: after ?? null })).rejects.toThrow("BAD_REQUEST");
  }
});

const LISTED = `id title
  lastMessage { body sender { username } }
  viewerDraft { body }
  viewerMember {
    unreadCount mentionCount deliveredSeq readSeq
    notificationLevel mutedUntil isPinned isArchived isHidden
  }`;

test("a list with last messages, counts, settings and drafts costs as many statements for 50 as for 5", async () => {
  await using app = await startApp();
  const [ana, bo] = [await app.people.register("ana"), await app.people.register("bo")];
  const idOf = await makeGroups(ana, bo, ...Array.from({ length: 50 }, (_, index) => `g${index}`));
  for (let index = 0; index < 50; index += 1) {
    await ana.sends(idOf(`g${index}`), "@bo", "news");
    if (index % 3 === 0) await sets(bo, idOf(`g${index}`), { isPinned: true });
  }
  expect((await lists(bo, { first: 50 })).titles).toHaveLength(50);
  const page = { conversations: "edges { node { " + LISTED + " } }" };
  for (const args of [
    "",
    ", order: PINNED_FIRST",
    ", filter: { isUnread: true }",
    ", filter: { mentionsMe: true, isArchived: false }, order: PINNED_FIRST",
  ]) {
    const cost = (first: number) =>
      countStatements(
        app,
        bo,
        `{ viewer { conversations(first: ${first}${args}) { ${page.conversations} } } }`,
      );
    const [few, many] = [await cost(5), await cost(50)];
    // Conversations, memberships, last messages, drafts, people, unread, mentions, marks, settings.
    expect([args, few, many]).toEqual([args, 9, 9]);
  }
});

test("a page of unread conversations looks into no more of them than fill it", async () => {
  await using app = await startApp();
  const [ana, bo] = [await app.people.register("ana"), await app.people.register("bo")];
  const idOf = await makeGroups(ana, bo, ...Array.from({ length: 30 }, (_, index) => `g${index}`));
  for (let index = 0; index < 30; index += 1) await ana.sends(idOf(`g${index}`), "news");
  await rowsOf(app, "ANALYZE");
  await using database = connectDatabase({
    databaseUrl: app.databaseUrl,
    poolMax: 1,
    onIdleError: () => undefined,
  });
  const looks = async (first: number, order: string) => {
    const before = await messageProbes(database.pool);
    await executeAs(
      database.prisma,
      bo,
      `{ viewer { conversations(first: ${first}, order: ${order}, filter: { isUnread: true }) {
      edges { node { id } }
    } } }`,
    );
    return (await messageProbes(database.pool)) - before;
  };
  await database.pool.query("BEGIN");
  for (const order of ["ACTIVITY", PINNED_FIRST]) {
    expect(await looks(5, order)).toBeLessThan(10);
    expect(await looks(30, order)).toBeGreaterThan(20);
  }
  await database.pool.query("COMMIT");
});

/** Scans of `message` in this transaction. */
async function messageProbes(pool: Database["pool"]): Promise<number> {
  const { rows } = await pool.query<{ scans: number }>(
    `SELECT (coalesce(seq_scan, 0) + coalesce(idx_scan, 0))::int AS scans FROM pg_stat_xact_user_tables
     WHERE relname = 'message'`,
  );
  return rows[0]?.scans ?? 0;
}
