/** Consumers: what follows the log of all conversations after commit, behind the back of whoever writes. */
import type { EventKind } from "../rows.ts";

/** Who follows the log; each has a position of its own. */
export type ConsumerName = "search" | "notifications";

/** What stands in the log of one event: ids and small facts. What they name is loaded by id, and may be gone. */
export interface LoggedEvent {
  readonly conversationId: string;
  readonly seq: number;
  readonly kind: EventKind;
  readonly actorId: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly occurredAt: Date;
}

/**
 * Is told of every committed event of its kinds at least once, in batches, one batch at a time in all processes together.
 * What was told may come again after a fault, so telling it twice is telling it once. Order: that of transactions, which
 * within one conversation is nearly, and not always, that of `seq`; whoever needs more compares `seq`.
 */
export interface Consumer {
  readonly name: ConsumerName;
  readonly kinds: readonly EventKind[];
  /**
   * Resolves when everything that follows from the events is stored. `signal` aborts when the process stops or has lost
   * the position to another.
   *
   * Errors: `PassingFault` while something it needs is not there: the batch is tried again for as long as that takes, and
   * the log waits. Any other: the batch is tried again a few times, then its events one by one; those that still fail go
   * to `dead_letter`, and the log goes on.
   */
  handle(events: readonly LoggedEvent[], signal: AbortSignal): Promise<void>;
}

/** Something outside of Parley does not answer, and will again. */
export class PassingFault extends Error {
  override readonly name = "PassingFault";
}
