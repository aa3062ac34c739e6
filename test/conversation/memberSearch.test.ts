// Finding members of a conversation by what the words of their names begin with.

import { expect, test } from "vitest";
import { decodeNodeId } from "../../src/schema/nodeId.ts";
import { SEARCHED_ONE_BY_ONE_MAX } from "../../src/schema/memberSearch.ts";
import { costOf } from "../support/costOf.ts";
import { rowsOf } from "../support/rows.ts";
import { makeGroup, staffOf } from "./group.ts";
import { startScene } from "./scene.ts";
import type { Person, Scene } from "./scene.ts";

const FIND = `
  query ($id: ID!, $query: String, $role: MemberRole, $first: Int, $after: String) {
    conversation(id: $id) { members(query: $query, role: $role, first: $first, after: $after) {
      edges { node { user { username } } } pageInfo { hasNextPage endCursor }
    } }
  }`;

interface Found {
  readonly conversation: {
    readonly members: {
      readonly edges: readonly { readonly node: { readonly user: { readonly username: string } } }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  } | null;
}

async function find(person: Person, id: string, query: string | null, more: object = {}) {
  const { data, codes } = await person.asks<Found | null>(FIND, { id, query, ...more });
  const members = data?.conversation?.members;
  return { names: members?.edges.map(({ node }) => node.user.username), codes, pageInfo: members?.pageInfo };
}

const seated = new Map<string, number>();

/** Members who never sign in, behind those whom it has. */
async function seat(scene: Scene, conversationId: string, people: number, displayName: string) {
  const { id } = decodeNodeId(conversationId);
  const count = (seated.get(id) ?? 0) + people;
  seated.set(id, count);
  await rowsOf(
    scene,
    `WITH added AS (
       INSERT INTO "user" (id, username, display_name)
       SELECT gen_random_uuid(), 'seat' || $2::int - n, $4 FROM generate_series(0, $3::int - 1) AS n RETURNING id
     ), joined AS (
       INSERT INTO member (id, conversation_id, user_id, joined_seq, visible_from_seq, changed_seq)
       SELECT gen_random_uuid(), $1::uuid, id, 1, 0, 1 FROM added
     )
     UPDATE conversation SET member_count = member_count + $3 WHERE id = $1::uuid RETURNING 1`,
    [id, count, people, displayName],
  );
}

test("members are found by the beginnings of words in their names, in the order of the word, each once", async () => {
  await using scene = await startScene();
  const { ana, bo, annabel, zoe } = await scene.people("ana", "bo", "annabel", "zoe", "anders");
  const group = await makeGroup(ana, [zoe, annabel, bo]);
  await zoe.does("updateProfile", { displayName: "Änne  Ana_Lee" }, "__typename");

  expect((await find(ana, group, "an")).names).toEqual(["ana", "zoe", "annabel"]);
  expect((await find(bo, group, " ANNA ")).names).toEqual(["annabel"]);
  expect((await find(bo, group, "a ÄNNE zo")).names).toEqual(["zoe"]);
  expect((await find(bo, group, "änne bo")).names).toEqual([]);
  // She is no member.
  expect((await find(bo, group, "anders")).names).toEqual([]);
  // In the order in which they joined.
  expect((await find(bo, group, null)).names).toEqual(
    (await find(bo, group, null)).names?.toSorted(byJoining),
  );

  const first = await find(ana, group, "an", { first: 2 });
  expect([first.names, first.pageInfo?.hasNextPage]).toEqual([["ana", "zoe"], true]);
  const second = await find(ana, group, "an", { first: 2, after: first.pageInfo?.endCursor });
  expect([second.names, second.pageInfo?.hasNextPage]).toEqual([["annabel"], false]);
});

test("who may see members finds them, and who may not finds nobody", async () => {
  await using scene = await startScene();
  const { owner, member, gone, stranger, anonymous, moderator, conversationId } = await staffOf(scene);
  for (const person of [owner, member])
    expect((await find(person, conversationId, "mod")).names).toEqual(["moderator"]);
  expect((await find(owner, conversationId, "m", { role: "MEMBER" })).names).toEqual(["member"]);
  // Who has left is no member, and finds none.
  expect((await find(owner, conversationId, "gone")).names).toEqual([]);
  for (const person of [gone, stranger])
    expect((await find(person, conversationId, "mod")).names ?? []).toEqual([]);
  expect((await find(anonymous, conversationId, "mod")).names ?? []).toEqual([]);

  // Members see each other whatever the directory tells, and whoever has blocked whom.
  await moderator.does("updatePrivacySettings", { isDiscoverable: false }, "__typename");
  await moderator.does("blockUser", { userId: member.id }, "__typename");
  expect((await find(member, conversationId, "mod")).names).toEqual(["moderator"]);
});

test("the bounds of searching members", async () => {
  await using scene = await startScene({ RATE_SEARCHES_PER_10_SECONDS: "3" });
  const { ana } = await scene.people("ana");
  const [one, two] = [await makeGroup(ana, []), await makeGroup(ana, [])];
  for (const query of ["", "  ", "a\u0000", "a".repeat(65)]) {
    expect([query, (await find(ana, one, query)).codes]).toEqual([query, ["BAD_REQUEST"]]);
  }
  // A cursor of another order, and one of another conversation.
  const { pageInfo } = await find(ana, one, null);
  expect((await find(ana, one, "a", { after: pageInfo?.endCursor })).codes).toEqual(["BAD_REQUEST"]);
  const found = await find(ana, one, "a".repeat(1));
  expect((await find(ana, two, "a", { after: found.pageInfo?.endCursor })).codes).toEqual(["BAD_REQUEST"]);
  expect((await find(ana, one, "a")).codes).toEqual(["RATE_LIMITED"]);
});

test(
  "among many members, and many strangers, no more is read than a page needs, in as many statements",
  { timeout: 120_000 },
  async () => {
    await using scene = await startScene();
    const { ana, bo } = await scene.people("ana", "bo");
    const [small, large] = [await makeGroup(ana, [bo]), await makeGroup(ana, [bo], "CHANNEL")];
    const search = (id: string, query: string, first = 5) =>
      costOf(
        scene,
        ana,
        `{ conversation(id: "${id}") { members(query: "${query}", first: ${first}) { edges { node { user { username } } } } } }`,
      );
    const few = await search(small, "bo");
    expect(few.data).toContain('"bo"');

    await seat(scene, large, SEARCHED_ONE_BY_ONE_MAX, "Crowd Amy");
    await seat(scene, large, 3, "Zoe Crowd");
    await rowsOf(scene, "ANALYZE");
    // A member of a few among thousands who are named alike.
    for (const query of ["bo", "b", "crowd"]) {
      const cost = await search(small, query);
      expect([query, cost.statements <= few.statements, cost.rows < 60 || cost.rows]).toEqual([
        query,
        true,
        true,
      ]);
    }
    for (const [query, count] of [
      ["crowd", 5],
      ["am", 5],
      ["bo", 1],
      ["zoe", 3],
      ["crowd zo", 3],
    ] as const) {
      const cost = await search(large, query);
      expect([query, cost.data.match(/username/g)?.length]).toEqual([query, count]);
      expect([query, cost.statements]).toEqual([query, few.statements]);
      if (query !== "crowd zo") expect([query, cost.rows < 150 || cost.rows]).toEqual([query, true]);
    }
    // The one there is of a role, behind thousands who are named before her.
    const owner = await costOf(
      scene,
      ana,
      `{ conversation(id: "${large}") { members(query: "a", role: OWNER) { edges { node { user { username } } } } } }`,
    );
    expect(owner.data.match(/"ana"/g)?.length).toBe(1);
    expect([owner.statements, owner.rows < 150 || owner.rows]).toEqual([few.statements, true]);
    // Page by page, everybody once.
    const names = new Set<string>();
    for (let after: string | null | undefined; ;) {
      const page = await find(ana, large, "z", { first: 2, after });
      for (const name of page.names ?? []) names.add(name);
      after = page.pageInfo?.endCursor;
      if (page.pageInfo?.hasNextPage !== true) break;
    }
    expect(names.size).toBe(3);
  },
);

test("a page of conversations, each with those members who are searched for, is one statement more", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const list = (count: number) =>
    costOf(
      scene,
      ana,
      `{ viewer { conversations(first: ${count}) { edges { node { members(query: "bo") { edges { node { user { username } } } } } } } } }`,
    );
  for (let made = 0; made < 5; made += 1) await makeGroup(ana, [bo]);
  const [one, five] = [await list(1), await list(5)];
  expect(five.data.match(/"bo"/g)?.length).toBe(5);
  expect(five.statements).toBe(one.statements);
});

/** In this scene ana founded the group, and the others are added in one act. */
function byJoining(one: string, other: string): number {
  return one === "ana" ? -1 : other === "ana" ? 1 : 0;
}
