/** A conversation's pinned messages. */
import type { MessageView } from "../domain/message/policy.ts";
import { viewerIdOrNone } from "./access.ts";
import { builder } from "./builder.ts";
import { Conversation } from "./conversation.ts";
import { pagesByConversation } from "./conversationPages.ts";
import { Message } from "./message.ts";
import { MessageConnection, readSeq } from "./messagePages.ts";
import { pageCost, resolvePage } from "./page.ts";
import type { PageOrder } from "./page.ts";
import { forwardPageArgs } from "./pageArgs.ts";
import { findPinnedMessages } from "./visibleRows.ts";

interface PinsPage {
  readonly after: number | null;
  readonly limit: number;
}

const pinsOf = pagesByConversation((context, conversationIds, page: PinsPage) =>
  findPinnedMessages(context.db, viewerIdOrNone(context), conversationIds, page),
);

builder.objectField(Message, "pinnedSeq", (t) =>
  t.exposeInt("pinnedSeq", {
    nullable: true,
    description: "Position of the event that pinned it; null while it is not pinned.",
  }),
);

builder.prismaObjectFields(Conversation, (t) => ({
  pinnedMessages: t.field({
    type: MessageConnection,
    description: "Its pinned messages, the last one pinned first.",
    args: forwardPageArgs,
    extensions: { perViewer: true },
    complexity: pageCost,
    resolve: ({ id }, args, context) =>
      resolvePage(args, byPin(id), ({ after, limit }) => pinsOf(context, id, { after, limit })),
  }),
}));

function byPin(conversationId: string): PageOrder<MessageView, number> {
  return {
    name: "pins",
    owner: conversationId,
    toParts: (message) => [message.pinnedSeq ?? 0],
    fromParts: readSeq,
  };
}
