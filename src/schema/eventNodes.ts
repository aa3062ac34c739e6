/** Events by id, and pages of the log: the polling form of a stream. */
import { visibleConversations } from "../domain/conversation/policy.ts";
import { decodeConversationCursor, encodeConversationCursor, SEQ_MAX } from "../domain/cursor.ts";
import { badRequest, RequestError } from "../domain/errors.ts";
import { messagesOf } from "../domain/events.ts";
import type { ConversationEvent } from "../domain/events.ts";
import type { MemberRow } from "../domain/rows.ts";
import type { EventItem } from "../domain/streams.ts";
import { isUuid } from "../lib/ids.ts";
import { viewerIdOrNone } from "./access.ts";
import type { Context } from "./context.ts";
import { hiddenFromViewerOf } from "./hiddenMessages.ts";
import type { Loaders } from "./loaders.ts";

/** The events that `ids` (conversation:seq) name and the viewer may see, in their order; null for the others. */
export async function loadEventItems(
  context: Context,
  ids: readonly string[],
  isWanted: (item: EventItem) => boolean,
): Promise<(EventItem | null)[]> {
  const events = await Promise.all(ids.map((id) => findEvent(context, id)));
  // Anew, after the events: whoever was removed meanwhile is not shown what is newer than the removal.
  const loaders = context.createLoaders();
  return Promise.all(
    events.map(async (event) => {
      const member = event && (await findPresentMember(loaders, event.conversationId));
      const item = event && member && (await toItem(context, event, member));
      return item !== null && isWanted(item) ? item : null;
    }),
  );
}

async function findEvent(context: Context, id: string): Promise<ConversationEvent | null> {
  const [conversationId = "", seqText = ""] = id.split(":");
  const seq = Number(seqText);
  if (!isUuid(conversationId) || !/^[1-9]\d{0,9}$/.test(seqText) || seq > SEQ_MAX) return null;
  const [event] = await context.ports.readEvents(conversationId, seq - 1, 1);
  return event?.seq === seq ? event : null;
}

export interface EventPage {
  readonly items: readonly EventItem[];
  readonly hasNextPage: boolean;
}

/** Events after a stream's cursor. Throws NOT_FOUND, BAD_REQUEST, and CURSOR_RESET for a cursor of another history. */
export async function readEventPage(
  context: Context,
  conversationId: string,
  after: string | null,
  limit: number,
): Promise<EventPage> {
  const where = { id: conversationId, ...visibleConversations(viewerIdOrNone(context)) };
  const conversation = await context.db.conversation.findUnique({ where });
  if (conversation === null) throw notFound();
  const cursor = after === null ? null : decodeConversationCursor(after, conversationId);
  const isForeign = cursor !== null && cursor.epoch !== context.ports.epoch();
  if (isForeign || (cursor?.seq ?? 0) > conversation.headSeq) {
    throw new RequestError(
      "CURSOR_RESET",
      "The cursor belongs to another history: load the conversation anew.",
    );
  }
  if (limit < 1) throw badRequest("A page of events has at least one.");
  const events = await context.ports.readEvents(conversationId, cursor?.seq ?? 0, limit + 1);
  // Again, after the events: whoever was removed meanwhile is not shown what is newer than the removal.
  const member = await findPresentMember(context.createLoaders(), conversationId);
  if (member === null) throw notFound();
  return {
    items: await Promise.all(events.slice(0, limit).map((event) => toItem(context, event, member))),
    hasNextPage: events.length > limit,
  };
}

function notFound(): RequestError {
  return new RequestError("NOT_FOUND", "Conversation not found.");
}

async function findPresentMember(loaders: Loaders, conversationId: string): Promise<MemberRow | null> {
  const member = await loaders.viewerMember.load(conversationId);
  return member?.removedSeq === null ? member : null;
}

async function toItem(context: Context, event: ConversationEvent, member: MemberRow): Promise<EventItem> {
  const { conversationId, seq } = event;
  const cursor = encodeConversationCursor({ epoch: context.ports.epoch(), conversationId, seq });
  const messages = messagesOf(event);
  const isHidden = await Promise.all(messages.map(({ id }) => hiddenFromViewerOf(context).load(id)));
  const hidden = messages.filter((_, index) => isHidden[index] === true);
  const hiddenSeqs = new Set(hidden.map((message) => message.seq));
  return {
    type: "EVENT",
    event,
    cursor,
    visibility: { fromSeq: member.visibleFromSeq, toSeq: null, hiddenSeqs },
  };
}
