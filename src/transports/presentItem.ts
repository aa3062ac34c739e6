/** Executes a subscription's selection for one item and makes the result ready to be written. */
import type { ValidatedSubscriptionArgs } from "graphql";
import type { InboxStreamItem } from "../domain/streams.ts";
import { unavailable } from "../domain/errors.ts";
import { codeOf, presentErrors } from "./errors.ts";
import type { ErrorScope } from "./errors.ts";
import { execute } from "./execute.ts";
import { NextPayload } from "./frames.ts";

/** What an execution needs of the subscription, and a stream keeps for its life: no more. */
export type Subscribed = Pick<
  ValidatedSubscriptionArgs,
  "schema" | "document" | "operation" | "rawVariableValues"
>;

/**
 * Rejects with UNAVAILABLE where something behind the API does not answer now: the item is to be tried again. Every
 * other error is part of the payload; where there are no data, with the item's cursor in `extensions`. `scopeOf` is
 * called where there are errors only.
 */
export async function presentItem(
  args: Subscribed,
  item: InboxStreamItem,
  contextValue: object,
  scopeOf: () => ErrorScope,
): Promise<NextPayload> {
  const result = await execute({
    schema: args.schema,
    document: args.document,
    operationName: args.operation.name?.value ?? null,
    variableValues: args.rawVariableValues ?? {},
    rootValue: item,
    contextValue,
  });
  if (result.errors === undefined) return new NextPayload(result);
  const errors = presentErrors(result.errors, scopeOf());
  if (errors.some((error) => codeOf(error) === "UNAVAILABLE")) {
    throw unavailable("Something behind the API does not answer now.");
  }
  if (result.data != null) return new NextPayload({ ...result, errors });
  return new NextPayload({
    ...result,
    data: null,
    errors,
    ...("cursor" in item && { extensions: { cursor: item.cursor } }),
  });
}
