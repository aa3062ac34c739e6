/** The one Pothos builder: its plugins, and the conventions every type and field inherits. */
import SchemaBuilder from "@pothos/core";
import ComplexityPlugin, { ComplexityErrorKind } from "@pothos/plugin-complexity";
import ErrorsPlugin from "@pothos/plugin-errors";
import PrismaPlugin from "@pothos/plugin-prisma";
import RelayPlugin from "@pothos/plugin-relay";
import { InputValidationError, RequestError } from "../domain/errors.ts";
import type { JsonValue } from "../domain/rows.ts";
import { getDatamodel } from "../storage/generated/pothos.ts";
import type PrismaTypes from "../storage/generated/pothos.ts";
import type { Context } from "./context.ts";
import "./refusalsPlugin.ts";
import { decodeNodeId, encodeNodeId } from "./nodeId.ts";

const NODE_TYPES_MAX = 100;

export const builder = new SchemaBuilder<{
  Context: Context;
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: false;
  DefaultInputFieldRequiredness: true;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    URL: { Input: string; Output: string };
    Cursor: { Input: string; Output: string };
    JSON: { Input: NonNullable<JsonValue>; Output: JsonValue };
  };
}>({
  // Errors wrap the resolver that everything else has wrapped before.
  plugins: [ErrorsPlugin, "refusals", ComplexityPlugin, RelayPlugin, PrismaPlugin],
  defaultFieldNullability: false,
  defaultInputFieldRequiredness: true,
  prisma: {
    client: (context) => context.db,
    dmmf: getDatamodel(),
    exposeDescriptions: true,
  },
  relay: {
    clientMutationId: "omit",
    cursorType: "String",
    edgesFieldOptions: { nullable: { list: false, items: false }, description: "In the list's order." },
    nodeFieldOptions: { nullable: false, description: "The item." },
    cursorFieldOptions: { description: "Its place in the list, for `after` and `before`." },
    pageInfoFieldOptions: { description: "Whether there is more." },
    pageInfoTypeOptions: { description: "Where a page stands in its list." },
    hasNextPageFieldOptions: { description: "Whether there are items after this page." },
    hasPreviousPageFieldOptions: { description: "Whether there are items before this page." },
    startCursorFieldOptions: {
      description: "For `before`: the page before this one; null on an empty page.",
    },
    endCursorFieldOptions: { description: "For `after`: the page after this one; null on an empty page." },
    firstArgOptions: { description: "How many from the front, at most 100." },
    afterArgOptions: { description: "Only what comes after this cursor." },
    lastArgOptions: { description: "How many from the end, at most 100." },
    beforeArgOptions: { description: "Only what comes before this cursor." },
    idFieldOptions: { description: "Global id, opaque." },
    mutationInputArgOptions: { description: "What to do." },
    encodeGlobalID: (typename, id) => encodeNodeId(typename, String(id)),
    decodeGlobalID: decodeNodeId,
    nodeTypeOptions: { description: "An object with an id of its own." },
    nodeQueryOptions: {
      description:
        "The object with this id; null where the asker may not see it, as for an id that does not exist.",
      args: { id: { description: "A global id." } },
      resolve: (_root, { id }, _context, _info, resolveNode) =>
        isNodeType(id.typename) ? resolveNode(id) : null,
    },
    nodesQueryOptions: {
      description: `The objects with these ids, in their order, null where \`node\` would be; at most ${NODE_TYPES_MAX}.`,
      args: { ids: { description: "Global ids." } },
      complexity: ({ ids }) => ({ field: 1, multiplier: ids.length }),
      resolve: async (_root, args, _context, _info, resolveNodes) => {
        const { ids } = args;
        if (ids.length > NODE_TYPES_MAX) {
          throw new RequestError("BAD_REQUEST", `nodes takes at most ${NODE_TYPES_MAX} ids.`);
        }
        const known = ids.filter((id) => isNodeType(id.typename));
        // Pothos resolves `args.ids`, whatever it is handed.
        args.ids = known;
        const found = await resolveNodes(known);
        const byId = new Map(known.map((id, index) => [`${id.typename}:${id.id}`, found[index]]));
        return ids.map((id) => byId.get(`${id.typename}:${id.id}`) ?? null);
      },
    },
  },
  errors: {
    directResult: true,
    defaultTypes: [InputValidationError],
    defaultUnionOptions: {
      description: "What happened; or why nothing did.",
      name: ({ fieldName }) => `${fieldName[0]?.toUpperCase()}${fieldName.slice(1)}Result`,
    },
  },
  complexity: {
    limit: (context) => ({
      complexity: context.operationBounds.cost,
      depth: context.operationBounds.depth,
      breadth: Number.MAX_SAFE_INTEGER,
    }),
    defaultListMultiplier: 1,
    complexityError: (kind, result) =>
      new RequestError(
        "QUERY_TOO_COMPLEX",
        kind === ComplexityErrorKind.Depth
          ? `This operation is ${result.depth} levels deep; ${result.maxDepth} are allowed.`
          : `This operation costs ${result.complexity}; ${result.maxComplexity} is allowed.`,
      ),
  },
});

/** Filled by `nodeType`, read when the schema is in use. */
const nodeTypes = new Set<string>();

/** Declares a type reachable through `node(id:)`; returns its name. */
export function nodeType<Name extends string>(name: Name): Name {
  nodeTypes.add(name);
  return name;
}

function isNodeType(typename: string): boolean {
  return nodeTypes.has(typename);
}

builder.queryType({ description: "What can be read." });
builder.mutationType({ description: "What can be changed." });
builder.subscriptionType({ description: "What can be followed, live." });
