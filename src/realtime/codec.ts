/**
 * Events as text between processes: who published it, a line break, and JSON of the event with its history and the
 * people it names, so that it can be shown without a read.
 */
import { messagesOf } from "../domain/events.ts";
import type { ConversationEvent } from "../domain/events.ts";
import { newId } from "../lib/ids.ts";
import type { ProfileRow } from "../domain/rows.ts";

/** What a process publishes comes back to it; it knows it already. */
export const newOrigin = newId;

export interface Publication {
  /** The history that the event belongs to. */
  readonly epoch: string;
  readonly event: ConversationEvent;
  readonly people: readonly ProfileRow[];
}

export function encodePublication(origin: string, publication: Publication): string {
  return `${origin}\n${JSON.stringify(publication)}`;
}

export function isFrom(origin: string, payload: string): boolean {
  return payload.startsWith(`${origin}\n`);
}

/** Throws for what no process of this version wrote; the caller then reads the table. */
export function decodePublication(payload: string): Publication {
  const publication: unknown = JSON.parse(payload.slice(payload.indexOf("\n") + 1));
  if (!isPublication(publication)) throw new Error("A publication is not an event.");
  const { event, people } = publication;
  reviveDates(event);
  for (const message of messagesOf(event)) reviveDates(message);
  if ("member" in event) reviveDates(event.member);
  if ("conversation" in event) reviveDates(event.conversation);
  for (const person of people) reviveDates(person);
  return publication;
}

const DATE_FIELDS = [
  "occurredAt",
  "createdAt",
  "editedAt",
  "deletedAt",
  "forwardedAt",
  "lastReplyAt",
  "joinedAt",
  "silencedUntil",
  "bannedUntil",
  "expiresAt",
  "lastActivityAt",
];

export function reviveDates(row: object): void {
  for (const name of DATE_FIELDS) {
    const value: unknown = Reflect.get(row, name);
    if (typeof value === "string") Reflect.set(row, name, new Date(value));
  }
}

function isPublication(value: unknown): value is Publication {
  return (
    typeof value === "object" &&
    value !== null &&
    "epoch" in value &&
    "people" in value &&
    Array.isArray(value.people) &&
    "event" in value &&
    isEvent(value.event)
  );
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
