/**
 * Tells of receipts as they advance, without telling of each: what moves in one conversation within 250 ms is one
 * announcement, first where it is made and once more where it is heard, because every process announces.
 *
 *     announce   the first at once; those of the next 250 ms together, behind them
 *     hear       the same, and then one read for everybody here who listens: the members that moved, as they are now,
 *                and which listeners are members still
 *
 * An announcement may be lost, and then nothing is: marks are stored, and the next one shows them. A follower who is
 * removed is ended when the log's publication tells of it, and at the latest before the next announcement.
 */
import { endsMembershipOf } from "../domain/events.ts";
import { isKeptFromAll } from "../domain/privacy/restriction.ts";
import { viewReceipts } from "../domain/privacy/viewSignal.ts";
import { joinReceipts } from "../domain/receipts/joinReceipts.ts";
import { RECEIPTS_SAMPLE_MAX } from "../domain/receipts/ports.ts";
import type { MarkedMember, Receipts, ReceiptsItem, ReceiptsListener } from "../domain/receipts/ports.ts";
import type { MovedMark, ReceiptsSignal, SignalBus } from "../domain/signals.ts";
import { abortable } from "../lib/abortable.ts";
import { Latch } from "../lib/latch.ts";

const WINDOW_MS = 250;

export interface ReceiptsOptions {
  readonly signals: SignalBus;
  /** The present members among these users, with their marks; of those named, also from whom these are kept. */
  readonly readMembers: (
    conversationId: string,
    userIds: readonly string[],
    namedIds: readonly string[],
  ) => Promise<MarkedMember[]>;
  readonly onError: (error: unknown) => void;
}

export function createReceipts({ signals, readMembers, onError }: ReceiptsOptions): Receipts & Disposable {
  const announcing = createWindows<Map<string, MovedMark>>((conversationId, moved) => {
    const marks = [...moved.values()].slice(0, RECEIPTS_SAMPLE_MAX);
    signals.publish(conversationId, { type: "RECEIPTS", marks, count: moved.size });
  });

  const heardHere = new Map<string, HeardConversation>();
  const telling = createWindows<Heard>(async (conversationId, heard) => {
    const listeners = listenersOf(conversationId);
    if (listeners.length === 0) return;
    const sample = [...heard.userIds].slice(0, RECEIPTS_SAMPLE_MAX);
    try {
      const asked = new Set([...sample, ...listeners.flatMap(({ userId }) => userId ?? [])]);
      const present = await readMembers(conversationId, [...asked], sample);
      const moved = present.filter((member) => sample.includes(member.userId));
      // Who shows them to nobody is not even counted.
      const members = moved.filter(({ restriction }) => !isKeptFromAll(restriction));
      const count = heard.userIds.size + heard.others - (moved.length - members.length);
      const item: ReceiptsItem = { type: "RECEIPTS", conversationId, members, count };
      const presentIds = new Set(present.map((member) => member.userId));
      for (const listener of listeners) {
        if (listener.userId !== null && !presentIds.has(listener.userId)) listener.end();
        else if (count > 0) listener.take(item);
      }
    } catch (error) {
      onError(error);
    }
  });

  function hear(conversationId: string, { marks, count }: ReceiptsSignal): void {
    const heard = telling.open(conversationId, () => ({ userIds: new Set(), others: 0 }));
    for (const mark of marks) heard.userIds.add(mark.userId);
    heard.others += Math.max(0, count - marks.length);
    telling.tell(conversationId);
  }

  const listenersOf = (conversationId: string): ReceiptsListener[] => [
    ...(heardHere.get(conversationId)?.listeners ?? []),
  ];

  function listen(conversationId: string, listener: ReceiptsListener): () => void {
    let entry = heardHere.get(conversationId);
    if (entry === undefined) {
      const stop = signals.listen(conversationId, (signal) => {
        if (signal.type === "RECEIPTS") hear(conversationId, signal);
      });
      heardHere.set(conversationId, (entry = { listeners: new Set(), stop }));
    }
    const { listeners, stop } = entry;
    listeners.add(listener);
    return () => {
      if (!listeners.delete(listener) || listeners.size > 0) return;
      heardHere.delete(conversationId);
      stop();
    };
  }

  /** Ends the follower when the log tells of the removal. That may come late, when they are back: so the table is asked. */
  function watchRemoval(conversationId: string, follower: Follower): () => void {
    return signals.listenToEvents(conversationId, (event) => {
      if (!endsMembershipOf(event, follower.userId)) return;
      readMembers(conversationId, [follower.userId], [])
        .then((members) => members.length === 0 && follower.end())
        // The next announcement asks again.
        .catch(onError);
    });
  }

  return {
    announce: ({ conversationId, userId, mark: { deliveredSeq, receiptSeq } }) => {
      const moved = announcing.open(conversationId, () => new Map<string, MovedMark>());
      moved.set(userId, { userId, deliveredSeq, readSeq: receiptSeq });
      announcing.tell(conversationId);
    },
    listen,
    follow: (userId, conversationId) =>
      abortable(async function* (signal) {
        const follower = new Follower(userId);
        const stops = [listen(conversationId, follower), watchRemoval(conversationId, follower)];
        try {
          while (!signal.aborted) {
            const item = follower.read();
            if (item !== null) yield item;
            else if (follower.isOver) return;
            else await follower.moved.wait(signal);
          }
        } finally {
          for (const stop of stops) stop();
        }
      }),
    [Symbol.dispose]() {
      announcing.close();
      telling.close();
    },
  };
}

