// What a person may not see does not exist for them, whichever way they ask for it.

import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { startScene } from "./scene.ts";
import type { Person, Scene } from "./scene.ts";

interface Node {
  readonly __typename: string;
  readonly id: string;
  readonly title?: string;
}

const NODE = "{ __typename id ... on Conversation { title } }";

/** A group of ana and bo with cy gone from it, and what is in it. */
async function stage(scene: Scene) {
  const people = await scene.people("ana", "bo", "cy", "eve");
  const { ana, bo, cy } = people;
  const { createdConversation } = await ana.does<{
    createdConversation: { id: string; members: { edges: { node: { id: string; user: { id: string } } }[] } };
  }>(
    "createGroup",
    { title: "Tea", memberIds: [bo.id, cy.id], clientKey: "k" },
    "createdConversation { id members { edges { node { id user { id } } } } }",
  );
  const conversation = createdConversation.id;
  await ana.does("removeMember", { conversationId: conversation, userId: cy.id }, "__typename");
  const memberOf = (person: Person) =>
    createdConversation.members.edges.find(({ node }) => node.user.id === person.id)?.node.id ?? "";
  return { ...people, conversation, membership: memberOf(bo), endedMembership: memberOf(cy) };
}

async function node(person: Person, id: string): Promise<Node | null> {
  const { data, codes } = await person.asks<{ node: Node | null }>(
    `query ($id: ID!) { node(id: $id) ${NODE} }`,
    { id },
  );
  expect(codes).toEqual([]);
  return data.node;
}

test("members see the conversation and each other through node(id:)", async () => {
  await using scene = await startScene();
  const { ana, bo, conversation, membership } = await stage(scene);

  for (const person of [ana, bo]) {
    expect(await node(person, conversation)).toEqual({
      __typename: "Conversation",
      id: conversation,
      title: "Tea",
    });
    expect(await node(person, membership)).toEqual({ __typename: "Member", id: membership });
    expect(await node(person, bo.id)).toEqual({ __typename: "User", id: bo.id });
  }
});

test("for strangers, those who are gone and the anonymous, nothing is there", async () => {
  await using scene = await startScene();
  const { cy, eve, conversation, membership, endedMembership } = await stage(scene);

  for (const person of [cy, eve, scene.anonymous]) {
    for (const id of [conversation, membership, endedMembership]) {
      expect([person.username, await node(person, id)]).toEqual([person.username, null]);
    }
  }
});

test("a membership that has ended is no node, and a person is one for the signed-in only", async () => {
  await using scene = await startScene();
  const { ana, eve, endedMembership } = await stage(scene);

  expect(await node(ana, endedMembership)).toBeNull();
  expect(await node(eve, ana.id)).not.toBeNull();
  expect(await node(scene.anonymous, ana.id)).toBeNull();
});

test("ids of nothing are answered like ids of what is hidden", async () => {
  await using scene = await startScene();
  const { eve, conversation } = await stage(scene);
  const nothing = [
    encodeNodeId("Conversation", newId()),
    encodeNodeId("Conversation", "'; DROP TABLE member; --"),
    encodeNodeId("Member", newId()),
    encodeNodeId("Session", newId()),
    encodeNodeId("Query", newId()),
    encodeNodeId("__proto__", newId()),
    "junk",
    "",
    "💥",
  ];

  for (const id of [conversation, ...nothing]) expect([id, await node(eve, id)]).toEqual([id, null]);
  for (const id of [conversation, ...nothing, eve.id]) {
    const { data, codes } = await eve.asks<{ conversation: Node | null }>(
      "query ($id: ID!) { conversation(id: $id) { id } }",
      { id },
    );
    expect([id, data.conversation, codes]).toEqual([id, null, []]);
  }
});

test("nodes(ids:) answers each id as node would, in order", async () => {
  await using scene = await startScene();
  const { ana, cy, eve, conversation, membership } = await stage(scene);
  const ids = [membership, "junk", conversation, ana.id, conversation, encodeNodeId("Member", newId())];
  const nodes = async (person: Person) => {
    const { data, codes } = await person.asks<{ nodes: (Node | null)[] }>(
      `query ($ids: [ID!]!) { nodes(ids: $ids) ${NODE} }`,
      { ids },
    );
    expect(codes).toEqual([]);
    return data.nodes.map((found) => found?.id ?? null);
  };

  expect(await nodes(ana)).toEqual([membership, null, conversation, ana.id, conversation, null]);
  expect(await nodes(cy)).toEqual([null, null, null, ana.id, null, null]);
  expect(await nodes(eve)).toEqual([null, null, null, ana.id, null, null]);
  expect(await nodes(scene.anonymous)).toEqual([null, null, null, null, null, null]);
});

test("whoever is not signed in is told so where a field cannot answer", async () => {
  await using scene = await startScene();
  const { ana, conversation } = await stage(scene);

  for (const [source, id] of [
    ["query ($id: ID!) { conversation(id: $id) { id } }", conversation],
    ["query ($id: ID!) { conversation(id: $id) { id } }", "junk"],
    ['query ($id: ID!) { user(username: "ana") { id } node(id: $id) { id } }', ana.id],
    ['query ($id: ID!) { users(query: "ana") { edges { node { id } } } node(id: $id) { id } }', ana.id],
  ] as const) {
    expect((await scene.anonymous.asks(source, { id })).codes).toEqual(["UNAUTHENTICATED"]);
  }
});
