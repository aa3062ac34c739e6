/** A conversation's history: messages by seq, both ways. */
import type { MessageView } from "../domain/message/policy.ts";
import { SEQ_MAX } from "../domain/cursor.ts";
import { viewMessage } from "../domain/message/policy.ts";
import { builder } from "./builder.ts";
import { Conversation } from "./conversation.ts";
import { findView, Message } from "./message.ts";
import { pageCost, resolvePage } from "./page.ts";
import type { PageOrder } from "./page.ts";

/** A cursor here is a seq: it stays good for ever, also when the message it came from is deleted. */
function bySeq(conversationId: string): PageOrder<{ readonly seq: number }, number> {
  return { name: "messages", owner: conversationId, toParts: (row) => [row.seq], fromParts: readSeq };
}

/** For `fromParts`: one seq and nothing else. */
export function readSeq([seq = "", ...rest]: readonly string[]): number | null {
  const isSeq = rest.length === 0 && /^\d{1,10}$/.test(seq) && Number(seq) <= SEQ_MAX;
  return isSeq ? Number(seq) : null;
}

builder.prismaObjectFields(Conversation, (t) => ({
  messages: t.connection(
    {
      type: Message,
      description:
        "Its history, oldest first: `last: 50` is the newest page, `last: 50, before: startCursor` the one before.",
      extensions: { perViewer: true },
      complexity: pageCost,
      resolve: async (conversation, args, context) => {
        const member = await context.loaders.viewerMember.load(conversation.id);
        const lastSeq = member === null ? -1 : (member.removedSeq ?? Number.MAX_SAFE_INTEGER);
        return resolvePage(
          args,
          bySeq(conversation.id),
          async ({ after, before, limit, inverted }): Promise<MessageView[]> => {
            if (member === null) return [];
            const rows = await context.db.message.findMany({
              where: {
                conversationId: conversation.id,
                seq: { gt: after ?? 0, lt: Math.min(before ?? SEQ_MAX, lastSeq, SEQ_MAX) },
              },
              orderBy: { seq: inverted ? "desc" : "asc" },
              take: limit,
              omit: { inputHash: true },
            });
            return rows.map((row) =>
              viewMessage(row, { fromSeq: member.visibleFromSeq, toSeq: member.removedSeq }),
            );
          },
        );
      },
    },
    { name: "MessageConnection", description: "A page of messages." },
    { name: "MessageEdge", description: "A message in a list." },
  ),
  lastMessage: t.field({
    type: Message,
    nullable: true,
    description: "The newest message; null in a conversation without one.",
    extensions: { perViewer: true },
    resolve: async ({ id }, _args, context) => findView(context, await context.loaders.lastMessage.load(id)),
  }),
}));
