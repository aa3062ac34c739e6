/** What an inbox tells beside its events, over fake ports: nothing is left behind, nothing queues, nothing is lost. */
import { expect, onTestFinished, test, vi } from "vitest";
import { unavailable } from "../../src/domain/errors.ts";
import { OWN_ROW_KINDS } from "../../src/domain/ownRows.ts";
import type { Choice, OwnChoiceItem, PresenceView } from "../../src/domain/presence/ports.ts";
import type { MarkedMember, OwnMarksItem, ReceiptsItem } from "../../src/domain/receipts/ports.ts";
import type { InboxExtra, SignalItem } from "../../src/domain/streams.ts";
import { abortable } from "../../src/lib/abortable.ts";
import { Latch } from "../../src/lib/latch.ts";
import { FeedSignals } from "../../src/realtime/feedSignals.ts";
import { InboxExtras, TOLD_ROWS_MAX } from "../../src/realtime/inboxExtras.ts";
import type { ExtrasOptions } from "../../src/realtime/inboxExtras.ts";
import { CONVERSATION, failOn, markedMember, OTHER, readOwnRows, USER } from "./fakes.ts";

const ALL: ReadonlySet<InboxExtra> = new Set(["TYPING", "RECEIPTS", "PRESENCE", ...OWN_ROW_KINDS]);

/** Watches that tell what they are given, and how many of them are open. */
class Watching {
  readonly asked: (readonly string[])[] = [];
  open = 0;
  readonly #latches = new Set<Latch>();
  #views: readonly PresenceView[] = [];

