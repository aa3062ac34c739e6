/** Whether a document asks for the items of a type: by a fragment on it that selects a field. */
import { getDirectiveValues, GraphQLIncludeDirective, GraphQLSkipDirective, Kind } from "graphql";
import type { GraphQLResolveInfo, SelectionNode } from "graphql";

/** Of the field that `info` is about. Fields of an interface ask for nothing: they are selected for what comes anyway. */
export function selectsType(info: GraphQLResolveInfo, typename: string): boolean {
  return info.fieldNodes.some(({ selectionSet }) =>
    isSelected(selectionSet?.selections ?? [], info, typename),
  );
}

function isSelected(
  selections: readonly SelectionNode[],
  info: GraphQLResolveInfo,
  typename: string,
): boolean {
  return selections.some((selection) => {
    if (selection.kind === Kind.FIELD || isLeftOut(selection, info)) return false;
    const fragment =
      selection.kind === Kind.FRAGMENT_SPREAD ? info.fragments[selection.name.value] : selection;
    if (fragment === undefined) return false;
    const inner = fragment.selectionSet.selections;
    const isOnType = fragment.typeCondition?.name.value === typename;
    const isAskedFor = isOnType && inner.some((each) => !isLeftOut(each, info));
    return isAskedFor || isSelected(inner, info, typename);
  });
}

/** By `@skip` or `@include`, with the variables of this operation. */
function isLeftOut(selection: SelectionNode, { variableValues }: GraphQLResolveInfo): boolean {
  return (
    getDirectiveValues(GraphQLSkipDirective, selection, variableValues)?.["if"] === true ||
    getDirectiveValues(GraphQLIncludeDirective, selection, variableValues)?.["if"] === false
  );
}

/** Whether a document asks for a field of what `info`'s field answers. */
export function selectsField(info: GraphQLResolveInfo, name: string): boolean {
  return info.fieldNodes.some(({ selectionSet }) =>
    isFieldSelected(selectionSet?.selections ?? [], info, name),
  );
}

function isFieldSelected(
  selections: readonly SelectionNode[],
  info: GraphQLResolveInfo,
  name: string,
): boolean {
  return selections.some((selection) => {
    if (isLeftOut(selection, info)) return false;
    if (selection.kind === Kind.FIELD) return selection.name.value === name;
    const fragment =
      selection.kind === Kind.FRAGMENT_SPREAD ? info.fragments[selection.name.value] : selection;
    return fragment !== undefined && isFieldSelected(fragment.selectionSet.selections, info, name);
  });
}
