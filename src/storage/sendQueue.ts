/**
 * Sends on their way into the database: what several conversations wait for goes together, in one statement and commit.
 *
 * Each conversation has a line, in order of arrival, with at most one write of it under way. A line that has something
 * waits its turn, then goes with others in a batch. One batch is under way at a time, so that what arrives meanwhile is
 * one, too: a few large ones cost the database less than many small ones. A further one goes where enough waits to fill
 * it, or where the last one is late. When a batch is written, the next goes before the senders are answered: the database
 * works on while their answers are made.
 *
 * Two things take a line out of the batches, into a lane where it goes by itself: somebody else has its lock (LOCKED),
 * which is waited for there; or its batch failed, and its messages go there one by one, so that only what cannot be
 * written fails. Back at the batches is a line when that is over. What was taken back stands before everything that came
 * later, so the order is kept.
 *
 * A message may be held back (HELD), and with it what stands behind it in its line: it goes again when what it waits for is
 * there, and its line rests until then.
 */
import type { NewMessage, SendOutcome } from "../domain/ports.ts";

export interface SendQueueOptions {
  /**
   * Writes messages of one or several conversations in the order given, and answers each. Where `waits` is false,
   * it waits for no conversation's lock: messages to one that is locked are LOCKED, and not written.
   */
  readonly write: (messages: readonly NewMessage[], waits: boolean) => Promise<readonly Written[]>;
  /** Told of what was written, one write after the other for each conversation, before its senders go on. Never throws. */
  readonly onWritten: (outcomes: readonly SendOutcome[]) => void;
  /** Whether a write that failed so has written nothing, and parts of it might succeed. */
  readonly mayGoSingly: (error: unknown, waited: boolean) => boolean;
  /** Messages in one batch. */
  readonly batchMax: number;
  /** Batches under way. */
  readonly batchesMax: number;
  /** A batch that has been under way for so long is waited for no longer. */
  readonly lateAfterMs: number;
  /** Conversations that go by themselves at a time. */
  readonly apartMax: number;
  /** Messages that may wait for one conversation; the next is refused by `onFull`. */
  readonly waitingMax: number;
  /** Messages that may wait in all; the next is refused by `onFull`. */
  readonly waitingInAllMax: number;
  /** A message that has waited for longer when its turn comes is refused by `onFull`, too, and not written. */
  readonly waitMaxMs: number;
  /** How often one message may be held back; after that it is refused by `onFull`. */
  readonly holdsMax: number;
  readonly onFull: () => Error;
}

export type Written =
  | SendOutcome
  | { readonly outcome: "LOCKED" }
  /** Not written, nor what stands behind it in its line. It goes again when `until` has resolved, which never rejects. */
  | { readonly outcome: "HELD"; readonly until: Promise<unknown> | null };

interface Waiting {
  readonly message: NewMessage;
  readonly since: number;
  /** Its batch failed: it goes in a write of its own. */
  isAlone: boolean;
  holds: number;
  readonly resolve: (outcome: SendOutcome) => void;
  readonly reject: (error: unknown) => void;
}

interface Line {
  readonly conversationId: string;
  waiting: Waiting[];
}

/** What is under way of one line. */
interface Group {
  readonly line: Line;
  readonly taken: readonly Waiting[];
}

interface Answer {
  readonly to: Waiting;
  readonly outcome: SendOutcome;
}

