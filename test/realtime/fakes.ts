/** The ports of the feed machinery over a log in memory: a test says when it commits, and what each look is told. */
import type { ConversationEvent } from "../../src/domain/events.ts";
import type { InboxPlace, Place, Places } from "../../src/domain/places.ts";
import type { ReadEvents } from "../../src/domain/ports.ts";
import { OWN_ROW_KINDS } from "../../src/domain/ownRows.ts";
import type { ReadOwnRows } from "../../src/domain/ownRows.ts";
import type { MarkedMember } from "../../src/domain/receipts/ports.ts";
import type { ConversationRow, MemberRow, MessageRow } from "../../src/domain/rows.ts";
import type { FeedOptions } from "../../src/realtime/feed.ts";
import type { FeedsOptions } from "../../src/realtime/feeds.ts";
import { createMemoryBroker } from "../../src/realtime/broker.memory.ts";
import type { InboxWatcher } from "../../src/realtime/positionCheck.ts";

export const CONVERSATION = "00000000-0000-7000-8000-000000000001";
export const OTHER = "00000000-0000-7000-8000-000000000002";
export const EPOCH = "00000000-0000-7000-8000-0000000000ee";
export const USER = "00000000-0000-7000-8000-0000000000aa";

const DEADLINE_MS = 5_000;

/** A message as it was sent at `seq`; `now` is how its row differs from that when it is read. */
export function sent(
  seq: number,
  now: Partial<MessageRow> = {},
  conversationId = CONVERSATION,
): ConversationEvent {
  const at = new Date(0);
  const message = {
    id: `${conversationId}-${seq}`,
    conversationId,
    seq,
    changedSeq: seq,
    senderId: "ana",
    clientKey: String(seq),
    body: `message ${seq}`,
    createdAt: at,
    editedAt: null,
    deletedAt: null,
    deletionReason: null,
    reactionEmojis: [],
    reactionCounts: [],
    pinnedSeq: null,
    content: null,
    attachments: null,
    mentionScope: null,
    replyToId: null,
    threadRootId: null,
    forwardedId: null,
    forwardedSenderId: null,
    forwardedAt: null,
    replyCount: 0,
    lastReplyAt: null,
    ...now,
  };
  return { kind: "MESSAGE_SENT", conversationId, seq, actorId: "ana", occurredAt: at, message, related: [] };
}

/** USER's membership, which lasts, but for what `told` says. */
export function memberRow(told: Partial<MemberRow> = {}): MemberRow {
  return {
    id: "member",
    conversationId: CONVERSATION,
    userId: USER,
    role: "MEMBER",
    joinedAt: new Date(0),
    joinedSeq: 1,
    visibleFromSeq: 0,
    removedSeq: null,
    silencedUntil: null,
    changedSeq: 1,
    ...told,
  };
}

/** The same with marks that stand at `readSeq`. */
export function markedMember(readSeq: number, told: Partial<MemberRow> = {}): MarkedMember {
  return { ...memberRow(told), mark: { deliveredSeq: readSeq, readSeq, receiptSeq: readSeq } };
}

/** The end of a membership: USER's, but for what `told` says. */
export function removed(seq: number, told: Partial<MemberRow> = {}): ConversationEvent {
  const member = memberRow({ removedSeq: seq, changedSeq: seq, ...told });
  const { conversationId } = member;
  return { kind: "MEMBER_LEFT", conversationId, seq, actorId: "ana", occurredAt: new Date(0), member };
}

/** A watcher of the position check that wants nothing and does nothing, but for what `told` says. */
export function inboxWatcher(told: Partial<InboxWatcher> = {}): InboxWatcher {
  return {
    onMembershipChanged: () => undefined,
    onLook: () => undefined,
    onPosition: () => undefined,
    wanted: new Set(),
    onRowChanged: () => undefined,
    onVoid: () => undefined,
    ...told,
  };
}

