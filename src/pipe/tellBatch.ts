/** Tells a consumer of one batch, until it is taken in or known to be one that cannot be. */
import { PassingFault } from "../domain/consumer/ports.ts";
import type { Consumer, DeadLetter, LoggedEvent } from "../domain/consumer/ports.ts";
import { RequestError } from "../domain/errors.ts";
import { sleep } from "../lib/latch.ts";

const FIRST_RETRY_MS = 200;
const LAST_RETRY_MS = 30_000;
/** Of a batch as a whole, before its events are told one by one. */
const TRIES_MAX = 3;
/** Then `signal` aborts what is under way. */
export const HANDLE_MAX_MS = 30_000;
/** How long one that was told to stop may take to end, before it is told again all the same. */
const ENDING_MAX_MS = 10_000;

/** A consumer took longer than it may. It may be an event that takes too long always: it is tried a few times only. */
export class TimedOut extends Error {
  override readonly name = "TimedOut";
}

export interface Telling {
  readonly consumer: Consumer;
  /** Aborts when nothing more is to be told. */
  readonly signal: AbortSignal;
  readonly onFailed: (error: unknown) => void;
  readonly handleMaxMs: number;
}

/**
 * The events that could not be taken in; all others were. Errors: what aborts `signal`, when it does.
 *
 * The wait before a try doubles from a fifth of a second to half a minute, less a random part of up to a half ("equal
 * jitter": Brooker, "Exponential Backoff And Jitter", 2015), so that what comes back is not met by everybody at once.
 */
export async function tellBatch(
  telling: Telling,
  events: readonly LoggedEvent[],
): Promise<readonly DeadLetter[]> {
  const { signal, onFailed } = telling;
  let faults = 0;
  for (let tries = 1; events.length > 0; tries += 1) {
    try {
      await tell(telling, events);
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
    for (const event of events) dead.push(...(await tellBatch(telling, [event])));
    return dead;
  }
}

/** Once. Null when it was taken in; "LATER" while something outside does not answer. Errors: what aborts `signal`. */
export async function tellOnce(telling: Telling, event: LoggedEvent): Promise<DeadLetter | "LATER" | null> {
  try {
    await tell(telling, [event]);
    return null;
  } catch (error) {
    telling.signal.throwIfAborted();
    telling.onFailed(error);
    return isPassing(error) ? "LATER" : (deadLettersOf([event], error)[0] ?? null);
  }
}

/** Ends when the consumer does, or a while after it was told to. */
async function tell(
  { consumer, signal, handleMaxMs }: Telling,
  events: readonly LoggedEvent[],
): Promise<void> {
  const late = new AbortController();
  const handling = consumer.handle(events, AbortSignal.any([signal, late.signal]));
  const timer = setTimeout(() => late.abort(new TimedOut(`${consumer.name} took too long.`)), handleMaxMs);
  const left = new AbortController();
  const leaving = aborted(late.signal, left.signal).then(() => sleep(ENDING_MAX_MS, left.signal));
  try {
    const isTold = await Promise.race([handling.then(() => true), leaving.then(() => false)]);
    if (!isTold) late.signal.throwIfAborted();
  } catch (error) {
    late.signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    left.abort();
  }
}

/** Resolves when one of these aborts. */
function aborted(...signals: readonly AbortSignal[]): Promise<void> {
  const any = AbortSignal.any([...signals]);
  return new Promise((resolve) => any.addEventListener("abort", () => resolve(), { once: true }));
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
