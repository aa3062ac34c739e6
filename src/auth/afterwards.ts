/** What an account mutation leaves to be done once it has answered: looking up an address, sending a mail. */
import type { Accounts } from "../domain/account/ports.ts";
import { unavailable } from "../domain/errors.ts";

const CONCURRENCY_MAX = 4;
const WAITING_MAX = 1_000;

export interface Afterwards extends AsyncDisposable {
  readonly run: Accounts["afterwards"];
  /** Resolves when nothing is left to do. */
  settled(): Promise<void>;
}

export interface AfterwardsDependencies {
  /** Pino's, or anything like it. */
  readonly log: { error(fields: { readonly err: unknown }, line: string): void };
}

/** Work runs in the order it came, a few at a time. It is not kept: what a crash loses, a person asks for again. */
export function createAfterwards({ log }: AfterwardsDependencies): Afterwards {
  const waiting: { name: string; work: () => Promise<void> }[] = [];
  const running = new Set<Promise<void>>();

  const startNext = (): void => {
    const next = running.size < CONCURRENCY_MAX ? waiting.shift() : undefined;
    if (next === undefined) return;
    const run = perform(next).finally(() => {
      running.delete(run);
      startNext();
    });
    running.add(run);
  };

  const perform = async ({ name, work }: { name: string; work: () => Promise<void> }): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.error({ err: error }, `${name} failed`);
    }
  };

  const settled = async (): Promise<void> => {
    while (running.size > 0 || waiting.length > 0) {
      await Promise.all(running);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  return {
    run(name, work) {
      if (waiting.length >= WAITING_MAX) throw unavailable("Too much mail is waiting; try again.");
      waiting.push({ name, work });
      // Not in this turn: the answer goes first.
      setImmediate(startNext);
    },
    settled,
    [Symbol.asyncDispose]: settled,
  };
}