/** No row has changed, but for what `told` says. */
export function readOwnRows(told: Partial<ReadOwnRows> = {}): ReadOwnRows {
  const none = OWN_ROW_KINDS.map((kind) => [kind, async () => []]);
  return { ...(Object.fromEntries(none) as ReadOwnRows), ...told };
}

/** A log that has what was committed, and can be read like the table. */
export class FakeLog {
  readonly #events = new Map<string, ConversationEvent[]>();

  commit(...events: readonly ConversationEvent[]): void {
    for (const event of events) {
      this.#events.set(event.conversationId, [...(this.#events.get(event.conversationId) ?? []), event]);
    }
  }

  headOf(conversationId: string): number {
    return this.#events.get(conversationId)?.at(-1)?.seq ?? 0;
  }

  readonly readEvents: ReadEvents = async (conversationId, afterSeq, limit) =>
    (this.#events.get(conversationId) ?? []).filter(({ seq }) => seq > afterSeq).slice(0, limit);

  readonly readConversation = async (conversationId: string): Promise<ConversationRow> =>
    conversationAt(this.headOf(conversationId), conversationId);

  /** What feeds over this log need, but for what `told` says. */
  feeds(told: Partial<FeedsOptions> = {}): FeedsOptions {
    return {
      broker: createMemoryBroker(failOn),
      origin: "here",
      profiles: { known: () => [], load: async () => [], learn: () => undefined },
      readConversation: this.readConversation,
      readEvents: this.readEvents,
      admissions: {
        heal: (read) => read(),
        replay: (read) => read(),
        inbox: (read) => read(),
        present: (read) => read(),
      },
      epoch: () => EPOCH,
      signals: { TYPING: () => () => undefined, RECEIPTS: () => () => undefined },
      onExecuted: () => undefined,
      onDelivered: () => undefined,
      onError: failOn,
      ...told,
    };
  }

  /** Places of a user who is in `inbox` only and of whom nothing more is known, but for what `told` says. */
  places({ inbox = [], ...told }: Partial<Places> & { inbox?: readonly InboxPlace[] } = {}): Places {
    // Somebody always writes.
    let horizon = 100n;
    return {
      readPlace: async () => null,
      readHidden: async () => [],
      readInbox: async () => ({ horizon, places: inbox }),
      readPositions: async () => ({
        epoch: EPOCH,
        horizon: (horizon += 1n),
        heads: new Map(),
        memberships: [],
      }),
      ...told,
    };
  }
}

/** A conversation's row when its newest event is at `headSeq`. */
export function conversationAt(headSeq: number, id = CONVERSATION): ConversationRow {
  const at = new Date(0);
  return {
    id,
    kind: "GROUP",
    title: null,
    description: null,
    avatarUrl: null,
    avatarAttachmentId: null,
    postingPolicy: "EVERYONE",
    visibility: "PRIVATE",
    historyVisibility: "ALL",
    historyLastN: 100,
    slowModeSeconds: 0,
    editWindowSeconds: 0,
    attachmentsMax: 30,
    attachmentBytesMax: 0,
    attachmentKinds: [],
    retentionDays: 0,
    expiredSeq: 0,
    customData: {},
    createdAt: at,
    headSeq,
    lastActivityAt: at,
    memberCount: 1,
    directKey: null,
  };
}

/** A membership that began with `joinedSeq` and lasts. */
export function placeAt(headSeq: number, joinedSeq = 1): Place {
  return { headSeq, joinedSeq, visibleFromSeq: 0, removedSeq: null };
}

/** For a feed that nobody reads further back than its ring. */
export const readNoPage: FeedOptions["readPage"] = async () => [[], null];

export function failOn(error: unknown): void {
  throw error;
}

/** What `waiting` resolves to; rejects when that takes longer than five seconds. */
export function soon<T>(waiting: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`Nothing came in ${DEADLINE_MS} ms.`)), DEADLINE_MS);
  return Promise.race([waiting, late]).finally(() => clearTimeout(timer));
}
