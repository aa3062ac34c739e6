// A channel of ten thousand: adding, listing, removing cost what they cost in a small one.

import { expect, test } from "vitest";
import { banMember } from "../../src/domain/ban/banMember.ts";
import { inviteMembers } from "../../src/domain/invitation/inviteMembers.ts";
import { addMembers } from "../../src/domain/member/addMembers.ts";
import { joinConversation } from "../../src/domain/member/joinConversation.ts";
import { removeMember } from "../../src/domain/member/removeMember.ts";
import type { Ports } from "../../src/domain/ports.ts";
import { decodeNodeId } from "../../src/schema/nodeId.ts";
import { Prisma } from "../../src/storage/generated/prisma/client.ts";
import { countStatements, measureWrites } from "../support/countStatements.ts";
import { makeGroup } from "./group.ts";
import { startScene } from "./scene.ts";
import type { Scene } from "./scene.ts";

const MEMBERS = 10_000;
/** Rows that a rule may read for one person: a scan reads all there are. */
const READ_FOR_ONE = 1_000;
/** And for a hundred: in a table of this size PostgreSQL finds so many by a scan or two, and never by one for each. */
const READ_FOR_A_HUNDRED = 5 * MEMBERS;

/** Puts so many people into a channel who never sign in, as rows: members since its beginning. */
async function fill(scene: Scene, conversationId: string, size: number): Promise<void> {
  await scene.db.$executeRaw`
    WITH person AS (
      INSERT INTO "user" (id, username, display_name)
      SELECT gen_random_uuid(), 'reader' || n, 'Reader ' || n FROM generate_series(1, ${size}::int) n
      RETURNING id
    ), joined AS (
      INSERT INTO member (id, conversation_id, user_id, joined_seq, visible_from_seq, changed_seq)
      SELECT gen_random_uuid(), ${conversationId}::uuid, person.id, 1, 0, 1 FROM person
    )
    UPDATE conversation SET member_count = member_count + ${size}::int WHERE id = ${conversationId}::uuid`;
  await scene.db.$executeRaw`ANALYZE member`;
}

test(
  "ten thousand members cost a rule no statement more, and no scan for each person",
  { timeout: 60_000 },
  async () => {
    await using scene = await startScene();
    const { ana } = await scene.people("ana");
    const anaId = decodeNodeId(ana.id).id;
    const [small, large] = await Promise.all([makeGroup(ana, [], "CHANNEL"), makeGroup(ana, [], "CHANNEL")]);
    await scene.db.conversation.updateMany({ data: { visibility: "PUBLIC" } });
    await fill(scene, decodeNodeId(large).id, MEMBERS);
    const crowd = (await scene.crowd(102)).map((id) => decodeNodeId(id).id);
    const [one = "", other = "", ...hundred] = crowd;

    const costs = async (conversation: string) => {
      const conversationId = decodeNodeId(conversation).id;
      const cost: Record<string, number> = {};
      const does = async (name: string, run: (ports: Ports) => Promise<unknown>) => {
        const { statements, rowsRead } = await measureWrites(scene, run);
        cost[name] = statements;
        const readMax = name.includes("hundred") ? READ_FOR_A_HUNDRED : READ_FOR_ONE;
        expect([name, rowsRead < readMax]).toEqual([name, true]);
      };
      await does("adds one", (ports) => addMembers(ports, anaId, { conversationId, userIds: [one] }));
      await does("adds a hundred", (ports) => addMembers(ports, anaId, { conversationId, userIds: hundred }));
      await does("removes one", (ports) => removeMember(ports, anaId, { conversationId, userId: one }));
      await scene.db.member.updateMany({
        where: { conversationId, userId: { in: hundred } },
        data: { removedSeq: 150 },
      });
      await does("adds a hundred again", (ports) =>
        addMembers(ports, anaId, { conversationId, userIds: hundred }),
      );
      await does("invites a hundred", async (ports) => {
        await scene.db.member.deleteMany({ where: { conversationId, userId: { in: hundred } } });
        await inviteMembers(ports, anaId, { conversationId, userIds: hundred, expiresAt: null });
      });
      await does("joins", (ports) => joinConversation(ports, other, { conversationId }));
      await does("bans one", (ports) =>
        banMember(ports, anaId, { conversationId, userId: other, until: null }),
      );
      return cost;
    };
    const inSmall = await costs(small);
    const inLarge = await costs(large);

    expect(inLarge).toEqual(inSmall);
    expect(inSmall["adds a hundred"]).toBe(inSmall["adds one"]);
    for (const [name, count] of Object.entries(inSmall)) expect([name, count <= 16]).toEqual([name, true]);
  },
);

