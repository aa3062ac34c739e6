/**
 * Whoever shares an execution gets the same answer: every field that asks who the viewer is, is marked `perViewer`, and
 * every field that is marked asks. The fields are those of the schema, so that a new one cannot be forgotten.
 */
import { lexicographicSortSchema } from "graphql";
import type { GraphQLSchema } from "graphql";
import { expect, test } from "vitest";
import { startAudience } from "./audienceScene.ts";
import type { Finding } from "./audienceScene.ts";

/** A copy with one field's mark taken away, or added. */
function withMark(
  schema: GraphQLSchema,
  typeName: string,
  fieldName: string,
  perViewer: boolean,
): GraphQLSchema {
  const copy = lexicographicSortSchema(schema);
  const type = copy.getType(typeName);
  const field = type !== undefined && "getFields" in type ? type.getFields()[fieldName] : undefined;
  if (field === undefined) throw new Error(`There is no ${typeName}.${fieldName}.`);
  field.extensions = { ...field.extensions, perViewer };
  return copy;
}

const faultsOf = (findings: readonly Finding[]) => findings.filter(({ fault }) => fault !== null);

test(
  "what asks for the viewer is marked, what is marked asks, and no field goes unasked",
  { timeout: 60_000 },
  async () => {
    await using audience = await startAudience();
    const findings = await audience.walk(audience.schema);
    expect(faultsOf(findings)).toEqual([]);
    // The walk has been where it matters.
    const walked = findings.map(({ field }) => field);
    for (const field of [
      "Message.body",
      "User.presence",
      "Conversation.messages",
      "Member.readSeq",
      "Message.readBy",
      "MessageRevisionConnection.edges",
    ]) {
      expect(walked).toContain(field);
    }

    // And it finds what is not so.
    const unmarked = await audience.walk(withMark(audience.schema, "User", "presence", false));
    expect(faultsOf(unmarked)).toEqual([
      { field: "User.presence", fault: "asks for the viewer, and is not marked" },
    ]);
    const marked = await audience.walk(withMark(audience.schema, "Message", "body", true));
    expect(faultsOf(marked)).toEqual([
      { field: "Message.body", fault: "is marked, and does not ask for the viewer" },
    ]);
  },
);
