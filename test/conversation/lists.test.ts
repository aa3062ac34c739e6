// Lists: the viewer's conversations and a conversation's members, page by page.

import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { decodeNodeId } from "../../src/schema/nodeId.ts";
import { countStatements } from "../support/countStatements.ts";
import { startScene } from "./scene.ts";
import type { Person } from "./scene.ts";

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: Readonly<Record<string, unknown>> }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const PAGE = "pageInfo { hasNextPage endCursor }";

async function makeGroup(owner: Person, title: string, memberIds: readonly string[] = []): Promise<string> {
  const { createdConversation } = await owner.does<{ createdConversation: { id: string } }>(
    "createGroup",
    { title, memberIds, clientKey: newId() },
    "createdConversation { id }",
  );
  return createdConversation.id;
}

async function conversations(person: Person, args: object) {
  const { data, codes } = await person.asks<{ viewer: { conversations: Page } | null } | null>(
    `query ($first: Int, $after: String, $filter: ConversationFilter) {
      viewer { conversations(first: $first, after: $after, filter: $filter) {
        edges { cursor node { id title kind } } ${PAGE}
      } }
    }`,
    { ...args },
  );
  return { page: data?.viewer?.conversations, codes };
}

async function members(person: Person, id: string, args: object) {
  const { data, codes } = await person.asks<{ conversation: { members: Page } | null } | null>(
    `query ($id: ID!, $first: Int, $after: String, $role: MemberRole) {
      conversation(id: $id) { members(first: $first, after: $after, role: $role) {
        edges { cursor node { user { id } role } } ${PAGE}
      } }
    }`,
    { id, ...args },
  );
  return { page: data?.conversation?.members, codes };
}

/** Every row of a list, and how many pages it took. */
async function readAll(read: (after: string | undefined) => Promise<Page | undefined>) {
  const nodes: Readonly<Record<string, unknown>>[] = [];
  let after: string | undefined;
  for (let pages = 1; ; pages += 1) {
    const page = await read(after);
    nodes.push(...(page?.edges ?? []).map((edge) => edge.node));
    if (!page?.pageInfo.hasNextPage) return { nodes, pages };
    after = page.pageInfo.endCursor ?? undefined;
  }
}

test("the viewer's conversations come with the newest activity first", async () => {
  await using scene = await startScene();
  const { ana, bo, eve } = await scene.people("ana", "bo", "eve");
  const tea = await makeGroup(ana, "Tea", [bo.id]);
  const coffee = await makeGroup(ana, "Coffee", [bo.id]);
  await makeGroup(eve, "Not yours");
  const titles = async (person: Person) =>
    (await conversations(person, {})).page?.edges.map(({ node }) => node["title"]);

  expect(await titles(bo)).toEqual(["Coffee", "Tea"]);
  await ana.does("sendMessage", { conversationId: tea, clientKey: "k", body: "Two sugars?" }, "__typename");
  expect(await titles(bo)).toEqual(["Tea", "Coffee"]);
  await ana.does("removeMember", { conversationId: coffee, userId: bo.id }, "__typename");
  expect(await titles(bo)).toEqual(["Tea"]);
  expect(await titles(ana)).toEqual(["Tea", "Coffee"]);
});

test("pages of conversations meet without a gap, also where activity came at one moment", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const ids: string[] = [];
  for (let index = 0; index < 7; index += 1) ids.push(await makeGroup(ana, `Group ${index}`));
  await scene.db.conversation.updateMany({ data: { lastActivityAt: new Date(1_800_000_000_000) } });

  for (const first of [1, 2, 3, 7, 100]) {
    const { nodes, pages } = await readAll(
      async (after) => (await conversations(ana, { first, after })).page,
    );
    expect(nodes.map((node) => decodeNodeId(String(node["id"])).id)).toEqual(
      ids
        .map((id) => decodeNodeId(id).id)
        .sort()
        .toReversed(),
    );
    expect(pages).toBe(Math.ceil(7 / first));
  }
});

test("a list of conversations is filtered by kind", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  await makeGroup(ana, "Group");
  await ana.does("createDirectConversation", { userId: bo.id }, "__typename");
  await ana.does(
    "createGroup",
    { title: "News", memberIds: [], kind: "CHANNEL", clientKey: "k" },
    "__typename",
  );

  for (const kind of ["DIRECT", "GROUP", "CHANNEL"]) {
    const { page } = await conversations(ana, { filter: { kind } });
    expect(page?.edges.map(({ node }) => node["kind"])).toEqual([kind]);
  }
  for (const filter of [{}, { kind: null }, null]) {
    expect((await conversations(ana, { filter })).page?.edges).toHaveLength(3);
  }
});

