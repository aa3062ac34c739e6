/** Where decisions and waiting pushes are kept; `src/storage/` implements it. Every method: UNAVAILABLE. */
import { NO_ID } from "../../lib/ids.ts";
import type { NotificationReason, NotificationState } from "../rows.ts";
import type { NotificationFacts } from "./decide.ts";
import type { PushProviderName } from "./ports.ts";

/** One message for one member. */
export interface NotificationPlace {
  readonly userId: string;
  readonly conversationId: string;
  readonly seq: number;
  readonly messageId: string;
}

/** Somebody who might be notified of a message. */
export interface Candidate extends NotificationPlace, NotificationFacts {
  /** Whether they are mailed what stays unread. */
  readonly wantsMail: boolean;
}

export interface Decision extends NotificationPlace {
  readonly state: NotificationState;
  readonly reason: NotificationReason | null;
}

export interface FirstDecision extends Decision {
  readonly isUrgent: boolean;
  readonly isMailed: boolean;
}

/** How many were decided so. */
export interface DecidedCount extends Pick<Decision, "state" | "reason"> {
  readonly count: number;
}

/** Members of some conversations, by their ids: behind `after`, up to `until`. Null: from the first, to the last. */
export interface MemberRange {
  readonly after: string | null;
  readonly until: string | null;
}

export interface MessageAudience {
  readonly messageId: string;
  readonly conversationId: string;
  readonly memberCount: number;
  /** In a thread. */
  readonly isReply: boolean;
}

/** Where something was deleted: one message, or what stands up to a place. */
export interface DeletedPlace {
  readonly conversationId: string;
  readonly messageId: string | null;
  readonly throughSeq: number | null;
}

/** Somebody who is told of nothing for a while. */
export interface QuietPerson {
  readonly userId: string;
  /** As they wish it now. */
  readonly until: Date;
}

/** What came in quiet time is told of together when that ends: see `prepareSummary.ts`. */
export interface SummaryStore {
  /**
   * A summary is due on each of these people's devices when the first time given of them has come, `SUMMARY_WAITS_MAX_MS` at
   * most, and `SUMMARY_AFTER_MIN_MS` to `SUMMARY_AFTER_MAX_MS` more. One that waits already stays. Twice is once. One
   * transaction.
   */
  scheduleSummaries(people: readonly QuietPerson[]): Promise<void>;
}

export interface DecisionStore extends SummaryStore {
  /** How many each message is for. Those that are gone are missing. */
  readAudiences(messageIds: readonly string[]): Promise<readonly MessageAudience[]>;
  /** The ends of ranges of so many members each, the last one left out. */
  readRanges(conversationId: string, size: number): Promise<readonly string[]>;
  /**
   * The members of a range, but for the sender, who have a device or are mailed; of a reply in a thread those who follow
   * it or are mentioned.
   */
  readCandidates(messageIds: readonly string[], range: MemberRange): Promise<readonly Candidate[]>;
  /** Keeps what is not decided yet; what waits is due on each of its person's devices in a while. One transaction. */
  decide(decisions: readonly FirstDecision[], timing: PushTiming): Promise<readonly DecidedCount[]>;
  /** What tells of a message of these places is looked at: it is taken back where nothing else is left of it. */
  takeBackDeleted(places: readonly DeletedPlace[]): Promise<void>;
  /** These replies are read by their senders with the threads before them: what is shown to them is looked at. */
  takeBackAnswered(replyIds: readonly string[]): Promise<void>;
  /** What is shown to these members is due to be taken back, where they are none any more. */
  takeBackLeft(memberIds: readonly string[]): Promise<void>;
}

export interface PushTiming {
  /** How long an active device has to read it first. */
  readonly delayMs: number;
  /** From one push of a conversation to the next; what is urgent does not wait for it. */
  readonly windowMs: number;
  /** How long something stays unread before it is mailed. */
  readonly mailAfterMs: number;
}

/** What one device is to be told of one conversation, or, where that is `NO_ID`, of what came in quiet time, as one worker has it until the lease ends. */
export interface ClaimedPush {
  readonly deviceId: string;
  readonly conversationId: string;
  readonly userId: string;
  readonly generation: number;
  readonly attempts: number;
  readonly failingSince: Date | null;
  readonly shownSeq: number | null;
  /** Null where that is not known: whatever was told of. */
  readonly shownFromSeq: number | null;
  readonly waitingFromSeq: number | null;
}

export const isSummary = ({ conversationId }: ClaimedPush): boolean => conversationId === NO_ID;

