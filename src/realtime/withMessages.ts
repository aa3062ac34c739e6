/** An event that shows messages, with those messages as they are now. */
import { messagesOf } from "../domain/events.ts";
import type { ConversationEvent } from "../domain/events.ts";
import type { MessageRow } from "../domain/rows.ts";

/** The event itself where `now` answers each of its messages as it is. */
export function withMessages(
  event: ConversationEvent,
  now: (message: MessageRow) => MessageRow,
): ConversationEvent {
  if (messagesOf(event).every((message) => now(message) === message)) return event;
  if (event.kind === "MESSAGES_REMOVED") {
    return { ...event, changed: event.changed.map(now), related: event.related.map(now) };
  }
  return "message" in event
    ? { ...event, message: now(event.message), related: event.related.map(now) }
    : event;
}
