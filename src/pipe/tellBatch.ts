/** Tells a consumer of one batch, until it is taken in or known to be one that cannot be. */
import { PassingFault } from "../domain/consumer/ports.ts";
import type { Consumer, DeadLetter, LoggedEvent } from "../domain/consumer/ports.ts";
import { RequestError } from "../domain/errors.ts";
import { sleep } from "../lib/latch.ts";

const FIRST_RETRY_MS = 200;
const LAST_RETRY_MS = 30_000;
/** Of a batch as a whole, before its events are told one by one. */
const TRIES_MAX = 3;
/** Then `signal` aborts what is under way, and it counts as a passing fault. */
const HANDLE_MAX_MS = 30_000;

/**
 * The events that could not be taken in; all others were. Errors: what aborts `signal`, when it does.
 *
 * The wait before a try doubles from a fifth of a second to half a minute, less a random part of up to a half ("equal
 * jitter": Brooker, "Exponential Backoff And Jitter", 2015), so that what comes back is not met by everybody at once.
 */
export async function tellBatch(
  consumer: Consumer,
  events: readonly LoggedEvent[],
  signal: AbortSignal,
  onFailed: (error: unknown) => void,
): Promise<readonly DeadLetter[]> {
  let faults = 0;
  for (let tries = 1; events.length > 0; tries += 1) {
    try {
      await tell(consumer, events, signal);
      return [];
    } catch (error) {
      signal.throwIfAborted();
      onFailed(error);
      if (!isPassing(error)) faults += 1;
      if (faults === TRIES_MAX) return events.length === 1 ? deadLettersOf(events, error) : await oneByOne();
      await sleep(waitMs(tries), signal);
      signal.throwIfAborted();
    }
  }
  return [];

  async function oneByOne(): Promise<DeadLetter[]> {
    const dead: DeadLetter[] = [];
    for (const event of events) dead.push(...(await tellBatch(consumer, [event], signal, onFailed)));
    return dead;
  }
}

async function tell(consumer: Consumer, events: readonly LoggedEvent[], signal: AbortSignal): Promise<void> {
  const late = new AbortController();
  const ending = AbortSignal.any([signal, late.signal]);
  const { promise: isLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.abort();
    reject(new PassingFault(`${consumer.name} took longer than ${HANDLE_MAX_MS} ms for a batch.`));
  }, HANDLE_MAX_MS);
  try {
    await Promise.race([consumer.handle(events, ending), isLate]);
  } finally {
    clearTimeout(timer);
  }
}

function isPassing(error: unknown): boolean {
  if (error instanceof PassingFault) return true;
  return error instanceof RequestError && error.code === "UNAVAILABLE";
}

function waitMs(tries: number): number {
  const whole = Math.min(FIRST_RETRY_MS * 2 ** (tries - 1), LAST_RETRY_MS);
  return whole * (0.5 + Math.random() / 2);
}

/** By name and code alone: a message may hold what a person wrote. The log of that time says the rest. */
function deadLettersOf(events: readonly LoggedEvent[], error: unknown): DeadLetter[] {
  const name = error instanceof Error ? error.name : "not an error";
  const code: unknown = error instanceof Error && "code" in error ? error.code : null;
  const said = typeof code === "string" ? `${name} (${code})` : name;
  return events.map(({ conversationId, seq }) => ({ conversationId, seq, error: said }));
}
