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
  /** Where it begins when there is no position of it yet: with the first event there is, or with the next. */
  readonly begins: "FIRST" | "NEXT";
  /** Events in one batch, at most. */
  readonly batchMax: number;
  /**
   * Resolves when everything that follows from the events is stored. `signal` aborts when the process stops or has lost
   * the position to another, and after half a minute; it is to end then, and is told again when it has.
   *
   * Errors: `PassingFault` and UNAVAILABLE while something it needs is not there: the batch is tried again for as long as
   * that takes, and the log waits. Any other, and half a minute gone by: the batch is tried again a few times, then its
   * events one by one; those that still fail become dead letters, and the log goes on.
   */
  handle(events: readonly LoggedEvent[], signal: AbortSignal): Promise<void>;
}

/** Something outside of Parley does not answer, and will again. */
export class PassingFault extends Error {
  override readonly name = "PassingFault";
}

/** Where a consumer stands in the order of transactions: behind one event of one transaction. */
export interface LogPosition {
  readonly xid: bigint;
  readonly conversationId: string;
  readonly seq: number;
}

export interface DeadLetter {
  readonly conversationId: string;
  readonly seq: number;
  readonly error: string;
}

/** A page of the log, and where the one who read it stands then. */
export interface LogPage {
  readonly events: readonly LoggedEvent[];
  /** Behind the last of them; where there are none, the horizon, which holds when it is a second old. */
  readonly position: LogPosition;
  /** Whether there may be more behind it. */
  readonly isFull: boolean;
}

/** Positions and dead letters. Every method: UNAVAILABLE while the database does not answer. */
export interface ConsumerStore {
  /** Where the consumer stands, for whoever has its position from now for `leaseMs`; null while another one has it. */
  claim(consumer: Consumer, claimId: string, leaseMs: number): Promise<LogPosition | null>;
  /** Events behind `position` whose transactions, and all before them, have ended. */
  read(position: LogPosition, consumer: Pick<Consumer, "kinds" | "batchMax">): Promise<LogPage>;
  /**
   * Stores the position, and what could not be taken in before it, in one transaction; false when another one has it, or it is
   * not stored as `from` any more: it is to be claimed anew.
   */
  advance(
    name: ConsumerName,
    claimId: string,
    from: LogPosition,
    position: LogPosition,
    deadLetters: readonly DeadLetter[],
  ): Promise<boolean>;
  /** Gives the position up to whoever asks next. */
  release(name: ConsumerName, claimId: string): Promise<void>;
  /** Dead letters for which another try was asked, at most a hundred; those whose event is gone are settled. */
  readDue(name: ConsumerName): Promise<readonly LoggedEvent[]>;
  /** A dead letter was taken in after all; or, with `error`, was not. */
  settle(name: ConsumerName, event: LoggedEvent, error: string | null): Promise<void>;
}
