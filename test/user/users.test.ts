// Finding people by what the words of their names begin with.

import { expect, test } from "vitest";
import { startScene } from "../conversation/scene.ts";
import type { Person } from "../conversation/scene.ts";
import { newId } from "../../src/lib/ids.ts";

async function find(person: Person, args: object) {
  const { data, codes } = await person.asks<{
    users: {
      edges: { node: { username: string } }[];
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
  } | null>(
    `query ($query: String!, $first: Int, $after: String) {
      users(query: $query, first: $first, after: $after) {
        edges { node { username } } pageInfo { hasNextPage endCursor }
      }
    }`,
    { ...args },
  );
  const names = data?.users.edges.map(({ node }) => node.username);
  return { names, codes, pageInfo: data?.users.pageInfo };
}

test("a person is found by the beginning of any word of their names, in any case", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana", "bo", "annabel", "jo.anders");
  await scene.db.user.create({ data: { id: newId(), username: "zoe", displayName: "Änne  Ana_Lee" } });

  expect((await find(ana, { query: "an" })).names).toEqual(["ana", "zoe", "jo.anders", "annabel"]);
  expect((await find(ana, { query: "ana" })).names).toEqual(["ana", "zoe"]);
  expect((await find(ana, { query: " ANNA " })).names).toEqual(["annabel"]);
  expect((await find(ana, { query: "änne a" })).names).toEqual(["zoe"]);
  expect((await find(ana, { query: "a ÄNNE zo" })).names).toEqual(["zoe"]);
  expect((await find(ana, { query: "jo.a" })).names).toEqual(["jo.anders"]);
  expect((await find(ana, { query: "änne bo" })).names).toEqual([]);
  expect((await find(ana, { query: "nna" })).names).toEqual([]);
});

test("whose names change is found by the new ones, and by those only", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana", "bo");
  await scene.db.user.update({ where: { username: "bo" }, data: { displayName: "Robert Bo" } });
  expect((await find(ana, { query: "rob" })).names).toEqual(["bo"]);
  await scene.db.user.update({ where: { username: "bo" }, data: { displayName: "Bobby", username: "bob" } });
  expect((await find(ana, { query: "rob" })).names).toEqual([]);
  expect((await find(ana, { query: "bob" })).names).toEqual(["bob"]);
});

test("pattern characters are letters like any other", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana", "a_b");
  await scene.db.user.create({ data: { id: newId(), username: "zoe", displayName: "100% \\o/" } });

  for (const [query, names] of [
    ["%", []],
    ["_", []],
    ["a_", ["a_b"]],
    ["100%", ["zoe"]],
    ["1%", []],
    ["100% \\o", ["zoe"]],
    ["'", []],
  ] as const) {
    expect([query, (await find(ana, { query })).names]).toEqual([query, names]);
  }
});

test("people are paged by the word that was found, each once", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana", "anb", "anc");
  // By two words each.
  await scene.db.user.updateMany({ data: { displayName: "Ané Anó" } });

  const first = await find(ana, { query: "an", first: 2 });
  const second = await find(ana, { query: "an", first: 2, after: first.pageInfo?.endCursor });

  expect([first.names, first.pageInfo?.hasNextPage]).toEqual([["ana", "anb"], true]);
  expect([second.names, second.pageInfo?.hasNextPage]).toEqual([["anc"], false]);
});

test("its bounds", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");

  for (const query of ["", "  ", "a\u0000", "\ud800", "a".repeat(65)]) {
    expect([query, (await find(ana, { query })).codes]).toEqual([query, ["BAD_REQUEST"]]);
  }
  expect((await find(ana, { query: "a".repeat(64) })).codes).toEqual([]);
  for (const args of [{ first: -1 }, { after: "junk" }]) {
    expect((await find(ana, { query: "a", ...args })).codes).toEqual(["BAD_REQUEST"]);
  }
});

test("user(username:) finds one person, in any case, and nobody otherwise", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const user = async (username: string) => {
    const { data, codes } = await ana.asks<{ user: { id: string } | null }>(
      "query ($username: String!) { user(username: $username) { id } }",
      { username },
    );
    expect(codes).toEqual([]);
    return data.user?.id ?? null;
  };

  expect(await user("Bo")).toBe(bo.id);
  for (const username of ["nobody", "", "b%", "bo\u0000", "\ud800"]) expect(await user(username)).toBeNull();
});