test(
  "a page of ten thousand members is one statement, and one range of an index",
  { timeout: 60_000 },
  async () => {
    await using scene = await startScene();
    const { ana } = await scene.people("ana");
    const large = await makeGroup(ana, [], "CHANNEL");
    const conversationId = decodeNodeId(large).id;
    await fill(scene, conversationId, MEMBERS);
    const page = (first: number, role = "") =>
      countStatements(
        scene,
        ana,
        `{ conversation(id: "${large}") { memberCount members(first: ${first}${role}) { edges { node { role user { username } } } } } }`,
      );
    // The conversation, members, people.
    for (const first of [1, 100]) expect(await page(first)).toBeLessThanOrEqual(4);
    expect(await page(100, ", role: OWNER")).toBeLessThanOrEqual(4);

    const explain = async (isWanted: Prisma.Sql) => {
      const plan = await scene.db.$queryRaw<{ "QUERY PLAN": string }[]>`
        EXPLAIN SELECT id FROM member
        WHERE conversation_id = ${conversationId}::uuid AND removed_seq IS NULL ${isWanted}
          AND (joined_seq, id) > (1, '80000000-0000-0000-0000-000000000000'::uuid)
        ORDER BY joined_seq, id LIMIT 100`;
      return plan.map((line) => line["QUERY PLAN"]).join("\n");
    };
    const all = await explain(Prisma.empty);
    expect(all).toMatch(/Index (Only )?Scan using member_present_idx/);
    expect(all).not.toMatch(/Sort/);
    // Few of ten thousand: walking the others would be most of the work.
    const owners = await explain(Prisma.sql`AND role = 'OWNER'`);
    expect(owners).toMatch(/Index (Only )?Scan using member_present_role_idx/);
    expect(owners).not.toMatch(/Filter/);
  },
);

test("who has left is in no page, and no page walks past them", { timeout: 60_000 }, async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const large = await makeGroup(ana, [], "CHANNEL");
  const conversationId = decodeNodeId(large).id;
  await fill(scene, conversationId, 2_000);
  await ana.does("addMembers", { conversationId: large, userIds: [bo.id] }, "__typename");
  await scene.db.$executeRaw`
    UPDATE member SET removed_seq = 2 FROM "user"
    WHERE "user".id = member.user_id AND username LIKE 'reader%'`;
  await scene.db.$executeRaw`ANALYZE member`;

  const { data } = await ana.asks<Listed>(
    `query ($id: ID!) { conversation(id: $id) {
      members(first: 100) { edges { node { role user { username } } } }
      plain: members(first: 100, role: MEMBER) { edges { node { role user { username } } } }
    } }`,
    { id: large },
  );
  const namesOf = (list: List) => list.edges.map(({ node }) => node.user.username);
  expect(namesOf(data.conversation.members)).toEqual(["ana", "bo"]);
  expect(namesOf(data.conversation.plain)).toEqual(["bo"]);
  const [, plan] = await scene.db.$transaction([
    // A table this small is read whole, where a large one is not.
    scene.db.$executeRaw`SET LOCAL enable_seqscan = off`,
    scene.db.$queryRaw<{ "QUERY PLAN": string }[]>`
    EXPLAIN (ANALYZE, TIMING OFF) SELECT id FROM member
    WHERE conversation_id = ${conversationId}::uuid AND removed_seq IS NULL ORDER BY joined_seq, id LIMIT 100`,
  ]);
  expect(plan.map((line) => line["QUERY PLAN"]).join("\n")).not.toMatch(/Rows Removed by Filter/);
});

interface List {
  readonly edges: readonly { readonly node: { readonly user: { readonly username: string } } }[];
}

interface Listed {
  readonly conversation: { readonly members: List; readonly plain: List };
}
