/**
 * What an inbox tells beside its events, where it was asked for: the presence of the people its user talks to directly,
 * the user's own rows, and who types already where it begins to follow. The hub hands over what is signalled after that.
 *
 * Of each person, of each row, and of each conversation's typing and receipts, the newest waits until it is taken: nothing
 * more queues for a slow reader. Own rows are no signals: every change that a position covers has been handed over before
 * that position (`PositionCheck`).
 */
import { isOwnRow, OWN_ROW_KINDS, ownRowOf } from "../domain/ownRows.ts";
import type { OwnRowItem, ReadOwnRows } from "../domain/ownRows.ts";
import type { AdvancedReceipts } from "../domain/receipts/ports.ts";
import type { InboxExtra, InboxStreamItem, SignalItem } from "../domain/streams.ts";
import { RequestError } from "../domain/errors.ts";
import { isSamePresence } from "../domain/presence/policy.ts";
import type { PresenceView } from "../domain/presence/ports.ts";
import { viewTyping } from "../domain/privacy/viewSignal.ts";
import { joinReceipts } from "../domain/receipts/joinReceipts.ts";
import { sleep } from "../lib/latch.ts";
import type { FeedSignals } from "./feedSignals.ts";
import type { ProfileListener, ProfileNews } from "./profileNews.ts";
import { patiently } from "./readOn.ts";

/** A database that is away says nothing of people: it is asked again, and the inbox goes on without them. */
const PEOPLE_RETRY_MS = 5_000;

/** Rows of which an inbox remembers what it told last; one that it has forgotten is perhaps told again. */
export const TOLD_ROWS_MAX = 10_000;

const SIGNALS = ["TYPING", "RECEIPTS"] as const;

export interface ExtrasOptions {
  readonly watchPresence: (userId: string, userIds: readonly string[]) => AsyncGenerator<PresenceView>;
  /** The people with whom the user has direct conversations, the liveliest first, at most 100. */
  readonly readPartners: (userId: string) => Promise<string[]>;
  readonly readReceiptsSince: (userId: string, since: bigint) => Promise<readonly AdvancedReceipts[]>;
  readonly readOwnRows: ReadOwnRows;
  readonly profileNews: Pick<ProfileNews, "listen">;
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
  /** Of own rows: what was told last. */
  readonly #toldRows = new Map<string, string>();
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
   * Tells of who types already in a conversation, and of its members' profiles as they change. The returned function ends
   * it: what waits of the conversation is not told any more.
   */
  follow({ typing, conversationId }: FeedSignals): () => void {
    const shown = typing && viewTyping(typing, this.#userId);
    if (shown !== null && shown.count > 0 && this.wanted.has("TYPING")) this.add(shown);
    const stopProfiles = this.wanted.has("PROFILES")
      ? this.#options.profileNews.listen(conversationId, this.#addProfile)
      : undefined;
    return () => {
      stopProfiles?.();
      for (const [key, item] of this.#waiting) {
        if (conversationIdOf(item) !== conversationId) continue;
        this.#waiting.delete(key);
        // It was not told after all: who comes back is told.
        this.#toldRows.delete(key);
      }
    };
  }

  /** A row as it is now; left out where that was told already. */
  addOwnRow(item: OwnRowItem): void {
    const key = keyOf(item);
    const { value } = ownRowOf(item);
    if (!this.wanted.has(item.type) || this.#toldRows.get(key) === value) return;
    this.#toldRows.delete(key);
    this.#toldRows.set(key, value);
    const [oldest] = this.#toldRows.keys();
    if (this.#toldRows.size > TOLD_ROWS_MAX && oldest !== undefined) this.#toldRows.delete(oldest);
    this.add(item);
  }

  /** What transactions from `since` on have changed, as it is now. Who types waits: it is not replayed. */
  async *replay(since: bigint, signal: AbortSignal): AsyncGenerator<InboxStreamItem> {
    const { readOwnRows, readReceiptsSince } = this.#options;
    for (const kind of OWN_ROW_KINDS.filter((each) => this.wanted.has(each))) {
      const read = (): Promise<readonly OwnRowItem[]> => readOwnRows[kind]([this.#userId], since);
      const rows = await patiently(read, signal);
      for (const item of rows) this.addOwnRow(item);
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

  /** One function for all conversations: a person is told of once, however many are shared with them. */
  readonly #addProfile: ProfileListener = (profile) => this.add({ type: "PROFILE", profile });

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

/** What is not told any more when a membership ends. */
function conversationIdOf(item: InboxStreamItem): string | null {
  if (isOwnRow(item)) return ownRowOf(item).conversationId;
  return item.type === "TYPING" || item.type === "RECEIPTS" ? item.conversationId : null;
}

function keyOf(item: InboxStreamItem): string {
  if (isOwnRow(item)) return `${item.type} ${ownRowOf(item).key}`;
  switch (item.type) {
    case "PRESENCE":
      return `PRESENCE ${item.userId}`;
    case "PROFILE":
      return `PROFILE ${item.profile.id}`;
    case "TYPING":
    case "RECEIPTS":
      return `${item.type} ${item.conversationId}`;
    case "EVENT":
    case "READY":
    case "RESET":
    case "CHECKPOINT":
      return item.type;
  }
}
