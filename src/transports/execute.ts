/** The executor of queries, mutations and items: one, so that what is said of a fault is said in the same words. */
import { execute as run } from "@graphql-tools/executor";
import type { ExecutionArgs, ExecutionResult } from "graphql";

/**
 * Yoga's own, which serves what goes through Yoga. Of graphql-js 17 an item costs 45 µs in place of 30: it aborts a
 * signal behind each execution, and that makes an exception with its stack.
 */
export async function execute(args: ExecutionArgs): Promise<ExecutionResult> {
  const result = await run(args);
  if ("initialResult" in result) throw new Error("Results are not delivered in parts.");
  return result;
}
