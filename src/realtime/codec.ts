/** Events as text between processes. */
import type { ConversationEvent } from "../domain/events.ts";

export function encodeEvent(event: ConversationEvent): string {
  return JSON.stringify(event);
}

const DATE_FIELDS = new Set([
  "occurredAt",
  "createdAt",
  "editedAt",
  "deletedAt",
  "joinedAt",
  "silencedUntil",
  "lastActivityAt",
]);

/** Throws for what no process of this version wrote; the caller then reads the table. */
export function decodeEvent(payload: string): ConversationEvent {
  const event: unknown = JSON.parse(payload, (name, value: unknown) =>
    typeof value === "string" && DATE_FIELDS.has(name) ? new Date(value) : value,
  );
  if (!isEvent(event)) throw new Error("A publication is not an event.");
  return event;
}

function isEvent(value: unknown): value is ConversationEvent {
  return (
    typeof value === "object" &&
    value !== null &&
    "conversationId" in value &&
    "kind" in value &&
    "seq" in value &&
    Number.isInteger(value.seq)
  );
}
