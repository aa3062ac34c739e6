/** Ids: UUIDv7, each larger than the last one of the process. */
import { expect, test, vi } from "vitest";
import { isUuid, newId } from "../../src/lib/ids.ts";

const millisecondsOf = (id: string): number => Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);

test("each is larger than the one before, however many there are in a millisecond", () => {
  const began = Date.now();
  const ids = Array.from({ length: 100_000 }, newId);
  const swapped = ids.filter((id, index) => index > 0 && id <= (ids[index - 1] ?? ""));
  expect(swapped).toEqual([]);
  expect(ids.filter((id) => !isUuid(id) || id[14] !== "7" || !"89ab".includes(id[19] ?? ""))).toEqual([]);
  expect(millisecondsOf(ids[0] ?? "")).toBeGreaterThanOrEqual(began);
  // What cannot be told apart within a millisecond is ahead of the clock, and by little.
  expect(millisecondsOf(ids.at(-1) ?? "")).toBeLessThan(Date.now() + 1_000);
});

test("a clock that goes back brings none that is smaller", () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    const before = newId();
    vi.setSystemTime(Date.now() - 60_000);
    expect(newId() > before).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});
