// What lists of people cost: as many statements, and rows read, among 20,000 people as among three.

import { expect, test } from "vitest";
import { decodeNodeId } from "../../src/schema/nodeId.ts";
import { startScene } from "../conversation/scene.ts";
import { costOf } from "../support/costOf.ts";
import { rowsOf } from "../support/rows.ts";

const CROWD = 20_000;

test("a page of the directory is two statements, and reads no more of a crowd than it shows", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana", "bo", "cy");
  const found = (query: string) =>
    `{ users(query: "${query}", first: 5) { edges { node { id username } } } }`;
  const few = await costOf(scene, ana, found("a"));
  await rowsOf(
    scene,
    `INSERT INTO "user" (id, username, display_name)
     SELECT gen_random_uuid(), 'a' || n, 'Amy Crowd ' || n FROM generate_series(1, $1::int) AS n`,
    [CROWD],
  );
  await rowsOf(scene, "ANALYZE");
  for (const query of ["a", "am", "a777", "crowd a"]) {
    const many = await costOf(scene, ana, found(query));
    expect([query, many.statements]).toEqual([query, few.statements]);
    expect([query, many.rows < 150 || many.rows]).toEqual([query, true]);
  }
  expect(few.statements).toBe(2);

  // Of a crowd that has the one word and not the other so many are looked through, and no more.
  const none = await costOf(scene, ana, found("crowd zoe"));
  expect(none.data).toBe(JSON.stringify({ users: { edges: [] } }));
  expect(none.rows > 10_100 ? none.rows : "few").toBe("few");
});

test("who is blocked is told of a page of people in one statement more, and a page of those blocked is one", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const ids = await scene.crowd(60);
  await rowsOf(
    scene,
    `INSERT INTO block (user_id, blocked_id, blocked_at)
     SELECT $1::uuid, id, now() FROM "user" WHERE username LIKE 'crowd%'`,
    [decodeNodeId(ana.id).id],
  );
  for (const count of [1, 60]) {
    const nodes = `{ nodes(ids: ${JSON.stringify(ids.slice(0, count))}) { ... on User { username isBlockedByViewer } } }`;
    expect(await costOf(scene, ana, nodes)).toMatchObject({ statements: 2 });
    const list = `{ viewer { blockedUsers(first: ${count}) { edges { node { username isBlockedByViewer } } } settings { isDiscoverable } } }`;
    // The settings are one more, and so are the marks.
    expect(await costOf(scene, ana, list)).toMatchObject({ statements: 3 });
  }
});