/** A device and a conversation as they are now. */
export interface PushTarget {
  /** Null: its sign-in has ended. */
  readonly device: PushDevice | null;
  readonly title: string | null;
  readonly hidesContent: boolean;
  /**
   * Nothing is left of what the alert tells of: all of it is read, a reply by the mark of its thread, or deleted. True for who
   * is no member any more.
   */
  readonly isShownOver: boolean;
  /**
   * Messages that the alert tells of, and that are still unread; at most `TOLD_MAX`. Of those behind the conversation's mark,
   * which are replies, the newest `TOLD_BEHIND_MAX` messages are looked at; 0 where replies alone are left, and the newest
   * message is read.
   */
  readonly toldCount: number;
  /** Who has sent all of these; null: several people, or none. */
  readonly toldSenderId: string | null;
}

export interface PushDevice {
  readonly id: string;
  readonly provider: PushProviderName;
  readonly token: string;
  readonly locale: string;
}

/** A message that a device was not told of. */
export interface News extends NotificationPlace, NotificationFacts {
  readonly state: NotificationState;
  readonly senderId: string;
  readonly senderName: string;
  /** At most `PREVIEW_READ_MAX` code points of it. */
  readonly body: string;
  readonly contentType: string | null;
  /** Kinds of its attachments, in order. */
  readonly attachmentKinds: readonly string[];
}

export const TOLD_MAX = 99;
export const TOLD_BEHIND_MAX = 100;
export const PREVIEW_READ_MAX = 500;
/** Of one push; what is more is due at once again. */
export const NEWS_MAX = 200;

/** So much later than another one may what is urgent be due, and go first: behind a backlog nothing waits for ever. */
export const URGENT_AHEAD_MS = 60_000;

/** Then it is looked again whether the time has ended; what was decided longer ago is not known any more. */
export const SUMMARY_WAITS_MAX_MS = 7 * 86_400_000;
/** From the end of quiet time, so that not everybody whose hours end together is told at the same moment. */
export const SUMMARY_AFTER_MIN_MS = 10_000;
export const SUMMARY_AFTER_MAX_MS = 60_000;
/** People whose summaries are read by one statement: 4 ms each, and much longer where little is in memory. */
export const SUMMARIES_AT_A_TIME = 25;
/** Of the messages that came in quiet time, so many are told of: the latest. */
export const SUMMARY_TOLD_MAX = 200;

/** Messages of one conversation that came in quiet time, of which all the same is known, and how many. */
export interface SummaryGroup extends Omit<NotificationFacts, "hasDevice"> {
  readonly conversationId: string;
  readonly count: number;
  /** Whether some of them came after the last summary on this device. */
  readonly isNew: boolean;
  /** Whether some of them came before it, which tells of them. */
  readonly isTold: boolean;
}

export interface PushState extends PushTarget {
  readonly claim: ClaimedPush;
  /** By seq. */
  readonly news: readonly News[];
  /** Of a push that tells of no conversation, but of what came in quiet time; null for all others. */
  readonly summary: readonly SummaryGroup[] | null;
}

/** How a claimed push ends. */
export interface PushEnd {
  readonly claim: ClaimedPush;
  readonly shownSeq: number | null;
  readonly shownFromSeq: number | null;
  /** Whether an alert was brought just now. */
  readonly isSent: boolean;
  /** When it is due again; null: when there is something more. */
  readonly againInMs: number | null;
  /** From where it is looked at again; null: nothing waits. Where more came meanwhile, as before. */
  readonly waitingFromSeq: number | null;
  readonly failingSince: Date | null;
  readonly attempts: number;
}

export interface Settlement {
  readonly ends: readonly PushEnd[];
  readonly decisions: readonly Decision[];
  /** Whose tokens are of no device any more: forgotten, where they have not got another one since. */
  readonly invalid: readonly PushDevice[];
  /** When that is due of which more came meanwhile. */
  readonly delayMs: number;
}

export interface PushStore extends SummaryStore {
  /**
   * Those that have been due longest, for `leaseMs`; what is urgent counts as due for `URGENT_AHEAD_MS` longer. Several
   * processes may claim: none gets what another one has, or misses what no other one takes. Where they do so at the same moment
   * each kind keeps its order, and between the two it is nearly kept.
   */
  claim(claimId: string, max: number, leaseMs: number): Promise<readonly ClaimedPush[]>;
  /** One for each of the claims, of which none is a summary. */
  read(claims: readonly ClaimedPush[]): Promise<readonly PushState[]>;
  /** One for each of the claims, all of which are summaries: of `SUMMARIES_AT_A_TIME` people at most. */
  readSummaries(claims: readonly ClaimedPush[]): Promise<readonly PushState[]>;
  /** Unread messages in all conversations, by user. */
  readBadges(userIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /**
   * Ends claims and stores what was decided of their messages, in one transaction; then forgets devices. A claim that another
   * worker has got is left alone.
   */
  settle(claimId: string, settlement: Settlement): Promise<void>;
  /** How many are due, and for how many seconds the oldest has been. */
  readWaiting(): Promise<{ readonly count: number; readonly ageSeconds: number }>;
}
