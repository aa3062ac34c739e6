/**
 * What an inbox tells beside its events, where it was asked for: the presence of the people its user talks to directly,
 * the user's own marks and choice, and who types already where it begins to follow. The hub hands over what is signalled
 * after that.
 *
 * Of each person, and of each conversation's marks, typing and receipts, the newest waits until it is taken: nothing
 * more queues for a slow reader. Own marks, and the choice, are rows and not signals: every change that a position covers
 * has been handed over before that position (`PositionCheck`).
 */
import type { AdvancedReceipts, MarkedMember } from "../domain/receipts/ports.ts";
import type { InboxExtra, InboxStreamItem, SignalItem } from "../domain/streams.ts";
import { RequestError } from "../domain/errors.ts";
import { isSamePresence } from "../domain/presence/policy.ts";
import type { Choice, PresenceView, ReadChoicesSince } from "../domain/presence/ports.ts";
import { joinReceipts } from "../domain/receipts/joinReceipts.ts";
import { sleep } from "../lib/latch.ts";
import type { FeedSignals } from "./feedSignals.ts";
import { patiently } from "./readOn.ts";

/** A database that is away says nothing of people: it is asked again, and the inbox goes on without them. */
const PEOPLE_RETRY_MS = 5_000;

const SIGNALS = ["TYPING", "RECEIPTS"] as const;

export interface ExtrasOptions {
  readonly watchPresence: (userId: string, userIds: readonly string[]) => AsyncGenerator<PresenceView>;
  /** The people with whom the user has direct conversations, the liveliest first, at most 100. */
  readonly readPartners: (userId: string) => Promise<string[]>;
  readonly readReceiptsSince: (userId: string, since: bigint) => Promise<readonly AdvancedReceipts[]>;
  readonly readMarksSince: (userIds: readonly string[], since: bigint) => Promise<readonly MarkedMember[]>;
  readonly readChoicesSince: ReadChoicesSince;
  readonly onError: (error: unknown) => void;
}

export class InboxExtras {
  readonly wanted: ReadonlySet<InboxExtra>;
  /** What is told of each conversation. */
  readonly signals: readonly SignalItem["type"][];
  readonly #options: ExtrasOptions;
  readonly #userId: string;
  readonly #onAdded: () => void;
  readonly #waiting = new Map<string, InboxStreamItem>();
  /** Of own marks, by conversation: what was told last. */
  readonly #toldMarks = new Map<string, string>();
  /** Of the user's choice: what was told last. */
  #toldChoice: string | null = null;
  /** Of the people who are watched: what was told last. */
  readonly #toldPeople = new Map<string, PresenceView>();
  #watch: AbortController | null = null;
  #isClosed = false;

