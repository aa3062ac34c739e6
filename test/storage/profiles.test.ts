/** Profiles in memory: at most some seconds old, whatever other processes tell of them. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Db, ProfileRow } from "../../src/domain/rows.ts";
import { createProfiles } from "../../src/storage/profiles.ts";

const FRESH_FOR_MS = 10_000;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function profile(profileVersion: number): ProfileRow {
  const displayName = `Ana ${profileVersion}`;
  return {
    id: "ana",
    username: "ana",
    displayName,
    avatarUrl: null,
    avatarAttachmentId: null,
    about: null,
    createdAt: new Date(0),
    profileVersion,
  };
}

function startProfiles() {
  const table = { stored: profile(1), reads: 0 };
  const findMany = async () => {
    table.reads += 1;
    return [table.stored];
  };
  const profiles = createProfiles({ user: { findMany } } as unknown as Pick<Db, "user">);
  const shown = async () => (await profiles.load(["ana"]))[0]?.displayName;
  return { table, profiles, shown };
}

test("a copy that is older than the one at hand is not taken, whoever has it", async () => {
  const { profiles, shown } = startProfiles();
  profiles.learn([profile(2)]);
  profiles.learn([profile(1)]);
  expect(await shown()).toBe("Ana 2");
  profiles.learn([profile(3)]);
  expect(await shown()).toBe("Ana 3");
});

test("what others go on telling does not keep a profile from being read again", async () => {
  const { table, profiles, shown } = startProfiles();
  expect(await shown()).toBe("Ana 1");
  table.stored = profile(2);
  for (let times = 0; times < 3; times += 1) {
    await vi.advanceTimersByTimeAsync(FRESH_FOR_MS / 3);
    profiles.learn([profile(1)]);
  }
  await vi.advanceTimersByTimeAsync(1);
  // Shown as it is known, and read meanwhile.
  await shown();
  await vi.advanceTimersByTimeAsync(0);
  expect(await shown()).toBe("Ana 2");
  expect(table.reads).toBe(2);
});
