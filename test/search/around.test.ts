/** From a hit to the history around it, and conversations by what they are called. */
import { expect, test } from "vitest";
import { asks, calls } from "../privacy/scene.ts";
import { startApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import type { Person } from "../support/people.ts";

interface History {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly body: string } }[];
  readonly pageInfo: {
    readonly hasPreviousPage: boolean;
    readonly hasNextPage: boolean;
    readonly startCursor: string;
    readonly endCursor: string;
  };
}

async function around(person: Person, id: string, message: string, more = "first: 4"): Promise<History> {
  const { conversation } = await asks<{ conversation: { messages: History } }>(
    person,
    `query ($id: ID!, $message: ID!) { conversation(id: $id) { messages(around: $message, ${more}) {
      edges { cursor node { body } } pageInfo { hasPreviousPage hasNextPage startCursor endCursor }
    } } }`,
    { id, message },
  );
  return conversation.messages;
}

const bodies = ({ edges }: History): string[] => edges.map(({ node }) => node.body);

test("a page around a message has it in the middle, and leads on both ways", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const sent = await ana.sends(conversation, ...Array.from({ length: 10 }, (_, n) => `m${n}`));
  const id = (n: number): string => sent[n]?.id ?? "";
  const middle = await around(bo, conversation, id(5));
  expect(bodies(middle)).toEqual(["m4", "m5", "m6", "m7"]);
  expect(middle.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: true });
  const before = await bo.history(conversation, { last: 3, before: middle.pageInfo.startCursor });
  expect(before?.messages.edges.map(({ node }) => node.body)).toEqual(["m1", "m2", "m3"]);
  const after = await bo.history(conversation, { first: 3, after: middle.pageInfo.endCursor });
  expect(after?.messages.edges.map(({ node }) => node.body)).toEqual(["m8", "m9"]);

  const begin = await around(bo, conversation, id(0));
  expect(bodies(begin)).toEqual(["m0", "m1", "m2", "m3"]);
  expect(begin.pageInfo).toMatchObject({ hasPreviousPage: false, hasNextPage: true });
  const end = await around(bo, conversation, id(9));
  expect(bodies(end)).toEqual(["m6", "m7", "m8", "m9"]);
  expect(end.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
  expect(bodies(await around(bo, conversation, id(5), "first: 1"))).toEqual(["m5"]);
});

test("around what somebody may not see there is nothing, and a cursor beside it is refused", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const other = await ana.makesGroup("Other");
  const [own] = await ana.sends(conversation, "one");
  const [elsewhere] = await ana.sends(other, "two");
  await expect(around(bo, conversation, elsewhere?.id ?? "")).rejects.toThrow("NOT_FOUND");
  await expect(around(ana, conversation, elsewhere?.id ?? "")).rejects.toThrow("NOT_FOUND");
  await expect(around(bo, conversation, own?.id ?? "", "last: 3")).rejects.toThrow("BAD_REQUEST");
  await calls(bo, "deleteMessageForMe", { messageId: own?.id });
  await expect(around(bo, conversation, own?.id ?? "")).rejects.toThrow("NOT_FOUND");
});

test("conversations are found by words of their titles and by the other one's names, by their members", async () => {
  await using app = await startApp();
  const { ana, bo, cy } = await app.people.inGroup("ana", "bo", "cy");
  await ana.opensConversationWith(bo);
  await ana.makesGroup("Café Pläne 2026", bo);
  await ana.makesGroup("Plans for bo's birthday", cy);
  const found = async (person: Person, query: string) => {
    const { searchConversations } = await asks<{
      searchConversations: { edges: { node: { kind: string; title: string | null } }[] };
    }>(
      person,
      "query ($query: String!) { searchConversations(query: $query) { edges { node { kind title } } } }",
      { query },
    );
    return searchConversations.edges.map(({ node }) => node.title ?? node.kind);
  };
  expect(await found(ana, "cafe pla")).toEqual(["Café Pläne 2026"]);
  expect(await found(ana, "pla")).toEqual(["Plans for bo's birthday", "Café Pläne 2026"]);
  expect(await found(ana, "bo")).toEqual(["Plans for bo's birthday", "DIRECT"]);
  expect(await found(bo, "plans")).toEqual([]);
  expect(await found(bo, "ana")).toEqual(["DIRECT"]);
  expect(await found(ana, "' & | :* (")).toEqual([]);
});

test("letters that are no words, alone or beside others, narrow nothing and break nothing", async () => {
  await using app = await startApp({ RATE_SEARCHES_PER_10_SECONDS: "1000000" });
  const { ana } = await app.people.inGroup("ana", "bo");
  await ana.makesGroup("Apples");
  const letters = Array.from({ length: 0x110000 }, (_, code) => code)
    .filter((code) => code < 0xd800 || code > 0xdfff)
    .map((code) => String.fromCodePoint(code))
    .filter((letter) => /[\p{L}\p{N}]/u.test(letter));
  const empty = await rowsOf<{ letter: string }>(
    app,
    `SELECT letter FROM unnest($1::text[], $2::text[]) AS l (letter, word)
     WHERE to_tsvector('parley_words', word) = '' OR unaccent(word) !~ '[^ -/:-@\\[-\`{-~]'`,
    [
      letters,
      letters.map((letter) =>
        letter
          .normalize("NFKC")
          .toLowerCase()
          .replace(/[^\p{L}\p{N}\p{M}]/gu, ""),
      ),
    ],
  );
  expect(empty.map(({ letter }) => letter)).toContain("\u{37a}");
  const found = async (query: string) => {
    const { searchConversations } = await asks<{
      searchConversations: { edges: { node: { title: string | null } }[] };
    }>(ana, "query ($query: String!) { searchConversations(query: $query) { edges { node { title } } } }", {
      query,
    });
    return searchConversations.edges.map(({ node }) => node.title);
  };
  for (const { letter } of empty) {
    expect(await found(`apple ${letter}`), letter).toEqual(["Apples"]);
    expect(await found(letter), letter).toEqual([]);
  }
});
