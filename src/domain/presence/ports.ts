/** What the rules of presence and typing ask of the world; `presence/` and `storage/` implement it. */
import type { Restriction } from "../privacy/restriction.ts";
import type { PresenceRow, PresenceStatus } from "../rows.ts";

/** Whether at least one of somebody's devices is in use. */
export type Activity = "ACTIVE" | "IDLE";

/** What others are told of somebody. An object is never changed: the same object is the same answer. */
export interface PresenceView {
  readonly type: "PRESENCE";
  readonly userId: string;
  readonly status: PresenceStatus;
  readonly customStatus: string | null;
  readonly lastSeenAt: Date | null;
}

/** What a person wants others to see of them, on all their devices. */
export type Choice = Pick<PresenceRow, "userId" | "chosenStatus" | "customStatus">;

/** What a stream says of the viewer's own choice: it changed, on whichever device. */
export interface OwnChoiceItem {
  readonly type: "OWN_CHOICE";
  readonly choice: Choice;
}

/** A connected device of a user on this process. It counts as connected until it is released, and a grace longer. */
export interface Device {
  setIdle(isIdle: boolean): void;
  /** Somebody looks at the conversation on it, until the returned function is called or the connection is gone. */
  open(conversationId: string): () => void;
  /** The connection is gone. Further calls do nothing. */
  release(): void;
}

/** Who is here. Nothing of it is promised: where the store behind it does not answer, people read as OFFLINE. */
export interface Presences {
  /** A device of this user has connected to this process, in use. Never waits and never throws. */
  connect(userId: string): Device;
  /** What is kept of this user was changed. Never waits and never throws. */
  announce(userId: string): void;
  /**
   * Who may see these users, or whom they may see, has changed: whoever watches them, on any process, asks anew. Never
   * waits and never throws.
   */
  reconsider(userIds: readonly string[]): void;
  /**
   * What the viewer may know of these people, in their order; one who may not be seen reads as one of whom nothing is
   * known. Waits half a second at most for who is here. Errors: UNAVAILABLE.
   */
  read(viewerId: string, userIds: readonly string[]): Promise<PresenceView[]>;
  /**
   * The views of those of `userIds` whom the viewer may see: first as they are, then as they change, each the newest at
   * the time it is taken. Whom the viewer may see is asked now, when somebody is reconsidered, and again at most once a
   * minute; of who may not be seen at first nothing is told.
   */
  watch(viewerId: string, userIds: readonly string[]): AsyncGenerator<PresenceView>;
  /**
   * Where these people are, whatever they show of it: for what is done on their own behalf. Who is missing is nowhere.
   * Rejects after half a second at most, where that is not known.
   */
  readWhereabouts(userIds: readonly string[]): Promise<ReadonlyMap<string, Whereabouts>>;
}

export interface Whereabouts {
  /** Whether a device of theirs is connected, and whether one is in use. */
  readonly isHere: boolean;
  readonly isActive: boolean;
  /** The conversations that are open on those in use. */
  readonly openIds: ReadonlySet<string>;
}

/** What is kept of these people; nothing for who never chose and was never seen. */
export type ReadKeptPresences = (userIds: readonly string[]) => Promise<readonly PresenceRow[]>;

/** How much of somebody's presence one other person may see. */
export interface Sight {
  readonly seesLastSeen: boolean;
}

/**
 * Those of `userIds` whose presence the viewer may see: themselves, and the present members of their conversations whose
 * privacy lets the viewer.
 */
export type FindVisiblePresences = (
  viewerId: string,
  userIds: readonly string[],
) => Promise<ReadonlyMap<string, Sight>>;

/**
 * The choices of these users that transactions from `since` on have changed, as they are now. For resumed inboxes, and
 * for position checks. Repeats a little and misses nothing. Errors: UNAVAILABLE.
 */
export type ReadChoicesSince = (userIds: readonly string[], since: bigint) => Promise<readonly Choice[]>;

export interface Sighting {
  readonly userId: string;
  readonly at: Date;
}

/** Keeps when people were last here. Idempotent, never goes back, and passes over who is invisible. One statement. */
export type SaveSightings = (sightings: readonly Sighting[]) => Promise<void>;

/** Who types in a conversation: the longest at it first, at most `TYPING_NAMES_MAX`; `count` has all. Never changed. */
export interface TypingState {
  readonly type: "TYPING";
  readonly conversationId: string;
  readonly userIds: readonly string[];
  readonly count: number;
  /** From whom a typist is kept, by the typist's id; absent where nobody is kept from anybody. See `viewTyping`. */
  readonly restrictions?: ReadonlyMap<string, Restriction>;
}

export interface Typing {
  /**
   * Tells everybody who follows that a member types, or does not any more. What was told within two seconds is not told
   * again, and not checked again. Errors: NotFound for who is no member (a membership is remembered for ten seconds, and
   * so is from whom it is kept).
   */
  set(userId: string, conversationId: string, isTyping: boolean): Promise<void>;
  /**
   * Who types, now and after every change, less those who are kept from this member; the member's own typing included, so
   * that all followers get the same object from whom nobody is kept.
   * Completes when the membership ends. Rejects with NOT_FOUND for who is no member.
   */
  follow(userId: string, conversationId: string): Promise<AsyncGenerator<TypingState>>;
  /**
   * For who knows the memberships itself, and sees to what is kept from whom: told of every change, without a check; at
   * once where somebody types already.
   * The returned function ends it. A listener must not throw.
   */
  listen(conversationId: string, listener: (state: TypingState) => void): () => void;
}

/** Those of `userIds` who are members of the conversation now. */
export type FindMembers = (
  conversationId: string,
  userIds: readonly string[],
) => Promise<ReadonlySet<string>>;

/** From whom a member's typing in this conversation is kept; undefined: from nobody. Errors: UNAVAILABLE. */
export type ReadRestriction = (userId: string, conversationId: string) => Promise<Restriction | undefined>;
