/** A conversation's history: messages by seq, both ways. */
import { SEQ_MAX } from "../domain/cursor.ts";
import { viewerIdOrNone } from "./access.ts";
import { builder } from "./builder.ts";
import { Conversation } from "./conversation.ts";
import { pagesByConversation } from "./conversationPages.ts";
import { Message } from "./message.ts";
import { pageCost, resolvePage } from "./page.ts";
import type { PageOrder } from "./page.ts";
import { findMessagePages } from "./visibleRows.ts";
import type { MessageRange } from "./visibleRows.ts";

/** A cursor here is a seq: it stays good for ever, also when the message it came from is deleted. */
function bySeq(conversationId: string): PageOrder<{ readonly seq: number }, number> {
  return { name: "messages", owner: conversationId, toParts: (row) => [row.seq], fromParts: readSeq };
}

const messagesOf = pagesByConversation((context, conversationIds, range: MessageRange) =>
  findMessagePages(context.db, viewerIdOrNone(context), conversationIds, range),
);

/** For `fromParts`: one seq and nothing else. */
export function readSeq([seq = "", ...rest]: readonly string[]): number | null {
  const isSeq = rest.length === 0 && /^\d{1,10}$/.test(seq) && Number(seq) <= SEQ_MAX;
  return isSeq ? Number(seq) : null;
}

export const MessageConnection = builder.connectionObject(
  { type: Message, name: "MessageConnection", description: "A page of messages." },
  { name: "MessageEdge", description: "A message in a list." },
);

builder.prismaObjectFields(Conversation, (t) => ({
  messages: t.field({
    type: MessageConnection,
    description:
      "Its history without the replies in threads, oldest first: `last: 50` is the newest page, `last: 50, before: startCursor` the one before.",
    args: t.arg.connectionArgs(),
    extensions: { perViewer: true },
    complexity: pageCost,
    resolve: ({ id }, args, context) =>
      resolvePage(args, bySeq(id), (range) => messagesOf(context, id, range)),
  }),
  lastMessage: t.field({
    type: Message,
    nullable: true,
    description: "The newest message; null in a conversation without one.",
    extensions: { perViewer: true },
    resolve: ({ id }, _args, context) => context.loaders.lastMessage.load(id),
  }),
}));
