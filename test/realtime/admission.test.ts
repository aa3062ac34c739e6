/** Streams read the database a few at a time, in their order, and no faster than senders can bear. */
import { expect, test } from "vitest";
import { createAdmission, createAdmissions } from "../../src/realtime/admission.ts";

/** Reads that end when the test says, and how many were under way at the most. */
function slowReads() {
  const said = { begun: 0, most: 0 };
  const ends: (() => void)[] = [];
  const read = async (): Promise<number> => {
    const number = (said.begun += 1);
    said.most = Math.max(
      said.most,
      ends.push(() => undefined),
    );
    const { promise, resolve } = Promise.withResolvers<void>();
    ends[ends.length - 1] = resolve;
    await promise;
    return number;
  };
  const endAll = async (): Promise<void> => {
    for (let turns = 0; turns < 200; turns += 1) {
      for (const end of ends.splice(0)) end();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { said, read, endAll };
}

test.each([1, 3, 16])("at most %i reads are under way, however many are asked for", async (readsMax) => {
  const admit = createAdmission(readsMax);
  const { said, read, endAll } = slowReads();
  const answers = Promise.all(Array.from({ length: 40 }, () => admit(read)));
  await endAll();
  expect((await answers).toSorted((one, other) => one - other)).toEqual(
    Array.from({ length: 40 }, (_, index) => index + 1),
  );
  expect(said.most).toBe(readsMax);
});

test("of a small pool each kind has one read under way, of a large one a fifth", async () => {
  for (const [poolMax, most] of [
    [2, 1],
    [20, 4],
    [100, 20],
  ] as const) {
    const { replay } = createAdmissions(poolMax);
    const { said, read, endAll } = slowReads();
    const answers = Promise.all(Array.from({ length: 40 }, () => replay(read)));
    await endAll();
    await answers;
    expect(said.most).toBe(most);
  }
});

test("a read that fails is its asker's failure alone", async () => {
  const admit = createAdmission(1);
  const failing = admit(() => Promise.reject(new Error("gone")));
  const other = admit(() => Promise.resolve("here"));
  await expect(failing).rejects.toThrow("gone");
  expect(await other).toBe("here");
});

test("behind a crowd that is too large a read is refused as UNAVAILABLE", async () => {
  const admit = createAdmission(1);
  const { read, endAll } = slowReads();
  const answers = Array.from({ length: 50_002 }, () => admit(read));
  await expect(answers.at(-1)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  const settled = Promise.allSettled(answers);
  void endAll();
  expect(await Promise.race([settled.then(() => "all"), answers[0]])).toBe(1);
});

test("what is live goes past those who come back", async () => {
  const { heal, replay } = createAdmissions(20);
  const { read, endAll } = slowReads();
  const crowd = Promise.all(Array.from({ length: 30 }, () => replay(read)));
  expect(await heal(() => Promise.resolve("healed"))).toBe("healed");
  await endAll();
  await crowd;
});
