/**
 * The log's vocabulary: what can happen in a conversation, each with the row it happened to.
 *
 * A live event carries the row as committed; a replayed one carries the row as it is now. The stored payload holds ids
 * and small facts only, never text a person wrote.
 */
import type { ConversationRow, MemberRole, MemberRow, MessageRow } from "./rows.ts";

/** `related`: what the message refers to, so that it can be shown with it: see `relatedIdsOf`. */
export type EventChange =
  | {
      readonly kind:
        "MESSAGE_SENT" | "MESSAGE_EDITED" | "MESSAGE_DELETED" | "MESSAGE_PINNED" | "MESSAGE_UNPINNED";
      readonly message: MessageRow;
      readonly related: readonly MessageRow[];
    }
  | {
      readonly kind: "REACTION_ADDED" | "REACTION_REMOVED";
      readonly message: MessageRow;
      readonly related: readonly MessageRow[];
      readonly emoji: string;
    }
  | ({ readonly kind: "MESSAGES_REMOVED" } & Removal)
  | { readonly kind: "MEMBER_JOINED" | "MEMBER_LEFT" | "MEMBER_UNMUTED"; readonly member: MemberRow }
  | { readonly kind: "MEMBER_ROLE_CHANGED"; readonly member: MemberRow; readonly role: MemberRole }
  | { readonly kind: "MEMBER_MUTED"; readonly member: MemberRow; readonly silencedUntil: Date }
  // Of somebody who need not be a member; a present one's membership ends with the next event.
  | { readonly kind: "MEMBER_BANNED"; readonly userId: string; readonly bannedUntil: Date | null }
  | { readonly kind: "MEMBER_UNBANNED"; readonly userId: string }
  | {
      readonly kind: "MEMBER_INVITED";
      readonly userId: string;
      readonly invitationId: string;
      readonly expiresAt: Date;
    }
  // Declined or revoked; one that was accepted ends with MEMBER_JOINED, and a ban ends it, too.
  | { readonly kind: "INVITATION_ENDED"; readonly userId: string; readonly invitationId: string }
  | {
      readonly kind: "CONVERSATION_CREATED" | "CONVERSATION_UPDATED";
      readonly conversation: ConversationRow;
    };

/** Why messages are removed in bulk: they were kept long enough, or their sender had the account erased. */
export type RemovalReason = "RETENTION" | "ERASURE";

/**
 * Every message up to `throughSeq` is deleted for everyone: of everybody; or of one sender, and what others have forwarded
 * of theirs. See `removal/rule.ts`.
 */
export interface Removal {
  readonly reason: RemovalReason;
  readonly throughSeq: number;
  /** Null: of everybody. */
  readonly senderId: string | null;
  /** What else has changed by it: the roots of threads, whose replies are fewer. */
  readonly changed: readonly MessageRow[];
  readonly related: readonly MessageRow[];
}

/** A change at its place in the one order every member sees: seq = 1, 2, 3 … without gaps, in commit order. */
export type ConversationEvent = EventChange & {
  readonly conversationId: string;
  readonly seq: number;
  /** `NO_ID`: the server itself. */
  readonly actorId: string;
  readonly occurredAt: Date;
};

/** The messages that a message refers to: the one it answers, and the root of its thread. */
export function relatedIdsOf({ replyToId, threadRootId }: MessageRow): string[] {
  const ids = [replyToId, threadRootId].filter((id) => id !== null);
  return [...new Set(ids)];
}

/** The messages that an event shows, and what they refer to; none for an event of something else. */
export function messagesOf(event: EventChange): readonly MessageRow[] {
  if (event.kind === "MESSAGES_REMOVED") return [...event.changed, ...event.related];
  return "message" in event ? [event.message, ...event.related] : [];
}

/** What the log stores of a change, beside its kind. */
export type EventPayload =
  | { messageId: string; emoji?: string }
  | { reason: RemovalReason; throughSeq: number; senderId: string | null; changedIds: string[] }
  | { memberId: string; role?: MemberRole; silencedUntil?: Date }
  | { userId: string; bannedUntil?: Date | null; invitationId?: string; expiresAt?: Date }
  | Record<string, never>;

export function payloadOf(change: EventChange): EventPayload {
  switch (change.kind) {
    case "MESSAGE_SENT":
    case "MESSAGE_EDITED":
    case "MESSAGE_DELETED":
    case "MESSAGE_PINNED":
    case "MESSAGE_UNPINNED":
      return { messageId: change.message.id };
    case "REACTION_ADDED":
    case "REACTION_REMOVED":
      return { messageId: change.message.id, emoji: change.emoji };
    case "MESSAGES_REMOVED": {
      const { reason, throughSeq, senderId, changed } = change;
      return { reason, throughSeq, senderId, changedIds: changed.map(({ id }) => id) };
    }
    case "MEMBER_JOINED":
    case "MEMBER_LEFT":
    case "MEMBER_UNMUTED":
      return { memberId: change.member.id };
    case "MEMBER_ROLE_CHANGED":
      return { memberId: change.member.id, role: change.role };
    case "MEMBER_MUTED":
      return { memberId: change.member.id, silencedUntil: change.silencedUntil };
    case "MEMBER_BANNED":
      return { userId: change.userId, bannedUntil: change.bannedUntil };
    case "MEMBER_INVITED": {
      const { userId, invitationId, expiresAt } = change;
      return { userId, invitationId, expiresAt };
    }
    case "INVITATION_ENDED":
      return { userId: change.userId, invitationId: change.invitationId };
    case "MEMBER_UNBANNED":
      return { userId: change.userId };
    case "CONVERSATION_CREATED":
    case "CONVERSATION_UPDATED":
      return {};
  }
}

/** Whether this event ends the membership of `userId`. */
export function endsMembershipOf(event: ConversationEvent, userId: string): boolean {
  return event.kind === "MEMBER_LEFT" && event.member.userId === userId;
}