test("members come in the order they joined, page by page, and by role", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");
  const crowd = await scene.crowd(5);
  const id = await makeGroup(ana, "Tea", crowd);
  await ana.does("addMembers", { conversationId: id, userIds: [cy.id, bo.id] }, "__typename");
  await ana.does("removeMember", { conversationId: id, userId: crowd[2] ?? "" }, "__typename");
  await ana.does("changeMemberRole", { conversationId: id, userId: bo.id, role: "ADMIN" }, "__typename");
  const expected = [ana.id, ...crowd.toSpliced(2, 1), cy.id, bo.id];

  for (const first of [1, 3, 7, 100]) {
    const { nodes, pages } = await readAll(async (after) => (await members(bo, id, { first, after })).page);
    expect(nodes.map((node) => node["user"])).toEqual(expected.map((userId) => ({ id: userId })));
    expect(pages).toBe(Math.ceil(7 / first));
  }
  const { page } = await members(bo, id, { role: "ADMIN" });
  expect(page?.edges.map(({ node }) => node)).toEqual([{ user: { id: bo.id }, role: "ADMIN" }]);
  expect((await members(bo, id, { role: "MODERATOR" })).page?.edges).toEqual([]);
});

test("pages are bounded, and take only cursors of their own list", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const id = await makeGroup(ana, "Tea");
  const ofMembers = (await members(ana, id, {})).page?.pageInfo.endCursor;
  const ofConversations = (await conversations(ana, {})).page?.pageInfo.endCursor;
  const { data } = await ana.asks<{ conversation: { headCursor: string } }>(
    "query ($id: ID!) { conversation(id: $id) { headCursor } }",
    { id },
  );

  for (const first of [0, 1, 100]) {
    expect((await members(ana, id, { first })).codes).toEqual([]);
    expect((await conversations(ana, { first })).codes).toEqual([]);
  }
  for (const first of [-1, 101, 1e9]) {
    const codes = [
      ...(await members(ana, id, { first })).codes,
      ...(await conversations(ana, { first })).codes,
    ];
    for (const code of codes) expect(["BAD_REQUEST", "QUERY_TOO_COMPLEX"]).toContain(code);
    expect(codes).toHaveLength(2);
  }
  for (const after of ["", "junk", data.conversation.headCursor, ofConversations, cursor("members:x:y")]) {
    expect([after, (await members(ana, id, { after })).codes]).toEqual([after, ["BAD_REQUEST"]]);
  }
  for (const after of ["", "junk", data.conversation.headCursor, ofMembers, cursor("conversations:1")]) {
    expect([after, (await conversations(ana, { after })).codes]).toEqual([after, ["BAD_REQUEST"]]);
  }
});

test("a list of conversations with members and last messages costs at most six statements, however long", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  for (let index = 0; index < 12; index += 1) {
    const conversationId = await makeGroup(ana, `Group ${index}`, [bo.id]);
    await ana.does("sendMessage", { conversationId, clientKey: "k", body: "Hello." }, "__typename");
  }
  const { viewer } = (
    await ana.asks<{ viewer: { conversations: { edges: { node: { id: string } }[] } } }>(
      "{ viewer { conversations(first: 100) { edges { node { id } } } } }",
    )
  ).data;
  const ids = viewer.conversations.edges.map(({ node }) => node.id);
  const fields = `id title memberCount viewerMember { role } lastMessage { body sender { username } }
    members(first: 3) { edges { node { role user { username } } } }`;

  const list = (first: number) =>
    countStatements(
      scene,
      ana,
      `{ viewer { conversations(first: ${first}) { edges { node { ${fields} } } } } }`,
    );
  // Conversations, own memberships, last messages, members; people in one statement, or in two when the others differ in speed.
  for (const first of [1, 12]) expect(await list(first)).toBeLessThanOrEqual(6);

  const nodes = (count: number) =>
    countStatements(
      scene,
      ana,
      `{ nodes(ids: ${JSON.stringify(ids.slice(0, count))}) { ... on Conversation { ${fields} } } }`,
    );
  for (const count of [1, 12]) expect(await nodes(count)).toBeLessThanOrEqual(6);
});

test("a page of history with its receipts costs at most eight statements, however long", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, "Tea", [bo.id]);
  for (let index = 0; index < 12; index += 1) {
    const input = { conversationId, clientKey: `k${index}`, body: `Hello @bo ${index}.` };
    await ana.does("sendMessage", input, "__typename");
  }
  // The conversation twice, messages, counts, readers, mentions; people in one statement, or in two. The membership is part
  // of what it is asked for.
  const page = (last: number) =>
    countStatements(
      scene,
      ana,
      `{ conversation(id: "${conversationId}") { title messages(last: ${last}) { edges { node {
          body sender { id } conversation { id } readCount readBy(first: 3) { edges { node { id } } } mentions { id }
        } } } } }`,
    );
  for (const last of [1, 12]) expect(await page(last)).toBeLessThanOrEqual(8);
});

function cursor(text: string): string {
  return Buffer.from(text, "utf8").toString("base64url");
}