  constructor(options: ExtrasOptions, userId: string, wanted: ReadonlySet<InboxExtra>, onAdded: () => void) {
    this.#options = options;
    this.#userId = userId;
    this.wanted = wanted;
    this.signals = SIGNALS.filter((kind) => wanted.has(kind));
    this.#onAdded = onAdded;
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** Own rows wait: no position that was looked at behind them may be told before. */
  get owesRows(): boolean {
    return this.#waiting.values().some(isOwnRow);
  }

  add(item: InboxStreamItem): void {
    if (this.#isClosed) return;
    const key = keyOf(item);
    const waiting = this.#waiting.get(key);
    const isJoined = item.type === "RECEIPTS" && waiting?.type === "RECEIPTS";
    this.#waiting.set(key, isJoined ? joinReceipts(waiting, item) : item);
    this.#onAdded();
  }

  /**
   * Tells of who types already in a conversation. The returned function ends it: what waits of the conversation is not
   * told any more.
   */
  follow({ typing, conversationId }: FeedSignals): () => void {
    if (typing !== null && typing.count > 0 && this.wanted.has("TYPING")) this.add(typing);
    return () => {
      for (const type of ["TYPING", "RECEIPTS", "OWN_MARKS"] as const) {
        this.#waiting.delete(`${type} ${conversationId}`);
      }
    };
  }

  /** Marks as they are now; those that were told already are left out. */
  addOwnMarks(member: MarkedMember): void {
    const { conversationId, mark } = member;
    const marks = `${mark.deliveredSeq} ${mark.readSeq}`;
    if (!this.wanted.has("OWN_MARKS") || this.#toldMarks.get(conversationId) === marks) return;
    this.#toldMarks.set(conversationId, marks);
    this.add({ type: "OWN_MARKS", member });
  }

  /** The choice as it is now; what was told already is left out. */
  addOwnChoice(choice: Choice): void {
    const told = `${choice.chosenStatus} ${choice.customStatus ?? ""}`;
    if (!this.wanted.has("OWN_CHOICE") || this.#toldChoice === told) return;
    this.#toldChoice = told;
    this.add({ type: "OWN_CHOICE", choice });
  }

  /** What transactions from `since` on have changed, as it is now. Who types waits: it is not replayed. */
  async *replay(since: bigint, signal: AbortSignal): AsyncGenerator<InboxStreamItem> {
    const { readMarksSince, readChoicesSince, readReceiptsSince } = this.#options;
    if (this.wanted.has("OWN_MARKS")) {
      const own = await patiently(() => readMarksSince([this.#userId], since), signal);
      for (const member of own) this.addOwnMarks(member);
    }
    if (this.wanted.has("OWN_CHOICE")) {
      const choices = await patiently(() => readChoicesSince([this.#userId], since), signal);
      for (const choice of choices) this.addOwnChoice(choice);
    }
    if (this.wanted.has("RECEIPTS")) {
      const advanced = await patiently(() => readReceiptsSince(this.#userId, since), signal);
      for (const receipts of advanced) this.add({ ...receipts, type: "RECEIPTS" });
    }
    yield* this.#take((item) => isOwnRow(item) || item.type === "RECEIPTS");
  }

  take(): Generator<InboxStreamItem> {
    return this.#take(() => true);
  }

  /** Begins, or begins anew with whom the user talks to now. */
  watchPeople(): void {
    if (!this.wanted.has("PRESENCE") || this.#isClosed) return;
    let older = this.#watch;
    const controller = new AbortController();
    const { signal } = controller;
    // The older one goes on until the new one tells, so that who is watched by both is not asked for anew.
    const endOlder = (): void => {
      older?.abort();
      older = null;
    };
    signal.addEventListener("abort", endOlder);
    this.#watch = controller;
    this.#tellOfPeople(signal, endOlder).catch(this.#options.onError);
  }

  close(): void {
    this.#isClosed = true;
    this.#watch?.abort();
    this.#waiting.clear();
  }

  async #tellOfPeople(signal: AbortSignal, onBegun: () => void): Promise<void> {
    const { readPartners, watchPresence } = this.#options;
    while (!signal.aborted) {
      try {
        const userIds = await readPartners(this.#userId);
        if (signal.aborted || userIds.length === 0) return;
        const views = watchPresence(this.#userId, userIds);
        signal.addEventListener("abort", () => void views.return(undefined).catch(this.#options.onError));
        for await (const view of views) {
          onBegun();
          this.#addPresence(view);
        }
        return;
      } catch (error) {
        if (!(error instanceof RequestError) || error.code !== "UNAVAILABLE") throw error;
        await sleep(PEOPLE_RETRY_MS, signal);
      }
    }
  }

  /** A watch that begins anew tells of everybody; what was told already is left out. */
  #addPresence(view: PresenceView): void {
    const told = this.#toldPeople.get(view.userId);
    if (told !== undefined && isSamePresence(told, view)) return;
    this.#toldPeople.set(view.userId, view);
    this.add(view);
  }

  /** One round: what is added meanwhile waits for the next, behind the events. */
  *#take(isTaken: (item: InboxStreamItem) => boolean): Generator<InboxStreamItem> {
    for (const key of Array.from(this.#waiting.keys())) {
      const item = this.#waiting.get(key);
      if (item === undefined || !isTaken(item)) continue;
      this.#waiting.delete(key);
      yield item;
    }
  }
}

/** What is stored for the user alone. */
function isOwnRow(item: InboxStreamItem): boolean {
  return item.type === "OWN_MARKS" || item.type === "OWN_CHOICE";
}

function keyOf(item: InboxStreamItem): string {
  switch (item.type) {
    case "PRESENCE":
      return `PRESENCE ${item.userId}`;
    case "OWN_MARKS":
      return `OWN_MARKS ${item.member.conversationId}`;
    case "TYPING":
    case "RECEIPTS":
      return `${item.type} ${item.conversationId}`;
    case "OWN_CHOICE":
    case "EVENT":
    case "READY":
    case "RESET":
    case "CHECKPOINT":
      return item.type;
  }
}
