// What is done after the answer: in order, bounded, finished before the process ends, and its failures logged.

import { expect, test } from "vitest";
import { createAfterwards } from "../../src/auth/afterwards.ts";

test("work begins after the turn that asked for it, and a failure stops nothing", async () => {
  const lines: string[] = [];
  await using afterwards = createAfterwards({ log: { error: (_fields, line) => void lines.push(line) } });
  const done: number[] = [];
  afterwards.run("first", async () => void done.push(1));
  afterwards.run("second", () => Promise.reject(new Error("no")));
  afterwards.run("third", async () => void done.push(3));
  expect(done).toEqual([]);
  await afterwards.settled();
  expect(done).toEqual([1, 3]);
  expect(lines).toEqual(["second failed"]);
});

test("four run at a time, a thousand wait, and the next is refused", async () => {
  const release = Promise.withResolvers<undefined>();
  const full = Promise.withResolvers<undefined>();
  let running = 0;
  let runningMax = 0;
  let done = 0;
  const afterwards = createAfterwards({ log: { error: () => undefined } });
  const work = async () => {
    runningMax = Math.max(runningMax, (running += 1));
    if (running === 4) full.resolve(undefined);
    await release.promise;
    running -= 1;
    done += 1;
  };
  for (let count = 0; count < 1_000; count += 1) afterwards.run("mail", work);
  expect(() => afterwards.run("mail", work)).toThrow(
    expect.objectContaining({ code: "UNAVAILABLE" }) as Error,
  );
  await full.promise;
  release.resolve(undefined);
  await afterwards[Symbol.asyncDispose]();
  expect({ done, runningMax }).toEqual({ done: 1_000, runningMax: 4 });
});
