// The cache behind the session gate: bounded, never older than it says, and never overruling what it was told.

import { expect, test } from "vitest";
import { createFreshCache } from "../../src/auth/freshCache.ts";

function countedCache(max = 10) {
  const clock = { now: 0 };
  const reads: string[] = [];
  const cache = createFreshCache<string>({ maxAgeMs: 5_000, max, now: () => clock.now });
  const get = (key: string) =>
    cache.get(key, async () => {
      reads.push(key);
      return `${key} at ${clock.now}`;
    });
  return { clock, reads, cache, get };
}

test("one read answers everybody for five seconds", async () => {
  const { clock, reads, get } = countedCache();
  expect(await Promise.all([get("a"), get("a"), get("a")])).toEqual(["a at 0", "a at 0", "a at 0"]);
  clock.now = 4_999;
  expect(await get("a")).toBe("a at 0");
  clock.now = 5_000;
  expect(await get("a")).toBe("a at 5000");
  expect(reads).toEqual(["a", "a"]);
});

test("the entry that was not asked for for longest makes room", async () => {
  const { reads, get } = countedCache(2);
  await get("a");
  await get("b");
  await get("a");
  await get("c");
  await get("a");
  await get("b");
  expect(reads).toEqual(["a", "b", "c", "b"]);
});

test("what was told while a read was under way is not overwritten by its answer", async () => {
  const { cache } = countedCache();
  const answer = Promise.withResolvers<string>();
  const reading = cache.get("a", () => answer.promise);
  cache.set("a", "told");
  answer.resolve("read");
  expect(await reading).toBe("read");
  expect(await cache.get("a", () => Promise.reject(new Error("not read again")))).toBe("told");
});

test("a read that fails is not remembered", async () => {
  const { cache, get } = countedCache();
  await expect(cache.get("a", () => Promise.reject(new Error("down")))).rejects.toThrow("down");
  expect(await get("a")).toBe("a at 0");
});