/** Queues messages; those to one conversation are written in the order of the calls. */
export function createSendQueue(options: SendQueueOptions): (message: NewMessage) => Promise<SendOutcome> {
  const lines = new Map<string, Line>();
  const forBatches: Line[] = [];
  const forThemselves: Line[] = [];
  let waitingInAll = 0;
  let batches = 0;
  let apart = 0;
  let isBeginning = false;
  let lastBeganAt = 0;
  let lateTimer: NodeJS.Timeout | null = null;

  /** Not at once: what arrives in the same turn of the event loop goes together. */
  function beginSoon(): void {
    if (isBeginning) return;
    isBeginning = true;
    setImmediate(begin);
  }

  function begin(): void {
    isBeginning = false;
    while (batches < options.batchesMax && forBatches.length > 0 && mayBegin()) {
      batches += 1;
      lastBeganAt = performance.now();
      void writeBatch(takeBatch());
    }
    for (; apart < options.apartMax; apart += 1) {
      const line = forThemselves.shift();
      if (line === undefined) break;
      void writeApart(take(line, options.batchMax));
    }
  }

  function mayBegin(): boolean {
    if (batches === 0 || hasFullBatch()) return true;
    const lateInMs = lastBeganAt + options.lateAfterMs - performance.now();
    if (lateInMs <= 0) return true;
    lateTimer ??= setTimeout(() => {
      lateTimer = null;
      begin();
    }, lateInMs);
    return false;
  }

  function hasFullBatch(): boolean {
    let waiting = 0;
    for (const line of forBatches) {
      waiting += line.waiting.length;
      if (waiting >= options.batchMax) return true;
    }
    return false;
  }

  function takeBatch(): Group[] {
    const groups: Group[] = [];
    let room = options.batchMax;
    while (room > 0) {
      const line = forBatches.shift();
      if (line === undefined) break;
      const group = take(line, room);
      room -= group.taken.length;
      groups.push(group);
    }
    return groups;
  }

  function take(line: Line, max: number): Group {
    const oldest = performance.now() - options.waitMaxMs;
    const living = line.waiting.findIndex((each) => each.since >= oldest);
    for (const each of line.waiting.splice(0, living === -1 ? line.waiting.length : living)) {
      waitingInAll -= 1;
      each.reject(options.onFull());
    }
    const taken = line.waiting.splice(0, line.waiting[0]?.isAlone === true ? 1 : max);
    waitingInAll -= taken.length;
    return { line, taken };
  }

  function takeBack({ line, taken }: Group): void {
    line.waiting = [...taken, ...line.waiting];
    waitingInAll += taken.length;
  }

  /** Where the line goes whose write is over. */
  function release(line: Line, isLocked = false): void {
    const [first] = line.waiting;
    if (first === undefined) lines.delete(line.conversationId);
    else if (isLocked || first.isAlone) forThemselves.push(line);
    else forBatches.push(line);
  }

  async function writeBatch(groups: readonly Group[]): Promise<void> {
    const all = groups.flatMap(({ taken }) => taken);
    let written: readonly Written[];
    try {
      written = await write(all, false);
    } catch (error) {
      const isSplit = all.length > 1 && options.mayGoSingly(error, false);
      for (const group of groups) fail(group, error, isSplit);
      batches -= 1;
      return beginSoon();
    }
    const answers: Answer[] = [];
    let from = 0;
    for (const group of groups) {
      const ofGroup = written.slice(from, (from += group.taken.length));
      const own = answersOf(group, ofGroup);
      answers.push(...(own ?? []));
      if (own === null) {
        takeBack(group);
        release(group.line, true);
      } else {
        releaseWritten(group, ofGroup);
      }
    }
    batches -= 1;
    begin();
    tell(answers);
  }

  async function writeApart(group: Group): Promise<void> {
    let written: readonly Written[];
    let answers: readonly Answer[] | null;
    try {
      written = await write(group.taken, true);
      answers = answersOf(group, written);
      if (answers === null) throw new Error("A lock that was waited for was not got.");
    } catch (error) {
      fail(group, error, group.taken.length > 1 && options.mayGoSingly(error, true));
      apart -= 1;
      return beginSoon();
    }
    releaseWritten(group, written);
    apart -= 1;
    begin();
    tell(answers);
  }

  async function write(all: readonly Waiting[], waits: boolean): Promise<readonly Written[]> {
    if (all.length === 0) return [];
    const written = await options.write(
      all.map(({ message }) => message),
      waits,
    );
    if (written.length !== all.length) throw new Error("Not every message of a batch was answered.");
    return written;
  }

  /** Null when the conversation was locked: nothing of it is written. */
  function answersOf({ taken }: Group, written: readonly Written[]): Answer[] | null {
    const answers: Answer[] = [];
    for (const [index, to] of taken.entries()) {
      const outcome = written[index];
      if (outcome === undefined || outcome.outcome === "LOCKED") return null;
      if (outcome.outcome !== "HELD") answers.push({ to, outcome });
    }
    return answers;
  }

  /** The line goes on at once, or, with what was held back of it before all else, when what that waits for is there. */
  function releaseWritten({ line, taken }: Group, written: readonly Written[]): void {
    const held = taken.filter((_each, index) => written[index]?.outcome === "HELD");
    const again = held.filter((each) => (each.holds += 1) <= options.holdsMax);
    for (const each of held) if (!again.includes(each)) each.reject(options.onFull());
    takeBack({ line, taken: again });
    const until = written.flatMap((each) =>
      each.outcome === "HELD" ? [each.until ?? Promise.resolve()] : [],
    );
    if (until.length === 0) return release(line);
    void Promise.all(until).then(() => {
      release(line);
      beginSoon();
    });
  }

  /** Senders go on behind this turn, so that the others have heard by then; and whatever becomes of that, they are answered. */
  function tell(answers: readonly Answer[]): void {
    for (const { to, outcome } of answers) to.resolve(outcome);
    options.onWritten(answers.map(({ outcome }) => outcome));
  }

  function fail(group: Group, error: unknown, isSplit: boolean): void {
    for (const each of group.taken) {
      if (isSplit) each.isAlone = true;
      else each.reject(error);
    }
    if (isSplit) takeBack(group);
    release(group.line);
  }

  return (message) =>
    new Promise((resolve, reject) => {
      const { conversationId } = message;
      const line = lines.get(conversationId) ?? { conversationId, waiting: [] };
      if (line.waiting.length >= options.waitingMax || waitingInAll >= options.waitingInAllMax) {
        reject(options.onFull());
        return;
      }
      line.waiting.push({ message, since: performance.now(), isAlone: false, holds: 0, resolve, reject });
      waitingInAll += 1;
      if (!lines.has(conversationId)) {
        lines.set(conversationId, line);
        forBatches.push(line);
      }
      beginSoon();
    });
}
