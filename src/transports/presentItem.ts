/** Executes a subscription's selection for one item and makes the result ready to be written. */
import { executeSubscriptionEvent } from "graphql";
import type { ValidatedSubscriptionArgs } from "graphql";
import type { InboxStreamItem } from "../domain/streams.ts";
import { unavailable } from "../domain/errors.ts";
import { codeOf, presentErrors } from "./errors.ts";
import type { ErrorScope } from "./errors.ts";
import { NextPayload } from "./frames.ts";

/**
 * Rejects with UNAVAILABLE where something behind the API does not answer now: the item is to be tried again. Every
 * other error is part of the payload; where there are no data, with the item's cursor in `extensions`.
 */
export async function presentItem(
  args: ValidatedSubscriptionArgs,
  item: InboxStreamItem,
  contextValue: object,
  scope: ErrorScope,
): Promise<NextPayload> {
  const result = await executeSubscriptionEvent({ ...args, rootValue: item, contextValue });
  if (result.errors === undefined) return new NextPayload(result);
  const errors = presentErrors(result.errors, scope);
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
