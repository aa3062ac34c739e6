/** Runs one row within its bound: what it throws, and that it takes too long, are violations as well. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { NOTHING_RECORDED } from "./row.ts";
import type { Figures, Row, RowContext } from "./row.ts";
import type { Outcome } from "./table.ts";

/** After its bound, for a row's process to say so. */
const LAST_WORDS_MS = 10_000;

export async function runRow(row: Row, context: RowContext): Promise<Outcome> {
  const begunAt = performance.now();
  const bound = new AbortController();
  const late = delay(row.boundSeconds * 1000, undefined, { signal: bound.signal }).then(() =>
    failed(`It took longer than ${row.boundSeconds} s.`),
  );
  late.catch(() => undefined);
  const figures = await Promise.race([row.run(context), late]).catch((error: unknown) =>
    failed(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  );
  bound.abort();
  return { row, figures, seconds: (performance.now() - begunAt) / 1000 };
}

/** In a process of its own, run by `program`: what a row leaves behind when it is given up disturbs no other. */
export async function runApart(row: Row, program: string, isShort: boolean): Promise<Outcome> {
  const begunAt = performance.now();
  const child = fork(program, [row.name, "--apart", ...(isShort ? ["--short"] : [])], {
    execArgv: process.execArgv,
  });
  const stop = (): void => void child.kill("SIGTERM");
  process.once("SIGTERM", stop).once("SIGINT", stop);
  const force = setTimeout(() => child.kill("SIGKILL"), row.boundSeconds * 1000 + LAST_WORDS_MS);
  let figures: Figures | null = null;
  child.on("message", (answer) => {
    figures = answer as Figures;
  });
  await once(child, "exit");
  clearTimeout(force);
  process.off("SIGTERM", stop).off("SIGINT", stop);
  return {
    row,
    figures: figures ?? failed("Its process ended without a result."),
    seconds: (performance.now() - begunAt) / 1000,
  };
}

/** In that process: everything it started ends with it. */
export async function answerParent(row: Row, context: RowContext): Promise<void> {
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => process.exit(1));
  process.once("disconnect", () => process.exit(1));
  const { figures } = await runRow(row, context);
  await new Promise((resolve) => process.send?.(figures, resolve));
  process.exit();
}

function failed(sentence: string): Figures {
  return { ...NOTHING_RECORDED, notes: [], violations: [sentence] };
}
