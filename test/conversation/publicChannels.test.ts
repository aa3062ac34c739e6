// Public channels: everybody finds them and may join; what is said in them is for members.

import { expect, test } from "vitest";
import { countStatements } from "../support/countStatements.ts";
import { endingsOf, inHours, makeGroup, staffOf } from "./group.ts";
import { startScene } from "./scene.ts";
import type { Person, Scene } from "./scene.ts";

interface Card {
  readonly title: string;
  readonly memberCount: number;
  readonly conversation: { readonly id: string } | null;
}

interface Page {
  readonly edges: readonly { readonly node: Card }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const DIRECTORY = `query ($query: String, $first: Int, $after: String) {
  publicConversations(query: $query, first: $first, after: $after) {
    edges { node { conversationId title description avatarUrl kind memberCount conversation { id } } }
    pageInfo { hasNextPage endCursor }
  }
}`;

async function directory(person: Person, args: object = {}) {
  const { data, codes } = await person.asks<{ publicConversations: Page } | null>(DIRECTORY, { ...args });
  const page = data?.publicConversations;
  return { codes, cards: page?.edges.map(({ node }) => node) ?? [], pageInfo: page?.pageInfo };
}

const titles = async (person: Person, query?: string) =>
  (await directory(person, { query })).cards.map(({ title }) => title);

const publish = (by: Person, conversationId: string, visibility = "PUBLIC") =>
  by.tries("updateConversation", { conversationId, visibility });

async function makeChannel(by: Person, title: string): Promise<string> {
  const id = await makeGroup(by, [], "CHANNEL");
  await by.does("updateConversation", { conversationId: id, title, visibility: "PUBLIC" }, "__typename");
  return id;
}

test("a public channel is found, joined, and followed from then on", async () => {
  await using scene = await startScene();
  const { ana, eve } = await scene.people("ana", "eve");
  const conversationId = await makeChannel(ana, "News");
  const outside = {
    conversationId,
    title: "News",
    description: null,
    avatarUrl: null,
    kind: "CHANNEL",
    memberCount: 1,
    conversation: null,
  };
  expect((await directory(eve)).cards).toEqual([outside]);

  const joins = () =>
    eve.does<{ joinedMember: { role: string; changedSeq: number } }>(
      "joinConversation",
      { conversationId },
      "joinedMember { role changedSeq user { username } } joinedConversation { title headSeq memberCount }",
    );
  const joined = await joins();
  expect(joined).toMatchObject({
    joinedMember: { role: "MEMBER", changedSeq: 3, user: { username: "eve" } },
    joinedConversation: { title: "News", headSeq: 3, memberCount: 2 },
  });
  expect(await joins()).toEqual(joined);
  expect((await directory(eve)).cards).toEqual([
    { ...outside, memberCount: 2, conversation: { id: conversationId } },
  ]);
  expect(await scene.log()).toEqual(["CONVERSATION_CREATED", "CONVERSATION_UPDATED", "MEMBER_JOINED"]);
});

test("who is no member sees the card of a public channel, and nothing else of it", async () => {
  await using scene = await startScene();
  const { ana, eve } = await scene.people("ana", "eve");
  const id = await makeChannel(ana, "News");
  const sent = { conversationId: id, clientKey: "k", body: "For members." };
  const { sentMessage } = await ana.does<{ sentMessage: { id: string } }>(
    "sendMessage",
    sent,
    "sentMessage { id }",
  );

  for (const person of [eve, scene.anonymous]) {
    for (const hidden of [id, sentMessage.id]) {
      const { data } = await person.asks<object>("query ($id: ID!) { node(id: $id) { id } }", { id: hidden });
      expect(data).toEqual({ node: null });
    }
  }
  const { data } = await eve.asks<object>("query ($id: ID!) { conversation(id: $id) { title } }", { id });
  expect(data).toEqual({ conversation: null });
  const { codes } = await eve.asks(
    "query ($id: ID!) { conversationEvents(conversationId: $id) { edges { cursor } } }",
    { id },
  );
  expect(codes).toEqual(["NOT_FOUND"]);
  expect(await eve.tries("sendMessage", { ...sent, body: "Hello?" })).toBe("NotFoundError");
  const card = await eve.asks<object>(
    "query ($id: ID!) { conversationCard(id: $id) { title conversation { title } } }",
    { id },
  );
  expect(card.data).toEqual({ conversationCard: { title: "News", conversation: null } });
  // The card is a node of its own.
  const { data: found } = await eve.asks<{ conversationCard: { id: string } }>(
    "query ($id: ID!) { conversationCard(id: $id) { id } }",
    { id },
  );
  const node = async (person: Person) =>
    (
      await person.asks<object>("query ($id: ID!) { node(id: $id) { ... on ConversationCard { title } } }", {
        id: found.conversationCard.id,
      })
    ).data;
  expect(await node(eve)).toEqual({ node: { title: "News" } });
  expect(await node(scene.anonymous)).toEqual({ node: null });
  expect(await publish(ana, id, "PRIVATE")).toBe("UpdateConversationPayload");
  expect(await node(eve)).toEqual({ node: null });
});

test("what is private, or private again, is not there for who is no member", async () => {
  await using scene = await startScene();
  const { ana, eve } = await scene.people("ana", "eve");
  const id = await makeChannel(ana, "News");
  expect(await publish(ana, id, "PRIVATE")).toBe("UpdateConversationPayload");

  expect(await titles(eve)).toEqual([]);
  expect(await eve.tries("joinConversation", { conversationId: id })).toBe("NotFoundError");
  const cardOf = async (person: Person) =>
    (await person.asks<object>("query ($id: ID!) { conversationCard(id: $id) { title } }", { id })).data;
  expect(await cardOf(eve)).toEqual({ conversationCard: null });
  expect(await cardOf(ana)).toEqual({ conversationCard: { title: "News" } });
  // Who is a member has joined already.
  expect(await ana.tries("joinConversation", { conversationId: id })).toBe("JoinConversationPayload");
});

test("only a channel becomes public, by who may change it", async () => {
  await using scene = await startScene();
  const staff = await staffOf(scene, "CHANNEL");
  const group = await makeGroup(staff.owner, []);
  expect(await publish(staff.owner, group)).toBe("InputValidationError");

  expect(await endingsOf(staff, "updateConversation", () => ({ visibility: "PUBLIC" }))).toEqual({
    anonymous: "UNAUTHENTICATED",
    stranger: "NotFoundError",
    gone: "NotFoundError",
    member: "NotAllowedError",
    moderator: "NotAllowedError",
    admin: "UpdateConversationPayload",
    owner: "UpdateConversationPayload",
  });
  // Joined by everybody then; who is banned stays away.
  const banned = { conversationId: staff.conversationId, userId: staff.gone.id, until: inHours(1) };
  await staff.moderator.does("banMember", banned, "__typename");
  expect(await endingsOf(staff, "joinConversation", () => ({}))).toEqual({
    anonymous: "UNAUTHENTICATED",
    stranger: "JoinConversationPayload",
    gone: "MemberBannedError",
    member: "JoinConversationPayload",
    moderator: "JoinConversationPayload",
    admin: "JoinConversationPayload",
    owner: "JoinConversationPayload",
  });
});

test("many who join at once are members each once", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");
  const conversationId = await makeChannel(ana, "News");

  const endings = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      (index % 2 ? bo : cy).tries("joinConversation", { conversationId }),
    ),
  );

  expect(new Set(endings)).toEqual(new Set(["JoinConversationPayload"]));
  expect((await scene.log()).filter((kind) => kind === "MEMBER_JOINED").length).toBe(2);
});

