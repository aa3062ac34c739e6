/** Marks: how far each member has got in a conversation; and the ports that keep them and tell of them. */
import type { Restriction } from "../privacy/restriction.ts";
import type { MemberRow } from "../rows.ts";

/** Where a member stands. All 0 until the first mark. */
export interface Mark {
  /** Everything up to here has reached one of the member's devices. Never goes back. */
  readonly deliveredSeq: number;
  /** Where the member reads on; what lies above is unread. Goes back by mark-as-unread only. */
  readonly readSeq: number;
  /** The largest `readSeq` there was: what others are shown. Never goes back. */
  readonly receiptSeq: number;
}

/** A membership together with its marks, as they stood when it was read. */
export interface MarkedMember extends MemberRow {
  readonly mark: Mark;
  /** From whom the mark is kept; absent: from no member, or it is not to be told. */
  readonly restriction?: Restriction;
}

export interface NewMark {
  readonly conversationId: string;
  readonly userId: string;
  readonly deliveredSeq: number;
  /** 0 leaves it where it is. */
  readonly readSeq: number;
}

export interface Marked {
  readonly member: MarkedMember;
  /** The conversation's head at that moment: marks stop there. */
  readonly headSeq: number;
  /** Whether what others are shown has moved. */
  readonly hasMoved: boolean;
}

export interface AdvancedReceipts {
  readonly conversationId: string;
  /** At most `RECEIPTS_SAMPLE_MAX` of those that moved. */
  readonly members: readonly MarkedMember[];
  /** How many moved. */
  readonly count: number;
}

/** Members named in one announcement of receipts; the rest are counted. */
export const RECEIPTS_SAMPLE_MAX = 20;

/**
 * The stored marks. Each write is one statement that takes no conversation's lock and writes nothing to a log; one that
 * would change nothing writes nothing. Errors: UNAVAILABLE.
 */
export interface Marks {
  /** Moves marks forward, never back, and not beyond the head. Null for who is no member now. */
  advance(mark: NewMark): Promise<Marked | null>;
  /** Takes `readSeq` back to right before `seq`; one that lies before it already stays. Null for who is no member now. */
  rewind(mark: {
    readonly conversationId: string;
    readonly userId: string;
    readonly seq: number;
  }): Promise<Marked | null>;
  /**
   * The own marks of these users that transactions from `since` on have written, as they are now; of present
   * memberships. For resumed inboxes, and for position checks. Repeats a little and misses nothing.
   */
  readChanged(userIds: readonly string[], since: bigint): Promise<MarkedMember[]>;
  /**
   * Per conversation of the user: whose marks transactions from `since` on have written, the user's own left out and those
   * that are kept from the user; of many that moved, `count` may hold some of the latter.
   */
  readAdvanced(userId: string, since: bigint): Promise<AdvancedReceipts[]>;
}

/** Hears announcements at once; it must not throw. */
export interface ReceiptsListener {
  /** Whose membership is looked at before each announcement; null where the listener sees to that itself. */
  readonly userId: string | null;
  /** The same object for every listener; see `viewReceipts` for what is kept from whom. */
  take(item: ReceiptsItem): void;
  /** The user is no member any more; nothing more is told. */
  end(): void;
}

/** Receipts as they advance: a signal. Best effort; the stored marks are the truth. */
export interface Receipts {
  /** Tells everybody who follows, soon. Returns at once and never throws. */
  announce(member: MarkedMember): void;
  /** Announcements of one conversation, on whichever process they were made, at most one in 250 ms. Returns what ends that. */
  listen(conversationId: string, listener: ReceiptsListener): () => void;
  /**
   * The same as a stream, less what is kept from this user; what a slow reader has not taken yet is joined into one. Ends with the membership; after it
   * nothing is told. The caller has checked that the user is a member.
   */
  follow(userId: string, conversationId: string): AsyncGenerator<ReceiptsItem>;
}

/** What a stream says of receipts that advanced. */
export interface ReceiptsItem extends AdvancedReceipts {
  readonly type: "RECEIPTS";
}

/** What a stream says of the viewer's own marks: they moved, on whichever device. */
export interface OwnMarksItem {
  readonly type: "OWN_MARKS";
  readonly member: MarkedMember;
}
