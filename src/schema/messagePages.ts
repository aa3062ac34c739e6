/** A conversation's history: messages by seq, both ways. */
import { badRequest, RequestError } from "../domain/errors.ts";
import { SEQ_MAX } from "../domain/cursor.ts";
import { viewerIdOrNone } from "./access.ts";
import { builder } from "./builder.ts";
import { Conversation } from "./conversation.ts";
import { pagesByConversation } from "./conversationPages.ts";
import { Message } from "./message.ts";
import type { Context } from "./context.ts";
import { idOrNone } from "./nodeId.ts";
import { assertPageSize, cursorOf, PAGE_DEFAULT, pageCost, resolvePage } from "./page.ts";
import type { PageArgs, PageOrder } from "./page.ts";
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
    args: {
      ...t.arg.connectionArgs(),
      around: t.arg.id({
        required: false,
        description:
          "A message of it: the page has `first` messages with it in the middle, or where it would stand if it is a reply in a thread. Alone, or with `first`.",
      }),
    },
    extensions: { perViewer: true },
    complexity: pageCost,
    resolve: ({ id }, { around, ...args }, context) =>
      around == null
        ? resolvePage(args, bySeq(id), (range) => messagesOf(context, id, range))
        : pageAround(context, id, around, args),
  }),
  lastMessage: t.field({
    type: Message,
    nullable: true,
    description: "The newest message; null in a conversation without one.",
    extensions: { perViewer: true },
    resolve: ({ id }, _args, context) => context.loaders.lastMessage.load(id),
  }),
}));

/** Throws BAD_REQUEST beside a cursor, NOT_FOUND for what is no message of this conversation that the viewer sees. */
async function pageAround(
  context: Context,
  conversationId: string,
  around: string,
  { first, after, last, before }: PageArgs,
) {
  assertPageSize(first);
  if (after != null || before != null || last != null) throw badRequest("around goes with first alone.");
  const message = await context.loaders.message.load(idOrNone("Message", around));
  if (message?.conversationId !== conversationId) throw new RequestError("NOT_FOUND", "Message not found.");
  const size = first ?? PAGE_DEFAULT;
  const half = Math.ceil(size / 2);
  const read = (range: Pick<MessageRange, "after" | "before" | "inverted">, limit: number) =>
    messagesOf(context, conversationId, { ...range, limit: limit + 1 });
  const [upTo, behind] = await Promise.all([
    read({ after: null, before: message.seq + 1, inverted: true }, size),
    read({ after: message.seq, before: null, inverted: false }, size),
  ]);
  // What one side lacks the other one fills.
  const behindCount = Math.max(size - half, size - upTo.length);
  const shownBehind = behind.slice(0, behindCount);
  const shownUpTo = upTo.slice(0, size - shownBehind.length);
  const order = bySeq(conversationId);
  const edges = [...shownUpTo.toReversed(), ...shownBehind].map((node) => ({
    node,
    cursor: cursorOf(order, node),
  }));
  return {
    edges,
    pageInfo: {
      hasPreviousPage: upTo.length > shownUpTo.length,
      hasNextPage: behind.length > shownBehind.length,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}