test("who is banned while they join again and again is outside in the end, and every joining was before the ban", async () => {
  await using scene = await startScene();
  const { ana, eve } = await scene.people("ana", "eve");
  const conversationId = await makeChannel(ana, "News");
  const joins = (times: number) =>
    Array.from({ length: times }, () => eve.tries("joinConversation", { conversationId }));

  const [, ...endings] = await Promise.all([
    ana.does("banMember", { conversationId, userId: eve.id }, "__typename"),
    ...joins(10),
  ]);

  for (const ending of endings) expect(["JoinConversationPayload", "MemberBannedError"]).toContain(ending);
  expect(await eve.tries("joinConversation", { conversationId })).toBe("MemberBannedError");
  const { data } = await eve.asks<object>("query ($id: ID!) { conversation(id: $id) { title } }", {
    id: conversationId,
  });
  expect(data).toEqual({ conversation: null });
  const log = await scene.log();
  expect(log.slice(log.indexOf("MEMBER_BANNED"))).not.toContain("MEMBER_JOINED");
});

async function makeDirectory(scene: Scene): Promise<Person> {
  const { ana, eve } = await scene.people("ana", "eve");
  for (const title of [
    "Zebras: black",
    "tea",
    "Tea",
    "Éclairs",
    "teapots",
    "100% wool",
    "Team_A",
    "Coffee",
  ]) {
    await makeChannel(ana, title);
  }
  return eve;
}

