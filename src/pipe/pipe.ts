/**
 * Tells consumers of the log, each from its own position.
 *
 *     idle → (has the position) → read → told → position stored → read …
 *                                      → passing fault: the same batch after a while, for as long as it takes
 *                                      → other fault, or too long: the same batch a few times, then its events one by one,
 *                                        those that still fail to the dead letters
 *
 * In all processes together one at a time has a consumer's position. The position is a lease: a process that dies renews
 * it no longer, and another one goes on from what was stored last; one that was frozen and has lost it stores nothing.
 */
import type { Consumer, ConsumerName, ConsumerStore, LogPosition } from "../domain/consumer/ports.ts";
import { newId } from "../lib/ids.ts";
import { sleep } from "../lib/latch.ts";
import { HANDLE_MAX_MS, tellBatch, tellOnce } from "./tellBatch.ts";
import type { Telling } from "./tellBatch.ts";

/** How long the position of a process that was killed lies still. */
export const LEASE_MS = 10_000;
const RENEW_EVERY_MS = 3_000;
/** How long an event waits that comes when nothing is under way. */
const POLL_MS = 250;
/** How long others wait before they ask for the position again. */
const CLAIM_EVERY_MS = 1_000;
/** A position that moves on although there is nothing to tell is stored so often. */
const STORE_IDLE_EVERY_MS = 10_000;
/**
 * A horizon is a position when it is so old: a database that crashes may give out anew the numbers of transactions that are
 * not on the disk yet, and that is the last 0.6 s of them (three times `wal_writer_delay`) where commits do not wait for it.
 */
const SETTLES_MS = 1_000;
/** How long a dead letter waits for the other try that somebody asked for. */
const LOOK_FOR_DUE_EVERY_MS = 2_000;
/** How long a look may hold up the log, beside the one that is told then. */
const LOOK_MAX_MS = 2_000;
const RETRY_MS = 1_000;
/** Then the lease ends by itself. */
const RELEASE_MAX_MS = 500;

export interface PipeOptions {
  readonly store: ConsumerStore;
  readonly consumers: readonly Consumer[];
  /** How long a consumer may take for a batch; half a minute unless it is given. */
  readonly handleMaxMs?: number;
  /** Told of each event that was taken in, and of each that was not and became a dead letter. */
  readonly onTold: (name: ConsumerName, count: number, end: "DONE" | "DEAD") => void;
  /** Telling failed, or the store could not be reached; it is tried again. */
  readonly onFailed: (name: ConsumerName, error: unknown) => void;
}

/** Begins at once. Disposing waits for the batches under way, which are told to stop, and gives the positions up. */
export function startPipe(options: PipeOptions): AsyncDisposable {
  const controller = new AbortController();
  const lanes = options.consumers.map((consumer) => follow(options, consumer, controller.signal));
  return {
    async [Symbol.asyncDispose]() {
      controller.abort();
      await Promise.all(lanes);
    },
  };
}

async function follow(options: PipeOptions, consumer: Consumer, stopping: AbortSignal): Promise<void> {
  const { store, onFailed } = options;
  const claimId = newId();
  while (!stopping.aborted) {
    try {
      const isOver = await tellWhileOurs(options, consumer, claimId, stopping);
      if (!isOver) await sleep(CLAIM_EVERY_MS, stopping);
    } catch (error) {
      if (stopping.aborted) break;
      onFailed(consumer.name, error);
      await sleep(RETRY_MS, stopping);
    }
  }
  const released = store
    .release(consumer.name, claimId)
    .catch((error: unknown) => onFailed(consumer.name, error));
  const late = new AbortController();
  await Promise.race([released, sleep(RELEASE_MAX_MS, late.signal)]);
  late.abort();
}

/** False when another one has the position; else resolves when it is lost, or at the end. */
async function tellWhileOurs(
  options: PipeOptions,
  consumer: Consumer,
  claimId: string,
  stopping: AbortSignal,
): Promise<boolean> {
  const { store, onFailed, onTold } = options;
  const { name } = consumer;
  let position = await store.claim(consumer, claimId, LEASE_MS);
  if (position === null) return false;
  const lost = new AbortController();
  const signal = AbortSignal.any([stopping, lost.signal]);
  const renewing = setInterval(() => {
    store.claim(consumer, claimId, LEASE_MS).then(
      (ours) => {
        if (ours === null) lost.abort();
      },
      (error: unknown) => onFailed(name, error),
    );
  }, RENEW_EVERY_MS);
  const telling: Telling = {
    consumer,
    signal,
    onFailed: (error) => onFailed(name, error),
    handleMaxMs: options.handleMaxMs ?? HANDLE_MAX_MS,
  };
  try {
    let storedAt = Date.now();
    let lookedAt = 0;
    let stored = position;
    const settle = createSettling(position);
    while (!signal.aborted) {
      if (Date.now() - lookedAt > LOOK_FOR_DUE_EVERY_MS) {
        await tellDue(store, telling);
        lookedAt = Date.now();
      }
      const page = await store.read(position, consumer);
      const isStored = page.events.length > 0 || Date.now() - storedAt > STORE_IDLE_EVERY_MS;
      const deadLetters = await tellBatch(telling, page.events);
      position = page.events.length > 0 ? page.position : later(position, settle(page.position));
      if (isStored) {
        if (!(await store.advance(name, claimId, stored, position, deadLetters))) return true;
        stored = position;
        storedAt = Date.now();
        onTold(name, page.events.length - deadLetters.length, "DONE");
        onTold(name, deadLetters.length, "DEAD");
      }
      if (!page.isFull) await sleep(POLL_MS, signal);
    }
    return true;
  } catch (error) {
    if (lost.signal.aborted) return true;
    throw error;
  } finally {
    clearInterval(renewing);
  }
}

/** Takes each horizon as it is read, and answers one that has settled. */
function createSettling(first: LogPosition): (horizon: LogPosition) => LogPosition {
  let settled = first;
  let settling = { horizon: first, readAt: Date.now() };
  return (horizon) => {
    if (Date.now() - settling.readAt < SETTLES_MS) return settled;
    settled = settling.horizon;
    settling = { horizon, readAt: Date.now() };
    return settled;
  };
}

/** Of two positions in different transactions the later one. */
function later(one: LogPosition, other: LogPosition): LogPosition {
  return other.xid > one.xid ? other : one;
}

/** Those for which somebody asked for another try, one each. What is left of them waits for the next look. */
async function tellDue(store: ConsumerStore, telling: Telling): Promise<void> {
  const { name } = telling.consumer;
  const began = Date.now();
  for (const event of await store.readDue(name)) {
    if (Date.now() - began > LOOK_MAX_MS) return;
    const end = await tellOnce(telling, event);
    if (end === "LATER") return;
    await store.settle(name, event, end?.error ?? null);
  }
}
