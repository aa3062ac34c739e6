/** What is dropped before it is checked or told, and how much of it is remembered. */
import { expect, test } from "vitest";
import { ENTRIES_MAX, Throttle } from "../../src/presence/throttle.ts";

const SEEN = { restriction: { onlyTo: ["bo"], notTo: [] } };

test("the least recently told is forgotten first, and is then told and checked once more", () => {
  const throttle = new Throttle();
  const keys = Array.from({ length: ENTRIES_MAX }, (_, index) => `key ${index}`);
  for (const key of keys) throttle.told(key, true, 0, SEEN);
  throttle.told("key 0", true, 1, SEEN);
  throttle.told("one more", true, 1, SEEN);
  expect(throttle.isRepeat("key 0", true, 2)).toBe(true);
  expect(throttle.isRepeat("key 1", true, 2)).toBe(false);
  expect(throttle.seen("key 1", 2)).toBeNull();
  expect(throttle.isRepeat("key 2", true, 2)).toBe(true);
});

test("telling does not lengthen a membership: it is read every ten seconds", () => {
  const throttle = new Throttle();
  throttle.told("key", true, 0, SEEN);
  throttle.told("key", true, 9_000, SEEN);
  expect(throttle.seen("key", 9_999)).toMatchObject(SEEN);
  expect(throttle.seen("key", 10_000)).toBeNull();
  throttle.told("key", true, 10_000, SEEN);
  expect(throttle.seen("key", 19_999)).toMatchObject(SEEN);
});
