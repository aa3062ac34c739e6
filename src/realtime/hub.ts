/**
 * From a feed to the sockets: everybody who has all of a conversation so far, in groups that select the same.
 *
 * A follower joins with the feed's head and is handed what comes behind it. A group takes one event after the other:
 * executes it once (`Executions`), hands the one payload to each member, and goes on. Whoever cannot be served so leaves
 * with the place where it stands, and reads on from the ring or the table on its own:
 *
 *     LAGGING   more waits for its reader than may wait
 *     BEHIND    the ring has lost what comes next, or has it newer than a member may know of, or it failed to execute
 *     REMOVED   it was handed the end of its own membership
 *     VOID      the log is another one now
 *     GONE      its stream was stopped
 */
import { encodeConversationCursor } from "../domain/cursor.ts";
import { endsMembershipOf } from "../domain/events.ts";
import type { ConversationEvent } from "../domain/events.ts";
import { WHOLE } from "../domain/message/policy.ts";
import type { TypingState } from "../domain/presence/ports.ts";
import { keepsSomething, viewSignal } from "../domain/privacy/viewSignal.ts";
import { joinReceipts } from "../domain/receipts/joinReceipts.ts";
import type { Visibility } from "../domain/message/policy.ts";
import type { EventItem, Follower, Payload, Selection, SignalItem } from "../domain/streams.ts";
import { shownFrom } from "./executions.ts";
import type { Executions } from "./executions.ts";
import type { Feed } from "./feed.ts";
import type { FeedSignals } from "./feedSignals.ts";
import { isCommon } from "./readOn.ts";

export type Departure = "LAGGING" | "BEHIND" | "REMOVED" | "VOID" | "GONE";

/** A follower's place in one conversation. */
export interface LiveMember {
  readonly userId: string;
  readonly visibleFromSeq: number;
  readonly follower: Follower;
  /** What it is told of beside the events; the same for all with its selection. */
  readonly signals: readonly SignalItem["type"][];
  /** Everything up to here was taken. Moved by the hub while the member is in it. */
  seq: number;
  /** Called once per stay. */
  readonly onLeft: (why: Departure) => void;
}

export interface HubOptions {
  readonly feed: Feed;
  readonly signals: FeedSignals;
  readonly executions: Executions;
  /** An event was handed to so many followers. */
  readonly onDelivered: (event: ConversationEvent, count: number) => void;
  readonly onError: (error: unknown) => void;
}

/** Executions that may be under way ahead of the one a group waits for. */
const AHEAD_MAX = 8;

export class Hub {
  readonly #options: HubOptions;
  readonly #groups = new Map<Selection, Group>();