interface HeardConversation {
  readonly listeners: Set<ReceiptsListener>;
  readonly stop: () => void;
}

/** What was heard since the last announcement. */
interface Heard {
  readonly userIds: Set<string>;
  /** Moved, and not among those named. */
  others: number;
}

/** One reader: holds one announcement at most, into which newer ones are joined. */
class Follower implements ReceiptsListener {
  readonly userId: string;
  readonly moved = new Latch();
  #item: ReceiptsItem | null = null;
  #isOver = false;

  constructor(userId: string) {
    this.userId = userId;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  read(): ReceiptsItem | null {
    const item = this.#item;
    this.#item = null;
    return item;
  }

  take(item: ReceiptsItem): void {
    const view = viewReceipts(item, this.userId);
    if (view === null) return;
    this.#item = this.#item === null ? view : joinReceipts(this.#item, view);
    this.moved.set();
  }

  end(): void {
    this.#item = null;
    this.#isOver = true;
    this.moved.set();
  }
}

interface Window<Content> {
  content: Content | null;
  /** Until it ends nothing more is told. */
  isShut: boolean;
  timer: NodeJS.Timeout | null;
}

/** Content gathered per conversation and told at most once in `WINDOW_MS`, one after the other: the first at once. */
function createWindows<Content>(tell: (conversationId: string, content: Content) => Promise<void> | void) {
  const windows = new Map<string, Window<Content>>();

  async function tellNow(conversationId: string): Promise<void> {
    const window = windows.get(conversationId);
    if (window === undefined || window.isShut) return;
    const { content } = window;
    if (content === null) {
      windows.delete(conversationId);
      return;
    }
    window.content = null;
    window.isShut = true;
    await tell(conversationId, content);
    // Closed meanwhile.
    if (windows.get(conversationId) !== window) return;
    window.timer = setTimeout(() => {
      window.isShut = false;
      void tellNow(conversationId);
    }, WINDOW_MS);
  }

  return {
    /** What is gathered now, made by `create` when there is nothing yet. */
    open: (conversationId: string, create: () => Content): Content => {
      const window = windows.get(conversationId) ?? { content: null, isShut: false, timer: null };
      windows.set(conversationId, window);
      return (window.content ??= create());
    },
    /** Tells what is gathered, now or when the window ends. */
    tell: (conversationId: string): void => void tellNow(conversationId),
    close: () => {
      for (const { timer } of windows.values()) if (timer !== null) clearTimeout(timer);
      windows.clear();
    },
  };
}
