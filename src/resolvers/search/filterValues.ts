/** What the filters of searches have in common. */
import { badRequest } from "../../domain/errors.ts";

/** Ids, or kinds, in one filter. */
export const FILTER_VALUES_MAX = 20;

/** Throws BAD_REQUEST for more than there may be. */
export function boundedValues<Value>(
  name: string,
  values: readonly Value[] | null | undefined,
): readonly Value[] {
  if ((values?.length ?? 0) > FILTER_VALUES_MAX)
    throw badRequest(`filter.${name}: at most ${FILTER_VALUES_MAX}.`);
  return values ?? [];
}
