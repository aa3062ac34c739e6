/** What a close reason advises: when to come back, over a time that grows with how many are sent away together. */
import { expect, test } from "vitest";
import { CLOSE_CODES, adviseReturn } from "../../src/transports/closeCodes.ts";
import type { CloseCode } from "../../src/transports/closeCodes.ts";

const ADVICE = /; retry in (\d+)-(\d+) ms$/;

function advise({ code, reason }: CloseCode, together?: number): string {
  return adviseReturn(code, reason, together);
}

test("the more sockets are closed together, the longer their return is spread, up to a minute", () => {
  const { RESTART } = CLOSE_CODES;
  expect(advise(RESTART)).toBe("Server restarts; retry in 0-1000 ms");
  expect(advise(RESTART, 18_000)).toBe("Server restarts; retry in 0-18000 ms");
  expect(advise(RESTART, 1_000_000)).toBe("Server restarts; retry in 0-60000 ms");
});

test("who is to pause is told not to come at once", () => {
  expect(advise(CLOSE_CODES.TOO_MANY_REFUSALS)).toBe("Too many refused operations; retry in 1000-2000 ms");
});

test("every code after which clients come back carries an advice that fits into a close frame; no other does", () => {
  for (const entry of Object.values<CloseCode>(CLOSE_CODES)) {
    const reason = advise(entry, Number.MAX_SAFE_INTEGER);
    expect(ADVICE.test(reason), reason).toBe(entry.mayReturn !== "no");
    expect(Buffer.byteLength(reason), reason).toBeLessThanOrEqual(123);
  }
});

test("a reason that is not in the table stays as it is", () => {
  expect(adviseReturn(4409, "Subscriber for 1 already exists", 5)).toBe("Subscriber for 1 already exists");
});