  constructor(options: HubOptions) {
    this.#options = options;
    options.feed.onMoved(() => {
      for (const group of this.#groups.values()) group.wake();
    });
  }

  /** Takes a member in whose `seq` is the feed's head; false where it is not any more. */
  join(member: LiveMember): boolean {
    const { feed } = this.#options;
    if (feed.isVoid || member.seq !== feed.head) return false;
    const { selection } = member.follower;
    let group = this.#groups.get(selection);
    if (group === undefined) {
      group = new Group(this.#options, member, () => this.#groups.delete(selection));
      this.#groups.set(selection, group);
    }
    group.add(member);
    return true;
  }

  /** Nothing for a member that is not in it. */
  leave(member: LiveMember): void {
    this.#groups.get(member.follower.selection)?.remove(member, "GONE");
  }
}

class Group {
  readonly #options: HubOptions;
  readonly #selection: Selection;
  readonly #members = new Set<LiveMember>();
  /** By seq: what is executed already of what comes next. */
  readonly #ahead = new Map<number, Promise<Payload> | null>();
  /** Of each kind, what the members are to be told when they have the events before it. */
  readonly #signals = new Map<SignalItem["type"], SignalItem>();
  /** What was told of typing last. */
  #typing: TypingState | null;
  readonly #onEmpty: () => void;
  readonly #stopListening: () => void;
  /** Every member has at least this. */
  #seq: number;
  #isRunning = false;

  constructor(options: HubOptions, first: LiveMember, onEmpty: () => void) {
    this.#options = options;
    this.#selection = first.follower.selection;
    this.#seq = first.seq;
    this.#onEmpty = onEmpty;
    this.#typing = options.signals.typing;
    this.#stopListening = options.signals.listen(first.signals, (item) => this.#hear(item));
  }

  add(member: LiveMember): void {
    this.#members.add(member);
  }

  remove(member: LiveMember, why: Departure): void {
    if (!this.#members.delete(member)) return;
    if (this.#members.size === 0) {
      this.#onEmpty();
      this.#stopListening();
    }
    member.onLeft(why);
  }

  wake(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#run()
      .catch((error: unknown) => {
        this.#options.onError(error);
        this.#dismiss("BEHIND");
      })
      .finally(() => {
        this.#isRunning = false;
        const hasMore = this.#seq < this.#options.feed.head || this.#signals.size > 0;
        if (this.#members.size > 0 && hasMore) this.wake();
      });
  }

  async #run(): Promise<void> {
    const { feed } = this.#options;
    while (this.#members.size > 0) {
      if (feed.isVoid) return this.#dismiss("VOID");
      if (this.#seq >= feed.head) {
        const [signal] = this.#signals.values();
        if (signal === undefined) return;
        this.#signals.delete(signal.type);
        await this.#tell(signal);
        continue;
      }
      const event = feed.at(this.#seq + 1);
      if (event === null || !isCommon(feed, event)) return this.#dismiss("BEHIND");
      this.#executeAhead();
      await this.#deliver(event);
      this.#seq = event.seq;
      this.#ahead.delete(event.seq);
    }
  }

  #dismiss(why: Departure): void {
    this.#seq = this.#options.feed.head;
    this.#ahead.clear();
    for (const member of Array.from(this.#members)) this.remove(member, why);
  }

  /** What comes behind the next event may read the table as well: not one after the other. */
  #executeAhead(): void {
    const { feed, executions } = this.#options;
    for (let seq = this.#seq + 2; seq <= this.#seq + AHEAD_MAX; seq += 1) {
      const event = feed.at(seq);
      if (event === null || !isCommon(feed, event)) return;
      if (this.#ahead.has(seq)) continue;
      const payload = executions.of(this.#selection, this.#itemOf(event, WHOLE));
      payload?.catch(() => undefined);
      this.#ahead.set(seq, payload);
    }
  }

  async #deliver(event: ConversationEvent): Promise<void> {
    for (const fromSeq of this.#shownFrom(event)) {
      const item = this.#itemOf(event, { fromSeq, toSeq: null });
      const ahead = fromSeq > 0 ? undefined : this.#ahead.get(event.seq);
      const shared = ahead === undefined ? this.#options.executions.of(this.#selection, item) : ahead;
      if (shared === null) await this.#presentToEach(event, fromSeq);
      else this.#hand(await shared.catch(() => null), event, fromSeq);
    }
  }

  /** From where on the members here are shown the event's messages: most often all of them are shown all. */
  #shownFrom(event: ConversationEvent): Iterable<number> {
    if (isShownToAll(event)) return [0];
    return new Set(Array.from(this.#members, (member) => shownFrom(member.visibleFromSeq, event)));
  }

  #hand(payload: Payload | null, event: ConversationEvent, fromSeq: number): void {
    let count = 0;
    for (const member of this.#members) {
      if (!isFor(member, event, fromSeq)) continue;
      if (payload === null) this.remove(member, "BEHIND");
      else if (this.#take(member, payload, event)) count += 1;
    }
    if (count > 0) this.#options.onDelivered(event, count);
  }

  async #presentToEach(event: ConversationEvent, fromSeq: number): Promise<void> {
    const members = Array.from(this.#members).filter((member) => isFor(member, event, fromSeq));
    await Promise.all(
      members.map(async (member) => {
        const item = this.#itemOf(event, { fromSeq: member.visibleFromSeq, toSeq: null });
        const payload = await this.#options.executions.alone(member.follower, item).catch(() => null);
        // It may have left meanwhile.
        if (!this.#members.has(member)) return;
        if (payload === null) this.remove(member, "BEHIND");
        else this.#take(member, payload, event);
      }),
    );
    if (members.length > 0) this.#options.onDelivered(event, members.length);
  }

  #take(member: LiveMember, payload: Payload, event: ConversationEvent): boolean {
    if (!member.follower.take(payload)) {
      this.remove(member, "LAGGING");
      return false;
    }
    member.seq = event.seq;
    // Whose membership ended has been told so, and gets nothing more.
    if (endsMembershipOf(event, member.userId)) this.remove(member, "REMOVED");
    return true;
  }

  /** One after the other, and of what waits the newest: what is told last is what is so. */
  #hear(item: SignalItem): void {
    const waiting = this.#signals.get(item.type);
    const isJoined = item.type === "RECEIPTS" && waiting?.type === "RECEIPTS";
    this.#signals.set(item.type, isJoined ? joinReceipts(waiting, item) : item);
    this.wake();
  }

  /** A signal goes to whoever takes it now; it is not told twice. */
  async #tell(item: SignalItem): Promise<void> {
    const { feed, executions } = this.#options;
    // As old as what the members have been told of: they have all of it.
    const { conversation } = feed;
    if (conversation === null) return;
    const { common, apart } = this.#viewsOf(item);
    const payload = await executions.ofSignal(this.#selection, item, conversation)?.catch(() => null);
    if (payload === undefined) for (const member of common) apart.set(member, item);
    else if (payload !== null) for (const member of common) this.#takeSignal(member, payload);
    await Promise.all(
      Array.from(apart, async ([member, view]) => {
        const own = await executions.alone(member.follower, view).catch(() => null);
        if (own !== null) this.#takeSignal(member, own);
      }),
    );
  }

  /** It may have left meanwhile. */
  #takeSignal(member: LiveMember, payload: Payload): void {
    if (this.#members.has(member)) member.follower.take(payload);
  }

  /** Who is told of it as it is; and who has to be told apart, because something in it is kept from them. */
  #viewsOf(item: SignalItem): { common: Iterable<LiveMember>; apart: Map<LiveMember, SignalItem> } {
    const before = item.type === "TYPING" ? this.#typing : null;
    if (item.type === "TYPING") this.#typing = item;
    const apart = new Map<LiveMember, SignalItem>();
    if (!keepsSomething(item) && !keepsSomething(before)) return { common: this.#members, apart };
    const common: LiveMember[] = [];
    for (const member of this.#members) {
      const view = viewSignal(item, before, member.userId);
      if (view === item) common.push(member);
      else if (view !== null) apart.set(member, view);
    }
    return { common, apart };
  }

  #itemOf(event: ConversationEvent, visibility: Visibility): EventItem {
    const { conversationId, seq } = event;
    const cursor = encodeConversationCursor({ epoch: this.#options.feed.epoch, conversationId, seq });
    return { type: "EVENT", event, cursor, visibility };
  }
}

function isFor(member: LiveMember, event: ConversationEvent, fromSeq: number): boolean {
  if (member.seq >= event.seq) return false;
  return isShownToAll(event) || shownFrom(member.visibleFromSeq, event) === fromSeq;
}

/** A new message is never from before a member's time, but what it refers to may be. */
function isShownToAll(event: ConversationEvent): boolean {
  if (!("message" in event)) return event.kind !== "MESSAGES_REMOVED";
  return event.kind === "MESSAGE_SENT" && event.related.length === 0;
}
