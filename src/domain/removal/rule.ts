/**
 * What a removal in bulk takes away: one rule, for the table, for what processes hold in memory, and for clients.
 *
 * Everything up to a place in the log, of everybody or of one person. So it is told by one event for hundreds of messages,
 * whoever holds which of them.
 */
import type { ConversationEvent, Removal } from "../events.ts";
import { NO_CONTENT } from "../message/policy.ts";
import type { MessageRow } from "../rows.ts";

/** Messages that one event, and one transaction, removes. */
export const REMOVED_MAX = 200;
/** Roots of threads that one event tells of, each with what it says. */
export const CHANGED_MAX = 20;

type RemovalEvent = Extract<ConversationEvent, { kind: "MESSAGES_REMOVED" }>;

/** Of everybody; or sent by the one person, or by whoever forwarded what that person wrote. */
export function isOf(
  { senderId }: Pick<Removal, "senderId">,
  message: Pick<MessageRow, "senderId" | "forwardedSenderId">,
): boolean {
  return senderId === null || message.senderId === senderId || message.forwardedSenderId === senderId;
}

/** A message as the removal left it: the same object where it has nothing to do with it. */
export function afterRemoval(message: MessageRow, removal: RemovalEvent): MessageRow {
  if (message.changedSeq >= removal.seq) return message;
  const changed = removal.changed.find(({ id }) => id === message.id);
  if (changed !== undefined) return changed;
  if (message.deletedAt !== null || message.seq > removal.throughSeq || !isOf(removal, message))
    return message;
  return {
    ...message,
    ...NO_CONTENT,
    pinnedSeq: null,
    deletedAt: removal.occurredAt,
    changedSeq: removal.seq,
  };
}
