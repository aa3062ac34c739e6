/**
 * Every list of the schema costs as many statements for many rows, below many parents, as for one. The lists come from
 * the schema: one that nobody thought of fails, because nobody has said where it is found.
 */
import {
  buildSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  isRequiredArgument,
} from "graphql";
import type { GraphQLField, GraphQLNamedType, GraphQLObjectType } from "graphql";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { measureOperation } from "../support/countStatements.ts";
import { EACH, startListWorld } from "./listWorld.ts";
import type { ListWorld } from "./listWorld.ts";

/** With those that lead to the list, and to everything that its rows lead to. */
const STATEMENTS_MAX = 9;

/** People whom several fields lead to are read by one statement, or by two where one field is slower than the other. */
const SLACK = 1;

/** Of which the world has one for each parent. */
const SINGLE = new Set(["Message.attachments", "ReportedMessage.attachments", "Viewer.sessions"]);

/** Lists that stand on what one mutation, one event or one search has, or on a value that is in its row. */
const NOT_LISTS =
  /(Payload|Error|Issue)\.|^(MessagesRemoved|ReceiptsAdvanced|TypingChanged|Upload|UploadPart|Highlight|MessageSearch\w+)\.|\.(waveform|attachmentKinds)$/;

/** Not from PostgreSQL alone. */
const NOT_SELECTED = new Set(["presence", "downloadUrl", "url"]);

/** Where so many parents with a list are found. */
const PARENTS: Readonly<Record<string, (count: number, world: ListWorld) => string>> = {
  Query: () => "%",
  Viewer: () => "viewer { % }",
  Conversation: (count) => `viewer { conversations(first: ${count}) { edges { node { % } } } }`,
  Message: (count, { conversationId }) =>
    `conversation(id: "${conversationId}") { messages(last: ${count}) { edges { node { % } } } }`,
  ReactionSummary: (count, { conversationId }) =>
    `conversation(id: "${conversationId}") { messages(last: ${count}) { edges { node { reactions { % } } } } }`,
  Thread: (count) => `viewer { threads(first: ${count}) { edges { node { % } } } }`,
  Report: (count) => `reports(first: ${count}) { edges { node { % } } }`,
  ReportedMessage: (count) => `reports(first: ${count}) { edges { node { message { % } } } }`,
};

const ARGUMENTS: Readonly<Record<string, (world: ListWorld) => string>> = {
  "Query.users": () => 'query: "crowd"',
  "Query.searchConversations": () => 'query: "tea"',
  "Query.searchFiles": () => 'query: "photo"',
  "Query.searchMessages": () => 'query: "yes"',
  "Query.conversationEvents": ({ conversationId }) => `conversationId: "${conversationId}"`,
};

type Field = GraphQLField<unknown, unknown>;

const schema = buildSchema(await readFile(path.join(import.meta.dirname, "../../schema.graphql"), "utf8"));

function fieldsOf(type: GraphQLNamedType): Field[] {
  return isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
}

const isConnection = (field: Field) => getNamedType(field.type).name.endsWith("Connection");
const isPlainList = (field: Field) => isListType(getNullableType(field.type));

function listsOf(type: GraphQLObjectType): { readonly name: string; readonly field: Field }[] {
  if (type.name.endsWith("Connection")) return [];
  return fieldsOf(type)
    .filter((field) => isConnection(field) || isPlainList(field))
    .map((field) => ({ name: `${type.name}.${field.name}`, field }))
    .filter(({ name }) => !NOT_LISTS.test(name));
}

/** Everything of a row that stands in it, and of what it leads to that it is there. */
function selectionOf(type: GraphQLNamedType): string {
  const fields = fieldsOf(type)
    .filter((field) => !NOT_SELECTED.has(field.name) && !field.args.some(isRequiredArgument))
    .filter((field) => !isConnection(field) && !isPlainList(field))
    .map((field) =>
      isCompositeType(getNamedType(field.type)) ? `${field.name} { __typename }` : field.name,
    );
  return ["__typename", ...fields].join(" ");
}

function nodeTypeOf(field: Field): GraphQLNamedType {
  const type = getNamedType(field.type);
  if (!isConnection(field)) return type;
  const edges = fieldsOf(type).find(({ name }) => name === "edges");
  const node = edges && fieldsOf(getNamedType(edges.type)).find(({ name }) => name === "node");
  if (node === undefined) throw new Error(`${type.name} has no nodes.`);
  return getNamedType(node.type);
}

function operationOf(world: ListWorld, name: string, field: Field, count: number): string {
  const parent = PARENTS[name.split(".")[0] ?? ""];
  if (parent === undefined) throw new Error(`Say in PARENTS where ${name} is found.`);
  const selection = selectionOf(nodeTypeOf(field));
  const given = ARGUMENTS[name]?.(world);
  const page = isConnection(field) ? `first: ${count}` : undefined;
  const args = [given, page].filter((arg) => arg !== undefined).join(", ");
  const body = isConnection(field) ? `edges { node { ${selection} } }` : selection;
  return `{ ${parent(count, world).replace("%", `${field.name}${args && `(${args})`} { ${body} }`)} }`;
}

/** How many rows the list has below each of its parents. */
function lengthsOf(data: unknown, name: string, found: number[] = []): number[] {
  if (Array.isArray(data)) for (const one of data) lengthsOf(one, name, found);
  else if (typeof data === "object" && data !== null) {
    for (const [key, value] of Object.entries(data)) {
      if (key !== name) lengthsOf(value, name, found);
      else found.push(Array.isArray(value) ? value.length : (value as { edges: unknown[] }).edges.length);
    }
  }
  return found;
}

test("every list costs as many statements for many rows as for one", { timeout: 120_000 }, async () => {
  await using world = await startListWorld();
  const lists = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type))
    .filter((type) => !type.name.startsWith("__"))
    .flatMap(listsOf)
    .filter(({ name }) => name !== "Query.nodes");
  expect(lists.length).toBeGreaterThan(30);

  for (const { name, field } of lists) {
    const measure = (count: number) =>
      measureOperation(world, world.ana, operationOf(world, name, field, count));
    const [few, many] = [await measure(1), await measure(EACH)];
    const lengths = lengthsOf(many.data, field.name);
    expect([name, many.statements <= few.statements + SLACK]).toEqual([name, true]);
    expect([name, many.statements <= STATEMENTS_MAX]).toEqual([name, true]);
    // Or it would prove nothing.
    expect([name, Math.min(...lengths)]).toEqual([name, SINGLE.has(name) ? 1 : EACH]);
  }
});
