/** Relay's compiler takes the committed schema with the fixture app in `relay/`, and the server runs what it makes. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { TypedDocumentString } from "../gen/graphql.ts";
import { startApp } from "../support/app.ts";

const ROOT = join(import.meta.dirname, "../..");

test("relay-compiler accepts the schema: pagination both ways, refetches by node, unions, a subscription", async () => {
  await using compiled = await compileFixture();
  expect(compiled.operations).toEqual([
    "conversationEventsSubscription",
    "conversationHistoryPaginationQuery",
    "conversationListPaginationQuery",
    "conversationListQuery",
    "conversationMembersPaginationQuery",
    "conversationQuery",
    "messageLineRefetchQuery",
    "mutationsDeleteMutation",
    "mutationsSendMutation",
    "mutationsSignInMutation",
    "personRefetchQuery",
  ]);
});

test("what relay-compiler made runs: a query, a page by node, a mutation", async () => {
  await using compiled = await compileFixture();
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  const [one, two, three] = await ana.sends(conversation, "one", "two", "three");
  const asks = async (operation: string, variables: object): Promise<unknown> =>
    ana.asks(await compiled.documentOf(operation), variables);

  expect(await asks("conversationQuery", { id: conversation })).toMatchObject({
    conversation: {
      id: conversation,
      messages: { edges: [one, two, three].map((message) => ({ node: { id: message?.id } })) },
      members: { edges: [{ node: { user: { username: "ana" } } }, { node: { user: { username: "bo" } } }] },
    },
  });

  const newest = (await asks("conversationHistoryPaginationQuery", { id: conversation, last: 1 })) as Page;
  const page = { id: conversation, last: 1, before: newest.node.messages.pageInfo.startCursor };
  expect(await asks("conversationHistoryPaginationQuery", page)).toMatchObject({
    node: { messages: { edges: [{ node: { id: two?.id, body: "two" } }] } },
  });

  const input = { conversationId: conversation, body: "four", clientKey: "relay-1" };
  const connections = ["client:conversation:__conversation_messages_connection"];
  expect(await asks("mutationsSendMutation", { input, connections })).toMatchObject({
    sendMessage: { __typename: "SendMessagePayload", sentMessage: { body: "four" } },
  });
});

interface Page {
  readonly node: { readonly messages: { readonly pageInfo: { readonly startCursor: string | null } } };
}

interface Compiled extends AsyncDisposable {
  /** Names of the operations compiled, in order. */
  readonly operations: readonly string[];
  documentOf(operation: string): Promise<TypedDocumentString<unknown, object>>;
}

/** Runs the compiler as an app's build does; rejects with what it says when it does not end well. */
async function compileFixture(): Promise<Compiled> {
  const dir = await mkdtemp(join(tmpdir(), "parley-relay-"));
  const config = {
    src: relative(dir, join(import.meta.dirname, "relay")),
    schema: relative(dir, join(ROOT, "schema.graphql")),
    artifactDirectory: ".",
    language: "typescript",
    customScalarTypes: { DateTime: "string", URL: "string", Cursor: "string", JSON: "unknown" },
    requireCustomScalarTypes: true,
    useImportTypeSyntax: true,
    noSourceControl: true,
  };
  await writeFile(join(dir, "relay.config.json"), JSON.stringify(config));
  const compiler = join(ROOT, "node_modules/relay-compiler/cli.js");
  await promisify(execFile)(process.execPath, [compiler, "relay.config.json"], { cwd: dir });

  const names = (await readdir(dir)).map((name) => name.replace(/\.graphql\.ts$/, ""));
  return {
    operations: names.filter((name) => /(Query|Mutation|Subscription)$/.test(name)).sort(),
    documentOf: async (operation) => {
      const artifact: unknown = await import(pathToFileURL(join(dir, `${operation}.graphql.ts`)).href);
      const { params } = (artifact as { default: { params: { text: string } } }).default;
      return new TypedDocumentString<unknown, object>(params.text);
    },
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
}
