/** How the pushes of one call end. */
import { expect, test } from "vitest";
import { PUSH_MAX_MS, SENT, sendAll } from "../../src/push/outcomes.ts";
import { LEASE_MS, SEND_MAX_MS } from "../../src/push/sender.ts";
import { aPush } from "./pushes.ts";

const never = (): Promise<never> => Promise.withResolvers<never>().promise;

test("what was taken before a call is aborted stays taken", async () => {
  const stop = new AbortController();
  const taken = aPush("taken");
  const outcomes = sendAll(
    [taken, aPush("silent")],
    { signal: stop.signal, timeoutMs: PUSH_MAX_MS },
    async (push) => (push === taken ? SENT : never()),
  );
  setImmediate(() => stop.abort(new Error("the process stops")));
  expect(await outcomes).toEqual([
    { status: "SENT" },
    { status: "RETRY", retryAfterMs: null, reason: "the process stops" },
  ]);
});

test("a push has its outcome before a call ends, and a call before its lease", () => {
  expect(PUSH_MAX_MS).toBeLessThan(SEND_MAX_MS);
  expect(SEND_MAX_MS).toBeLessThan(LEASE_MS);
});
