/** Documents too big to be honest are refused before they run, over HTTP and on sockets alike. */
import { getIntrospectionQuery } from "graphql";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import { RawSocket, post } from "../transports/support.ts";

const repeat = (count: number, text: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => text(n)).join(" ");
const SEND = `sendMessage(input: { conversationId: "x", body: "x", clientKey: "x" }) { __typename }`;
const nested = (depth: number): string =>
  depth === 0 ? "id" : `conversation { lastMessage { ${nested(depth - 1)} } }`;
const pairs = repeat(60, (n) => `fragment F${n} on Mutation { ...F${n + 1} ...F${n + 1} }`);

const REFUSED = [
  ["1,000 aliased sends", `mutation { ${repeat(1000, (n) => `a${n}: ${SEND}`)} }`, "QUERY_TOO_COMPLEX"],
  ["two sends", `mutation { a: ${SEND} b: ${SEND} }`, "BAD_REQUEST"],
  [
    "two sends, one in a fragment",
    `mutation { ${SEND} ...F } fragment F on Mutation { b: ${SEND} }`,
    "BAD_REQUEST",
  ],
  [
    "a send and a sign-in",
    `mutation { ${SEND} login(input: { username: "a", password: "b" }) { __typename } }`,
    "BAD_REQUEST",
  ],
  [
    "sends behind 2^60 paths through fragments",
    `mutation { ...F0 } ${pairs} fragment F60 on Mutation { ${SEND} }`,
    "BAD_REQUEST",
  ],
  ["2,500 tokens", `{ ${repeat(2500, () => "__typename")} }`, "QUERY_TOO_COMPLEX"],
  ["40 aliases", `{ ${repeat(40, (n) => `a${n}: viewer { __typename }`)} }`, "QUERY_TOO_COMPLEX"],
  ["60 directives", `{ ${repeat(60, () => "__typename @include(if: true)")} }`, "QUERY_TOO_COMPLEX"],
  ["16 levels", `{ node(id: "x") { ... on Message { ${nested(7)} } } }`, "QUERY_TOO_COMPLEX"],
  [
    "a page of 1e9",
    `{ viewer { conversations(first: 1000000000) { edges { node { id } } } } }`,
    "QUERY_TOO_COMPLEX",
  ],
  [
    "a subscription whose every item costs too much",
    `subscription { inboxEvents { ... on StreamReady { viewerSnapshot { conversations(first: 100) { edges { node {
      messages(first: 100) { edges { node { id } } } } } } } } } }`,
    "QUERY_TOO_COMPLEX",
  ],
  [
    "a subscription whose page size is a variable's default",
    `subscription ($size: Int = 100) { inboxEvents { ... on StreamReady { viewerSnapshot {
      conversations(first: $size) { edges { node { messages(first: $size) { edges { node { id } } } } } } } } } }`,
    "QUERY_TOO_COMPLEX",
  ],
  [
    "a mutation that answers with a hundred members and a page of each",
    `mutation { addMembers(input: { conversationId: "x", userIds: [] }) { ... on AddMembersPayload {
      addedMembers { conversation { members(first: 100) { edges { node { id } } } } } } } }`,
    "QUERY_TOO_COMPLEX",
  ],
] as const;

describe("refused with its code", () => {
  let app: TestApp;
  let authorization: string;
  beforeAll(async () => {
    app = await startApp();
    authorization = (await app.people.register("ana")).authorization;
  });
  afterAll(() => app[Symbol.asyncDispose]());

  test.each(REFUSED)("over HTTP, and again: %s", async (_title, query, code) => {
    const accept = query.startsWith("subscription") ? "text/event-stream" : "application/json";
    for (let time = 0; time < 2; time += 1) {
      const { text } = await post(app.url, query, { authorization, accept });
      expect(text).toContain(`"code":"${code}"`);
    }
  });

  test.each(REFUSED)("on a socket, and again: %s", async (_title, query, code) => {
    for (let time = 0; time < 2; time += 1) {
      await using socket = await RawSocket.enter(app.url, authorization);
      socket.subscribe("1", query);
      expect(JSON.stringify((await socket.next()).payload)).toContain(`"code":"${code}"`);
    }
  });

  test("with the variables of the next one who asks, where the first one's were modest", async () => {
    const query = `query ($size: Int!) { viewer { conversations(first: $size) { edges { node {
      messages(first: $size) { edges { node { id } } } } } } } }`;
    const ask = async (size: number) => {
      const body = JSON.stringify({ query, variables: { size } });
      return (await post(app.url, { body }, { authorization })).json;
    };
    expect((await ask(1)).errors).toBeUndefined();
    expect((await ask(100)).errors?.[0]?.extensions.code).toBe("QUERY_TOO_COMPLEX");
    expect((await ask(1)).errors).toBeUndefined();
  });
});

test("introspection is answered outside production, also the deep query of GraphiQL", async () => {
  await using app = await startApp();
  expect((await post(app.url, getIntrospectionQuery())).json.errors).toBeUndefined();
});

test("introspection is refused where it is off; __typename is not introspection", async () => {
  await using app = await startApp({ INTROSPECTION: "false" });
  const refused = await post(app.url, "{ __schema { types { name } } }");
  expect(refused.json.errors?.[0]?.extensions.code).toBe("BAD_REQUEST");
  expect((await post(app.url, "{ __typename }")).json).toEqual({ data: { __typename: "Query" } });
});

test("where introspection is off, no suggestion tells what it hides", async () => {
  await using app = await startApp({ INTROSPECTION: "false" });
  const misspelt = [
    "{ vieewer { user { id } } }",
    '{ user(usernam: "ana") { id } }',
    "{ viewer { conversations(filter: { kind: GRUP }) { edges { node { id } } } } }",
  ];
  for (const query of misspelt) {
    const { json, text } = await post(app.url, query);
    expect(json.errors?.[0]).toMatchObject({ extensions: { code: "BAD_REQUEST" } });
    expect(text).not.toContain("Did you mean");
  }
  const variables = { input: { titel: "x", memberIds: [], clientKey: "k" } };
  const query = "mutation ($input: CreateGroupInput!) { createGroup(input: $input) { __typename } }";
  const { json, text } = await post(app.url, { body: JSON.stringify({ query, variables }) });
  expect(json.errors?.[0]).toMatchObject({ extensions: { code: "BAD_REQUEST" } });
  expect(text).not.toContain("Did you mean");
});
