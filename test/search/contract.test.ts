/** What every search engine promises, whichever answers. */
import { describe, expect, test } from "vitest";
import { blocks, calls } from "../privacy/scene.ts";
import { ENGINES } from "./engines.ts";
import { finds, marked, searches } from "./scene.ts";
import type { Search } from "./scene.ts";

describe.each(ENGINES)("$name", ({ start }) => {
  test("finds all words, without accents, by a beginning, with slips, by phrases and without exclusions", async () => {
    await using app = await start();
    const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
    await bo.sends(
      conversation,
      "The Café was closed",
      "deployment on Friday",
      "the red house",
      "the house is red",
    );
    await app.index.catchUp();
    expect(await finds(ana, "cafe ")).toEqual(["The Café was closed"]);
    expect(await finds(ana, "friday deploy")).toEqual(["deployment on Friday"]);
    expect(await finds(ana, "deploymnet ")).toEqual(["deployment on Friday"]);
    expect(await finds(ana, '"red house"')).toEqual(["the red house"]);
    expect(await finds(ana, 'red -"red house" ')).toEqual(["the house is red"]);
    expect(await finds(ana, "red friday ")).toEqual([]);
    const { edges, isDegraded } = await searches(ana, "deploymnet ");
    expect(edges[0]?.highlights.map(marked)).toEqual([["deployment"]]);
    expect(isDegraded).toBe(false);
  });

  test("finds nothing that the viewer may not see now, and counts it nowhere", async () => {
    await using app = await start();
    const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
    const [di, eve] = [await app.people.register("di"), await app.people.register("eve")];
    const [hidden] = await ana.sends(group, "old apples");
    await calls(ana, "updateConversation", { conversationId: group, historyVisibility: "SINCE_JOINED" });
    await ana.adds(group, di);
    await bo.sends(group, "new apples");
    await app.index.catchUp();
    await calls(bo, "deleteMessageForMe", { messageId: hidden?.id });
    await blocks(cy, bo);
    expect(await finds(ana, "apples", {}, "NEWEST")).toEqual(["new apples", "old apples"]);
    expect(await finds(bo, "apples")).toEqual(["new apples"]);
    expect(await finds(cy, "apples")).toEqual(["old apples"]);
    expect(await finds(cy, "apples", { senderIds: [bo.id] })).toEqual(["new apples"]);
    expect(await finds(di, "apples")).toEqual(["new apples"]);
    expect(await finds(eve, "apples")).toEqual([]);
    await ana.removes(group, di);
    const { edges, total, facets } = await searches(di, "apples");
    expect({ edges, total, facets }).toEqual({
      edges: [],
      total: { count: 0, isExact: true },
      facets: { conversations: [], senders: [], kinds: [], months: [] },
    });
  });

  test("follows edits, deletions and pins", async () => {
    await using app = await start();
    const { ana, bo, group } = await app.people.inGroup("ana", "bo");
    const [one, two] = await ana.sends(group, "bananas one", "bananas two");
    await calls(ana, "pinMessage", { messageId: two?.id });
    await app.index.catchUp();
    expect(await finds(bo, "bananas", { isPinned: true })).toEqual(["bananas two"]);
    await ana.edits(one?.id ?? "", "cherries one");
    await ana.deletes(two?.id ?? "");
    expect((await searches(bo, "bananas")).edges).toEqual([]);
    await app.index.catchUp();
    expect(await finds(bo, "cherries")).toEqual(["cherries one"]);
    expect(await finds(bo, "bananas")).toEqual([]);
  });

  test("narrows, orders, pages and counts", async () => {
    await using app = await start();
    const { ana, bo, group } = await app.people.inGroup("ana", "bo");
    const other = await ana.makesGroup("Other", bo);
    const bodies = Array.from({ length: 12 }, (_, n) => `tea ${n} https://example.com/${n}`);
    await bo.sends(group, ...bodies);
    await ana.sends(other, "tea for @bo");
    await app.index.catchUp();
    expect(await finds(bo, "tea ", { conversationIds: [other], mentionsMe: true })).toEqual(["tea for @bo"]);
    expect((await finds(ana, "tea ", { hasLink: true, senderIds: [bo.id], kinds: ["TEXT"] })).length).toBe(
      12,
    );
    expect(await finds(ana, "tea ", { before: "2020-01-01T00:00:00Z" })).toEqual([]);
    expect((await finds(ana, "", { after: "2020-01-01T00:00:00Z" })).length).toBe(13);

    const found: string[] = [];
    let page: Search | null = null;
    do {
      page = await searches(ana, "tea ", {
        sort: "NEWEST",
        first: 5,
        after: page?.pageInfo.endCursor ?? null,
      });
      found.push(...page.edges.map(({ node }) => node.body));
    } while (page.pageInfo.hasNextPage);
    expect(found).toEqual(["tea for @bo", ...bodies.toReversed()]);
    expect(page.total).toEqual({ count: 13, isExact: true });
    expect(page.facets).toEqual({
      conversations: [
        { conversation: { id: group }, count: 12 },
        { conversation: { id: other }, count: 1 },
      ],
      senders: [
        { sender: { username: "bo" }, count: 12 },
        { sender: { username: "ana" }, count: 1 },
      ],
      kinds: [{ kind: "TEXT", count: 13 }],
      months: [{ month: new Date().toISOString().slice(0, 7), count: 13 }],
    });
  });
});
