/** What narrows a search, in what order it comes, in pages; its total, its facets and its bounds. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { asks, calls } from "../privacy/scene.ts";
import { startApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { doesOf, PNG, uploads } from "../support/uploads.ts";
import { finds, followLog, searches } from "./scene.ts";
import type { Search } from "./scene.ts";

test("a filter narrows by conversation, sender, kind, thread, mention, file, link, pin and time", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const other = await ana.makesGroup("Other", bo);
  const [root] = await ana.sends(group, "tea root");
  await bo.answers(group, "tea reply", { threadRootId: root?.id ?? "" });
  const [pinned] = await cy.sends(group, "tea pinned");
  await calls(ana, "pinMessage", { messageId: pinned?.id });
  await bo.sends(
    group,
    "tea for @ana",
    "tea for @all",
    "tea at https://example.com/x",
    "tea [here](https://tea.org)",
  );
  await ana.sends(group, "tea for @all");
  await bo.sends(other, "tea elsewhere");
  const file = await uploads(doesOf(bo), PNG, { filename: "tea-holiday.png" });
  await calls(bo, "sendMessage", { conversationId: group, clientKey: randomUUID(), attachmentIds: [file] });
  await calls(cy, "sendMessage", {
    conversationId: group,
    clientKey: randomUUID(),
    content: { location: { latitude: 1, longitude: 2, name: "Tea house" } },
  });
  await index.catchUp();
  const narrowed = async (filter: object) => (await finds(ana, "tea ", filter, "NEWEST")).toReversed();

  expect(await narrowed({ conversationIds: [other] })).toEqual(["tea elsewhere"]);
  expect((await narrowed({ conversationIds: [other, group] })).length).toBe(11);
  expect(await narrowed({ senderIds: [cy.id] })).toEqual(["tea pinned", ""]);
  expect(await narrowed({ kinds: ["LOCATION", "IMAGE"] })).toEqual(["", ""]);
  expect(await narrowed({ threadRootId: root?.id })).toEqual(["tea reply"]);
  expect(await narrowed({ mentionsMe: true })).toEqual(["tea for @ana", "tea for @all"]);
  expect(await narrowed({ hasAttachment: true })).toEqual([""]);
  expect(await narrowed({ hasLink: true })).toEqual([
    "tea at https://example.com/x",
    "tea [here](https://tea.org)",
  ]);
  expect(await narrowed({ isPinned: true })).toEqual(["tea pinned"]);
  expect(await narrowed({ isPinned: true, senderIds: [bo.id] })).toEqual([]);
  expect(await narrowed({ after: new Date(Date.now() + 60_000) })).toEqual([]);
  expect((await narrowed({ before: new Date(Date.now() + 60_000) })).length).toBe(11);
  expect((await finds(ana, "holiday ", {})).length).toBe(1);

  await calls(ana, "unpinMessage", { messageId: pinned?.id });
  await index.catchUp();
  expect(await narrowed({ isPinned: true })).toEqual([]);
});

test("an empty text finds everything that the filter lets through", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await ana.sends(group, "one");
  await bo.sends(group, "two", "three");
  await index.catchUp();
  expect(await finds(ana, "", { senderIds: [bo.id] }, "NEWEST")).toEqual(["three", "two"]);
  expect(await finds(ana, " ", {}, "NEWEST")).toEqual(["three", "two", "one"]);
});

test("pages in both orders hold every hit once", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const bodies = Array.from({ length: 23 }, (_, n) => (n % 3 === 0 ? `walking ${n}` : `walk ${n}`));
  await bo.sends(conversation, ...bodies);
  await index.catchUp();
  for (const sort of ["RELEVANCE", "NEWEST"]) {
    const found: string[] = [];
    let page: Search | null = null;
    do {
      page = await searches(ana, "walk ", { sort, first: 5, after: page?.pageInfo.endCursor ?? null });
      found.push(...page.edges.map(({ node }) => node.body));
    } while (page.pageInfo.hasNextPage);
    expect(found.length).toBe(23);
    expect(found.toSorted()).toEqual(bodies.toSorted());
    if (sort === "NEWEST") expect(found).toEqual(bodies.toReversed());
    else expect(found.slice(-8).every((body) => body.startsWith("walking"))).toBe(true);
  }
});

test("a total is exact to a thousand, and facets are of all hits", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await bo.sends(group, "rain");
  await ana.sends(group, "rain");
  const ids = await rowsOf<{ id: string }>(
    app,
    `INSERT INTO message (id, conversation_id, seq, changed_seq, sender_id, client_key, input_hash, body, created_at)
     SELECT gen_random_uuid(), m.conversation_id, 1000 + n, 1000 + n, m.sender_id, 'n' || n, '', 'rain', '2026-01-02'
     FROM (SELECT * FROM message ORDER BY seq LIMIT 1) m, generate_series(1, 998) n RETURNING id`,
  );
  await index.catchUp();
  await index.index.write(ids.map(({ id }) => id));
  const first = await searches(ana, "rain");
  expect(first.total).toEqual({ count: 1000, isExact: true });
  expect(first.facets.senders).toEqual([
    { sender: { username: "bo" }, count: 999 },
    { sender: { username: "ana" }, count: 1 },
  ]);
  expect(first.facets.conversations).toEqual([{ conversation: { id: group }, count: 1000 }]);
  expect(first.facets.kinds).toEqual([{ kind: "TEXT", count: 1000 }]);
  expect(first.facets.months).toEqual([
    { month: new Date().toISOString().slice(0, 7), count: 2 },
    { month: "2026-01", count: 998 },
  ]);
  await bo.sends(group, "rain");
  await index.catchUp();
  expect((await searches(ana, "rain")).total).toEqual({ count: 1000, isExact: false });
});

test("a query, a filter or a page out of bounds is refused", async () => {
  await using app = await startApp({ RATE_SEARCHES_PER_10_SECONDS: "3" });
  const ana = await app.people.register("ana");
  const refused = (query: string, more: object = {}) =>
    searches(ana, query, more).then(
      () => null,
      (error: unknown) => /"code":"(\w+)"/.exec(String(error))?.[1],
    );
  expect(await refused("x".repeat(257))).toBe("BAD_REQUEST");
  expect(await refused("a b c d e f g h i j k")).toBe("BAD_REQUEST");
  expect(await refused("a", { first: 101 })).toBe("BAD_REQUEST");
  expect(await refused("a", { after: "bm90IGEgY3Vyc29y" })).toBe("BAD_REQUEST");
  expect(await refused("a", { filter: { senderIds: Array.from({ length: 21 }, () => ana.id) } })).toBe(
    "BAD_REQUEST",
  );
  expect(await refused("it's \\ a 'quote' & | ! ( ) :* <->")).toBe(null);
  expect(await refused("a")).toBe("RATE_LIMITED");
});

test("the newest comes first, whenever the index heard of it", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const sent = await bo.sends(conversation, "tea 1", "tea 2", "tea 3", "tea 4", "tea 5", "tea 6");
  const rows = await rowsOf<{ id: string }>(app, "SELECT id FROM message ORDER BY seq");
  const ids = rows.map(({ id }) => id);
  await index.index.write([...ids.slice(0, 1), ...ids.slice(4)]);
  // Many others were written meanwhile.
  await rowsOf(app, "SELECT setval('search_document_no_seq', 60000)");
  await index.index.write(ids.slice(1, 4));
  await rowsOf(app, "UPDATE search_word SET weight = 20");
  const found: string[] = [];
  let after: string | null = null;
  do {
    const page: { searchMessages: Pick<Search, "edges" | "pageInfo"> } = await asks(
      ana,
      `query ($after: String) { searchMessages(query: "tea ", sort: NEWEST, first: 1, after: $after) {
        edges { node { id body } } pageInfo { hasNextPage endCursor }
      } }`,
      { after },
    );
    const { edges, pageInfo } = page.searchMessages;
    found.push(...edges.map(({ node }) => node.id));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  expect(found).toEqual(sent.map(({ id }) => id).toReversed());
});
