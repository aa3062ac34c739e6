/** A rule: of the mutations that guessing or flooding would use (sign-in, send), one request holds at most one. */
import { Kind } from "graphql";
import type { ASTVisitor, GraphQLObjectType, SelectionSetNode, ValidationContext } from "graphql";
import { refusal } from "./errors.ts";

/** Counts, through fragments, the root fields whose `extensions.sensitive` is true in each operation. */
export function OneSensitiveMutationRule(context: ValidationContext): ASTVisitor {
  const mutationType = context.getSchema().getMutationType();
  return {
    OperationDefinition: (operation) => {
      if (operation.operation !== "mutation" || mutationType == null) return;
      const count = countSensitive(operation.selectionSet, mutationType, context, new Map());
      if (count > 1) {
        context.reportError(
          refusal(
            "BAD_REQUEST",
            `A request may sign in once or send one message; this one has ${count} of these.`,
          ),
        );
      }
    },
  };
}

/** `counted` remembers each fragment's count: fragments nested in pairs would otherwise be walked 2^n times. */
function countSensitive(
  selectionSet: SelectionSetNode,
  mutationType: GraphQLObjectType,
  context: ValidationContext,
  counted: Map<string, number>,
): number {
  let count = 0;
  for (const selection of selectionSet.selections) {
    if (selection.kind === Kind.FIELD) {
      const field = mutationType.getFields()[selection.name.value];
      if (field?.extensions["sensitive"] === true) count += 1;
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      count += countSensitive(selection.selectionSet, mutationType, context, counted);
    } else {
      const name = selection.name.value;
      const fragment = context.getFragment(name);
      if (!counted.has(name) && fragment != null) {
        // A fragment within itself is another rule's finding.
        counted.set(name, 0);
        counted.set(name, countSensitive(fragment.selectionSet, mutationType, context, counted));
      }
      count += counted.get(name) ?? 0;
    }
  }
  return count;
}
