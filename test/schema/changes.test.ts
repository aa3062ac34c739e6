/** The public schema may grow; what breaks a client since the last release is named in the changelog, or refused. */
import { readFileSync } from "node:fs";
import { buildSchema, findBreakingChanges } from "graphql";
import type { GraphQLSchema } from "graphql";
import { expect, test } from "vitest";
import { schema } from "../../src/graph.ts";

/** As of the last release: `npm run codegen` leaves it alone, and a release replaces it by schema.graphql. */
const released = buildSchema(readFileSync(new URL("released.graphql", import.meta.url), "utf8"));
const changelog = readFileSync(new URL("../../CHANGELOG.md", import.meta.url), "utf8");
const unreleased = /^## \[Unreleased\]$([^]*?)(?=^## |$(?![^]))/m.exec(changelog)?.[1] ?? "";

/** Breaking changes that `text` does not name by what has changed, such as `Message.body`. */
function unnamed(before: GraphQLSchema, after: GraphQLSchema, text: string): string[] {
  return findBreakingChanges(before, after)
    .map(({ description }) => description)
    .filter((description) => {
      const changed = description.match(/\b[A-Z]\w*(\.\w+)?/g)?.find((name) => before.getType(nameOf(name)));
      return changed === undefined || !text.includes(`\`${changed}\``);
    });
}

function nameOf(coordinate: string): string {
  return coordinate.split(".")[0] ?? "";
}

test("no change of the schema breaks a client without the changelog saying so", () => {
  expect(unreleased).toContain("### Added");
  expect(unnamed(released, schema, unreleased)).toEqual([]);
});

test("a field that is gone, and an argument that must be given, are refused unless they are named", () => {
  const before = buildSchema(
    "type Query { message: Message } type Message { body: String! sender(as: ID): ID }",
  );
  const after = buildSchema("type Query { message: Message } type Message { sender(as: ID!): ID }");
  expect(unnamed(before, after, "")).toHaveLength(2);
  expect(unnamed(before, after, "`Message.body` is gone.")).toHaveLength(1);
  expect(unnamed(before, after, "`Message.body` is gone, `Message.sender` wants `as`.")).toEqual([]);
  expect(unnamed(before, before, "")).toEqual([]);
});
