/** Programs that read what strangers have sent end when they are told to. */
import { getPriority } from "node:os";
import { expect, test } from "vitest";
import { runProgram } from "../../src/media/runProgram.ts";

const BOUNDS = { timeMs: 3_600_000, memoryBytes: 1_073_741_824 };

test("a program that would run for long ends with its signal, and does not begin where that was given before", async () => {
  const ending = new AbortController();
  const running = runProgram("/bin/sleep", ["3600"], BOUNDS, ending.signal);
  ending.abort();
  await expect(running).rejects.toThrow("aborted");
  await expect(runProgram("/bin/sleep", ["3600"], BOUNDS, ending.signal)).rejects.toThrow("aborted");
  await expect(runProgram("/nowhere/at/all", [], BOUNDS, ending.signal)).rejects.toThrow("aborted");
});

test("a program gets the processor when nobody else wants it", async () => {
  // It begins as we are, and is told a moment later.
  const { output } = await runProgram(
    "/bin/sh",
    ["-c", "sleep 0.3; nice"],
    BOUNDS,
    new AbortController().signal,
  );
  expect(Number(output)).toBe(Math.max(10, getPriority()));
});
