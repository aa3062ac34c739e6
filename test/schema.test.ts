/** The public schema: printed, described, and shaped by the house rules. */
import { readFileSync } from "node:fs";
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  lexicographicSortSchema,
  printSchema,
} from "graphql";
import { expect, test } from "vitest";
import { schema } from "../src/graph.ts";

const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith("__"));
const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});

test("schema.graphql is the schema that is served (npm run codegen)", () => {
  const printed = readFileSync(new URL("../schema.graphql", import.meta.url), "utf8");
  expect(printed).toBe(`${printSchema(lexicographicSortSchema(schema))}\n`);
});

test("everything is described for the client developer", () => {
  const mute: string[] = [];
  const check = (name: string, described: { readonly description?: string | null | undefined }): void => {
    if (!described.description) mute.push(name);
  };
  const builtIn = new Set(["String", "Int", "Float", "Boolean", "ID"]);
  for (const type of types.filter(({ name }) => !builtIn.has(name))) {
    check(type.name, type);
    if (isEnumType(type)) for (const value of type.getValues()) check(`${type.name}.${value.name}`, value);
    if (isInputObjectType(type) || isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        check(`${type.name}.${field.name}`, field);
        if (!("args" in field)) continue;
        for (const arg of field.args) check(`${type.name}.${field.name}(${arg.name}:)`, arg);
      }
    }
  }
  expect(mute).toEqual([]);
});

test("a mutation doThing takes one DoThingInput and returns DoThingResult: a payload and user errors", () => {
  expect(mutations.length).toBeGreaterThan(15);
  for (const { name, args, type } of mutations) {
    const title = `${name[0]?.toUpperCase()}${name.slice(1)}`;
    expect(args.map((arg) => `${arg.name}: ${String(arg.type)}`)).toEqual([`input: ${title}Input!`]);
    expect(String(type)).toBe(`${title}Result!`);
    const union = schema.getType(`${title}Result`);
    if (!isUnionType(union)) throw new Error(`${title}Result is no union.`);
    for (const member of union.getTypes()) {
      const isError = member.getInterfaces().some((each) => each.name === "UserError");
      expect(member.name === `${title}Payload` || isError, `${title}Result has ${member.name}`).toBe(true);
    }
  }
});

test("one field name has one type across the members of a union", () => {
  for (const union of types.filter(isUnionType)) {
    const seen = new Map<string, string>();
    for (const member of union.getTypes()) {
      for (const field of Object.values(member.getFields())) {
        const known = seen.get(field.name) ?? String(field.type);
        expect(`${member.name}.${field.name}: ${String(field.type)}`).toBe(
          `${member.name}.${field.name}: ${known}`,
        );
        seen.set(field.name, known);
      }
    }
  }
});
