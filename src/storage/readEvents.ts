/** Reads the log: pages of events, each with the row it happened to as that row is now. */
import { relatedIdsOf } from "../domain/events.ts";
import type { ConversationEvent, Removal, RemovalReason } from "../domain/events.ts";
import type { ReadConversation, ReadEvents } from "../domain/ports.ts";
import type { ConversationRow, Db, EventRow, MemberRow, MessageRow } from "../domain/rows.ts";
import { toUnavailable } from "./unavailable.ts";

/** Events with seq > `afterSeq`, ascending, at most `limit`; at most five statements however many. */
export function createReadEvents(db: Db): ReadEvents {
  return async (conversationId, afterSeq, limit) => {
    try {
      const rows = await db.event.findMany({
        where: { conversationId, seq: { gt: afterSeq } },
        orderBy: { seq: "asc" },
        take: limit,
      });
      return await joinRows(db, conversationId, rows);
    } catch (error) {
      throw toUnavailable(error);
    }
  };
}

export function createReadConversation(db: Db): ReadConversation {
  return async (conversationId) => {
    try {
      return await db.conversation.findUnique({ where: { id: conversationId } });
    } catch (error) {
      throw toUnavailable(error);
    }
  };
}

/** The stored events with the rows they name. */
async function joinRows(
  db: Db,
  conversationId: string,
  rows: readonly EventRow[],
): Promise<ConversationEvent[]> {
  const messageIds = [...new Set([...idsOf(rows, "messageId"), ...rows.flatMap(changedIdsOf)])];
  const memberIds = idsOf(rows, "memberId");
  const needsConversation = rows.some((row) => row.kind.startsWith("CONVERSATION_"));
  const [messages, members, conversation] = await Promise.all([
    readMessages(db, messageIds),
    memberIds.length > 0 ? db.member.findMany({ where: { id: { in: memberIds } } }) : [],
    needsConversation ? db.conversation.findUnique({ where: { id: conversationId } }) : null,
  ]);
  const byId = new Map(messages.map((message) => [message.id, message]));
  const relatedIds = messages.flatMap(relatedIdsOf).filter((id) => !byId.has(id));
  for (const message of await readMessages(db, [...new Set(relatedIds)])) byId.set(message.id, message);
  const named: NamedRows = {
    messages: byId,
    members: new Map(members.map((member) => [member.id, member])),
    conversation,
  };
  return rows.map((row) => toEvent(row, named));
}

async function readMessages(db: Db, ids: string[]): Promise<MessageRow[]> {
  return ids.length === 0
    ? []
    : db.message.findMany({ where: { id: { in: ids } }, omit: { inputHash: true } });
}

interface NamedRows {
  readonly messages: ReadonlyMap<string, MessageRow>;
  readonly members: ReadonlyMap<string, MemberRow>;
  readonly conversation: ConversationRow | null;
}

function toEvent(row: EventRow, named: NamedRows): ConversationEvent {
  const place = {
    conversationId: row.conversationId,
    seq: row.seq,
    actorId: row.actorId,
    occurredAt: row.occurredAt,
  };
  switch (row.kind) {
    case "MESSAGE_SENT":
    case "MESSAGE_EDITED":
    case "MESSAGE_DELETED":
    case "MESSAGE_PINNED":
    case "MESSAGE_UNPINNED":
      return { ...place, kind: row.kind, ...messageOf(row, named) };
    case "REACTION_ADDED":
    case "REACTION_REMOVED":
      return { ...place, kind: row.kind, ...messageOf(row, named), emoji: fact(row, "emoji") };
    case "MESSAGES_REMOVED":
      return { ...place, kind: row.kind, ...removalOf(row, named) };
    case "MEMBER_JOINED":
    case "MEMBER_LEFT":
    case "MEMBER_UNMUTED":
      return { ...place, kind: row.kind, member: required(named.members.get(fact(row, "memberId")), row) };
    case "MEMBER_ROLE_CHANGED": {
      const member = required(named.members.get(fact(row, "memberId")), row);
      return { ...place, kind: row.kind, member, role: toRole(fact(row, "role")) };
    }
    case "MEMBER_MUTED": {
      const member = required(named.members.get(fact(row, "memberId")), row);
      return { ...place, kind: row.kind, member, silencedUntil: new Date(fact(row, "silencedUntil")) };
    }
    case "MEMBER_BANNED": {
      const until = fact(row, "bannedUntil");
      const bannedUntil = until === "" ? null : new Date(until);
      return { ...place, kind: row.kind, userId: fact(row, "userId"), bannedUntil };
    }
    case "MEMBER_UNBANNED":
      return { ...place, kind: row.kind, userId: fact(row, "userId") };
    case "MEMBER_INVITED": {
      const [userId, invitationId] = [fact(row, "userId"), fact(row, "invitationId")];
      return { ...place, kind: row.kind, userId, invitationId, expiresAt: new Date(fact(row, "expiresAt")) };
    }
    case "INVITATION_ENDED":
      return {
        ...place,
        kind: row.kind,
        userId: fact(row, "userId"),
        invitationId: fact(row, "invitationId"),
      };
    case "CONVERSATION_CREATED":
    case "CONVERSATION_UPDATED":
      return { ...place, kind: row.kind, conversation: required(named.conversation, row) };
  }
}

function messageOf(row: EventRow, { messages }: NamedRows) {
  const message = required(messages.get(fact(row, "messageId")), row);
  return { message, related: relatedIdsOf(message).flatMap((id) => messages.get(id) ?? []) };
}

function removalOf(row: EventRow, { messages }: NamedRows): Removal {
  const changed = changedIdsOf(row).map((id) => required(messages.get(id), row));
  const relatedIds = new Set(changed.flatMap(relatedIdsOf));
  return {
    reason: toReason(fact(row, "reason")),
    throughSeq: Number(factsOf(row)["throughSeq"]),
    senderId: fact(row, "senderId") || null,
    changed,
    related: [...relatedIds].flatMap((id) => messages.get(id) ?? []),
  };
}

function changedIdsOf(row: EventRow): string[] {
  const ids = factsOf(row)["changedIds"];
  return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
}

function idsOf(rows: readonly EventRow[], name: string): string[] {
  return [...new Set(rows.map((row) => fact(row, name)).filter((id) => id !== ""))];
}

/** A text in the stored payload, "" where it has none. */
function fact(row: EventRow, name: string): string {
  const value = factsOf(row)[name];
  return typeof value === "string" ? value : "";
}

function factsOf({ payload }: EventRow): Readonly<Record<string, unknown>> {
  return typeof payload === "object" && payload !== null && !Array.isArray(payload) ? payload : {};
}

function toReason(text: string): RemovalReason {
  return text === "ERASURE" ? text : "RETENTION";
}

function toRole(text: string): MemberRow["role"] {
  return text === "OWNER" || text === "ADMIN" || text === "MODERATOR" ? text : "MEMBER";
}

function required<Row>(row: Row | null | undefined, event: EventRow): Row {
  if (row == null)
    throw new Error(`Event ${event.conversationId}:${event.seq} names a row that does not exist.`);
  return row;
}