test("the directory is sorted by title, searched by its beginning in any case, and takes text as text", async () => {
  await using scene = await startScene();
  const eve = await makeDirectory(scene);

  const all = ["100% wool", "Coffee", "tea", "Tea", "Team_A", "teapots", "Zebras: black", "Éclairs"];
  expect(await titles(eve)).toEqual(all);
  expect(await titles(eve, "")).toEqual(all);
  expect(await titles(eve, "TEA")).toEqual(["tea", "Tea", "Team_A", "teapots"]);
  expect(await titles(eve, "éc")).toEqual(["Éclairs"]);
  expect(await titles(eve, "100%")).toEqual(["100% wool"]);
  expect(await titles(eve, "%")).toEqual([]);
  expect(await titles(eve, "team_")).toEqual(["Team_A"]);
  expect((await directory(eve, { query: "t".repeat(121) })).codes).toEqual(["BAD_REQUEST"]);
  expect((await directory(scene.anonymous)).codes).toEqual(["UNAUTHENTICATED"]);

  for (const first of [1, 3, 8, 100]) {
    const found: string[] = [];
    let after: string | null | undefined;
    do {
      const { cards, pageInfo } = await directory(eve, { first, after });
      found.push(...cards.map(({ title }) => title));
      after = pageInfo?.hasNextPage === true ? pageInfo.endCursor : null;
    } while (after !== null);
    expect(found).toEqual(all);
  }
  for (const args of [{ first: 101 }, { after: "junk" }]) {
    expect((await directory(eve, args)).codes).toEqual(["BAD_REQUEST"]);
  }
});

test("a page of the directory costs three statements, however long, and reads one range of an index", async () => {
  await using scene = await startScene();
  const eve = await makeDirectory(scene);
  const page = (first: number) =>
    countStatements(
      scene,
      eve,
      `{ publicConversations(first: ${first}, query: "t") { edges { node { title conversation { title } } } } }`,
    );
  // The page, own memberships, conversations.
  for (const first of [1, 8]) expect(await page(first)).toBeLessThanOrEqual(3);

  const plan = await scene.db.$transaction(async (tx) => {
    await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
    return tx.$queryRaw<{ "QUERY PLAN": string }[]>`
      EXPLAIN SELECT id FROM conversation
      WHERE visibility = 'PUBLIC' AND lower(title) COLLATE "C" >= lower('T')
        AND lower(title) COLLATE "C" < lower('T') || chr(1114111)
        AND (lower(title) COLLATE "C", id) > ('te', '00000000-0000-0000-0000-000000000000'::uuid)
      ORDER BY lower(title) COLLATE "C", id LIMIT 20`;
  });
  const text = plan.map((line) => line["QUERY PLAN"]).join("\n");
  expect(text).toMatch(/Index (Only )?Scan using conversation_public_title_idx/);
  expect(text).not.toMatch(/Sort/);
});
