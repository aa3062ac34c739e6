/** Reads a subscription's document: what it selects of each type that its items can have. */
import { getNamedType, isAbstractType, isCompositeType, isObjectType, Kind } from "graphql";
import type {
  ASTNode,
  FieldNode,
  GraphQLNamedType,
  GraphQLObjectType,
  SelectionSetNode,
  ValidatedSubscriptionArgs,
} from "graphql";

export interface Selected {
  /** Names of the variables used inside, by arguments and directives. */
  readonly variables: readonly string[];
  /** Those of them that decide whether its items are asked for at all. */
  readonly deciding: readonly string[];
  /** The answer depends on who asks. */
  readonly isPerViewer: boolean;
}

type Parts = Pick<ValidatedSubscriptionArgs, "schema" | "operation" | "fragmentDefinitions">;

/** By the names of the object types that the subscription's root field can deliver. */
export function selectedOf(parts: Parts): ReadonlyMap<string, Selected> {
  const { schema, operation } = parts;
  const root = schema.getSubscriptionType();
  const fields = root == null ? [] : fieldsOf(operation.selectionSet, parts);
  const type = getNamedType(root?.getFields()[fields[0]?.name.value ?? ""]?.type);
  return new Map(
    possibleTypes(type, parts).map((possible) => {
      const walk = new Walk(parts);
      if (isMarked(possible)) walk.isPerViewer = true;
      for (const field of fields)
        if (field.selectionSet !== undefined) walk.into(field.selectionSet, possible, true);
      const { variables, deciding, isPerViewer } = walk;
      return [possible.name, { variables: [...variables], deciding: [...deciding], isPerViewer }];
    }),
  );
}

/** The fields of the root, through fragments; validation has seen to it that they are one. */
function fieldsOf(selectionSet: SelectionSetNode, parts: Parts): FieldNode[] {
  return selectionSet.selections.flatMap((selection) => {
    switch (selection.kind) {
      case Kind.FIELD:
        return [selection];
      case Kind.INLINE_FRAGMENT:
        return fieldsOf(selection.selectionSet, parts);
      case Kind.FRAGMENT_SPREAD: {
        const fragment = parts.fragmentDefinitions[selection.name.value];
        return fragment === undefined ? [] : fieldsOf(fragment.selectionSet, parts);
      }
    }
  });
}

class Walk {
  readonly #parts: Parts;
  readonly variables = new Set<string>();
  readonly deciding = new Set<string>();
  isPerViewer = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * `isItem`: the selection is the item's own, and not one of what its fields lead to. `isCarried`: it is of something that
   * came with the item, and what that leads to in turn did not.
   */
  into(selectionSet: SelectionSetNode, parent: GraphQLObjectType, isItem = false, isCarried = false): void {
    for (const selection of selectionSet.selections) {
      this.#findVariables(selection.directives ?? []);
      if (isItem) this.#findVariables(selection.directives ?? [], this.deciding);
      if (selection.kind === Kind.FIELD) this.#field(selection, parent, isCarried);
      else {
        const fragment =
          selection.kind === Kind.FRAGMENT_SPREAD
            ? this.#parts.fragmentDefinitions[selection.name.value]
            : selection;
        if (fragment === undefined || !this.#applies(fragment.typeCondition?.name.value, parent)) continue;
        this.#findVariables(fragment.directives ?? []);
        this.into(fragment.selectionSet, parent, isItem, isCarried);
      }
    }
  }

  #field(field: FieldNode, parent: GraphQLObjectType, isCarried: boolean): void {
    this.#findVariables(field.arguments ?? []);
    const definition = parent.getFields()[field.name.value];
    if (definition === undefined) return;
    const leadsToCarried = definition.extensions["carried"] === true;
    if (isMarked(definition) || (isCarried && leadsToCarried)) this.isPerViewer = true;
    if (field.selectionSet === undefined) return;
    for (const type of possibleTypes(getNamedType(definition.type), this.#parts)) {
      this.into(field.selectionSet, type, false, isCarried || leadsToCarried);
    }
  }

  #applies(condition: string | undefined, parent: GraphQLObjectType): boolean {
    if (condition === undefined || condition === parent.name) return true;
    const type = this.#parts.schema.getType(condition);
    return isAbstractType(type) && this.#parts.schema.isSubType(type, parent);
  }

  #findVariables(nodes: readonly ASTNode[], into = this.variables): void {
    for (const node of nodes) {
      if (node.kind === Kind.VARIABLE) into.add(node.name.value);
      else if (node.kind === Kind.LIST) this.#findVariables(node.values, into);
      else if (node.kind === Kind.OBJECT) this.#findVariables(node.fields, into);
      else if (node.kind === Kind.DIRECTIVE) this.#findVariables(node.arguments ?? [], into);
      else if (node.kind === Kind.ARGUMENT || node.kind === Kind.OBJECT_FIELD)
        this.#findVariables([node.value], into);
    }
  }
}

function possibleTypes(type: GraphQLNamedType | undefined, { schema }: Parts): readonly GraphQLObjectType[] {
  if (isObjectType(type)) return [type];
  return isAbstractType(type) && isCompositeType(type) ? schema.getPossibleTypes(type) : [];
}

function isMarked({ extensions }: { readonly extensions: Readonly<Record<string, unknown>> }): boolean {
  return extensions["perViewer"] === true;
}