  /** Every open watch, and every later one first of all, tells of these. */
  tells(...views: readonly PresenceView[]): void {
    this.#views = views;
    for (const latch of this.#latches) latch.set();
  }

  readonly watch: ExtrasOptions["watchPresence"] = (_userId, userIds) => {
    this.asked.push(userIds);
    return abortable((signal) => this.#run(signal));
  };

  async *#run(signal: AbortSignal): AsyncGenerator<PresenceView> {
    this.open += 1;
    const moved = new Latch();
    this.#latches.add(moved);
    try {
      while (!signal.aborted) {
        for (const view of this.#views) yield view;
        await moved.wait(signal);
      }
    } finally {
      this.open -= 1;
      this.#latches.delete(moved);
    }
  }
}

function presenceOf(userId: string, status: PresenceView["status"] = "ONLINE"): PresenceView {
  return { type: "PRESENCE", userId, status, customStatus: null, lastSeenAt: null };
}

function marked(readSeq: number, conversationId = CONVERSATION, userId = USER): MarkedMember {
  return markedMember(readSeq, { id: `${conversationId}-${userId}`, conversationId, userId });
}

function choice(chosenStatus: Choice["chosenStatus"], customStatus: string | null = null): Choice {
  return { userId: USER, chosenStatus, customStatus };
}

function ownMarks(member: MarkedMember): OwnMarksItem {
  return { type: "OWN_MARKS", member };
}

function ownChoice(chosen: Choice): OwnChoiceItem {
  return { type: "OWN_CHOICE", choice: chosen };
}

function receipts(...members: readonly MarkedMember[]): ReceiptsItem {
  return { type: "RECEIPTS", conversationId: CONVERSATION, members, count: members.length };
}

function typing(...userIds: readonly string[]): SignalItem {
  return { type: "TYPING", conversationId: CONVERSATION, userIds, count: userIds.length };
}

/** The signals of CONVERSATION, with what makes them. */
function startSignals() {
  const told = new Map<string, (item: SignalItem) => void>();
  const source = (kind: SignalItem["type"]) => (_id: string, listener: (item: SignalItem) => void) => {
    told.set(kind, listener);
    return () => void told.delete(kind);
  };
  const signals = new FeedSignals(CONVERSATION, { TYPING: source("TYPING"), RECEIPTS: source("RECEIPTS") });
  return { signals, tell: (item: SignalItem) => told.get(item.type)?.(item), open: () => [...told.keys()] };
}

function openExtras(told: Partial<ExtrasOptions> = {}, wanted = ALL) {
  const watching = new Watching();
  const extras = new InboxExtras(
    {
      watchPresence: watching.watch,
      readPartners: async () => ["ana"],
      readReceiptsSince: async () => [],
      readOwnRows: readOwnRows(),
      profileNews: { listen: () => () => undefined },
      onError: failOn,
      ...told,
    },
    USER,
    wanted,
    () => undefined,
  );
  return { extras, watching };
}

/** Until nothing is under way. */
async function settled(): Promise<void> {
  for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
}

test("people are watched once, however many direct conversations begin at the same moment, and not any more after the end", async () => {
  const asked: PromiseWithResolvers<string[]>[] = [];
  const { extras, watching } = openExtras({
    readPartners: () => {
      const answer = Promise.withResolvers<string[]>();
      asked.push(answer);
      return answer.promise;
    },
  });
  watching.tells(presenceOf("ana"));
  for (let times = 0; times < 3; times += 1) extras.watchPeople();
  // In the order in which a pool may answer them.
  for (const { resolve } of asked.toReversed()) resolve(["ana", "bo"]);
  await settled();
  expect(watching.open).toBe(1);
  expect([...extras.take()]).toEqual([presenceOf("ana")]);
  extras.watchPeople();
  extras.close();
  asked.at(-1)?.resolve(["ana"]);
  await settled();
  expect(watching.open).toBe(0);
  watching.tells(presenceOf("ana", "AWAY"));
  expect(extras.isEmpty).toBe(true);
});

test("a watch that begins anew with one more person repeats nobody, and lets go of the older one behind its first word", async () => {
  const people = ["ana"];
  const { extras, watching } = openExtras({ readPartners: async () => people });
  watching.tells(presenceOf("ana"));
  extras.watchPeople();
  await settled();
  expect([...extras.take()]).toEqual([presenceOf("ana")]);
  people.push("bo");
  watching.tells();
  extras.watchPeople();
  await settled();
  expect(watching.open).toBe(2);
  watching.tells(presenceOf("ana"), presenceOf("bo"));
  await settled();
  expect(watching.asked).toEqual(
    [
      ["ana", "bo"],
      ["ana", "bo"],
    ].map(() => people),
  );
  expect(watching.open).toBe(1);
  expect([...extras.take()]).toEqual([presenceOf("bo")]);
  extras.close();
  await settled();
  expect(watching.open).toBe(0);
});

test("people are asked for again when the database is back, and no error is made of it", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  let isAway = true;
  const { extras, watching } = openExtras({
    readPartners: async () => {
      if (isAway) throw unavailable("The database is away.");
      return ["ana"];
    },
  });
  watching.tells(presenceOf("ana"));
  extras.watchPeople();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(watching.asked).toEqual([]);
  isAway = false;
  await vi.advanceTimersByTimeAsync(5_000);
  await settled();
  expect([...extras.take()]).toEqual([presenceOf("ana")]);
  extras.close();
});

test("an inbox that asked for no presence asks for no people", () => {
  const { extras } = openExtras({ readPartners: () => Promise.reject(new Error("unreachable")) }, new Set());
  extras.watchPeople();
});

test("of each person, and of each conversation's typing and marks, the newest waits; receipts are joined", () => {
  const { extras } = openExtras();
  const [ana, bo] = [marked(3, CONVERSATION, "ana"), marked(4, CONVERSATION, "bo")];
  extras.add(typing("ana"));
  extras.add(typing());
  extras.add(receipts(marked(2, CONVERSATION, "ana")));
  extras.add(receipts(ana, bo));
  for (const readSeq of [5, 6]) extras.addOwnRow(ownMarks(marked(readSeq)));
  extras.addOwnRow(ownMarks(marked(6)));
  extras.add(presenceOf("ana"));
  extras.add(presenceOf("ana", "AWAY"));
  expect([...extras.take()]).toEqual([
    typing(),
    { ...receipts(ana, bo), count: 2 },
    ownMarks(marked(6)),
    presenceOf("ana", "AWAY"),
  ]);
  // Marks that were told already are not told again, and going back is told.
  extras.addOwnRow(ownMarks(marked(6)));
  expect(extras.isEmpty).toBe(true);
  extras.addOwnRow(ownMarks(marked(2)));
  expect([...extras.take()]).toEqual([ownMarks(marked(2))]);
});

test("of the choice the newest waits, it holds positions back, and what was told already is not told again", () => {
  const { extras } = openExtras();
  for (const chosen of [choice("BUSY"), choice("BUSY", "in a meeting"), choice("OFFLINE")]) {
    extras.addOwnRow(ownChoice(chosen));
  }
  expect(extras.owesRows).toBe(true);
  expect([...extras.take()]).toEqual([ownChoice(choice("OFFLINE"))]);
  extras.addOwnRow(ownChoice(choice("OFFLINE")));
  expect([extras.isEmpty, extras.owesRows]).toEqual([true, false]);
  extras.addOwnRow(ownChoice(choice("OFFLINE", "gone")));
  expect([...extras.take()]).toEqual([ownChoice(choice("OFFLINE", "gone"))]);

  const { extras: unasked } = openExtras({}, new Set<InboxExtra>(["OWN_MARKS", "PRESENCE"]));
  unasked.addOwnRow(ownChoice(choice("BUSY")));
  expect(unasked.isEmpty).toBe(true);
});

test("what was told of the rows of longest ago is forgotten, and told again", () => {
  const { extras } = openExtras();
  const told = (index: number) => ownMarks(marked(3, `conversation ${index}`));
  for (let index = 0; index < TOLD_ROWS_MAX; index += 1) extras.addOwnRow(told(index));
  Array.from(extras.take());
  extras.addOwnRow(told(0));
  expect(extras.isEmpty).toBe(true);
  extras.addOwnRow(told(TOLD_ROWS_MAX));
  extras.addOwnRow(told(0));
  extras.addOwnRow(told(2));
  expect(Array.from(extras.take())).toEqual([told(TOLD_ROWS_MAX), told(0)]);
});

test("what comes while a round is taken waits for the next, so that signals keep no events back", () => {
  const { extras } = openExtras();
  extras.add(presenceOf("ana"));
  const round = extras.take();
  expect(round.next().value).toEqual(presenceOf("ana"));
  extras.add(presenceOf("ana", "AWAY"));
  expect(round.next().done).toBe(true);
  expect(extras.isEmpty).toBe(false);
});

test("what waits of a conversation is gone when its membership is", () => {
  const { extras } = openExtras();
  const stop = extras.follow(startSignals().signals);
  extras.add(typing("ana"));
  extras.add(receipts(marked(2, CONVERSATION, "ana")));
  extras.addOwnRow(ownMarks(marked(3)));
  extras.addOwnRow(ownMarks(marked(3, OTHER)));
  stop();
  expect([...extras.take()]).toEqual([ownMarks(marked(3, OTHER))]);
});

test("of a conversation's signals those are wanted that were asked for", () => {
  for (const [wanted, signals] of [
    [new Set<InboxExtra>(["RECEIPTS"]), ["RECEIPTS"]],
    [new Set<InboxExtra>(["TYPING", "PRESENCE"]), ["TYPING"]],
    [new Set<InboxExtra>(), []],
    [ALL, ["TYPING", "RECEIPTS"]],
  ] as const) {
    expect(openExtras({}, wanted).extras.signals).toEqual(signals);
  }
});

test("whoever comes while somebody types is told so, and whoever comes later is not", () => {
  const { signals, tell } = startSignals();
  const stop = signals.listen(["TYPING"], () => undefined);
  tell(typing("ana"));
  const { extras } = openExtras();
  const leave = extras.follow(signals);
  expect([...extras.take()]).toEqual([typing("ana")]);
  leave();
  tell(typing());
  const { extras: late } = openExtras();
  late.follow(signals)();
  expect(late.isEmpty).toBe(true);
  stop();
  expect(signals.typing).toBe(null);
});

test("a replay tells of marks, the choice and receipts, once per conversation, and of no signal that comes meanwhile", async () => {
  const { extras } = openExtras({
    readOwnRows: readOwnRows({
      OWN_MARKS: async () => [ownMarks(marked(4))],
      OWN_CHOICE: async () => [ownChoice(choice("BUSY"))],
    }),
    readReceiptsSince: async () => [receipts(marked(2, CONVERSATION, "ana"))],
  });
  extras.add(typing("ana"));
  const items = [];
  for await (const item of extras.replay(1n, new AbortController().signal)) {
    items.push(item.type);
    extras.add(receipts(marked(3, CONVERSATION, "ana")));
  }
  expect(items).toEqual(["OWN_MARKS", "OWN_CHOICE", "RECEIPTS"]);
  expect([...extras.take()].map(({ type }) => type)).toEqual(["TYPING", "RECEIPTS"]);
});
