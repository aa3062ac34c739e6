/** A conversation's pinned messages. */
import DataLoader from "dataloader";
import type { MessageView } from "../domain/message/policy.ts";
import { viewerIdOrNone } from "./access.ts";
import { builder } from "./builder.ts";
import { Conversation } from "./conversation.ts";
import { Message } from "./message.ts";
import { MessageConnection, readSeq } from "./messagePages.ts";
import { pageCost, resolvePage } from "./page.ts";
import type { PageOrder } from "./page.ts";
import { forwardPageArgs } from "./pageArgs.ts";
import { perPage } from "./perExecution.ts";
import { findPinnedMessages } from "./visibleRows.ts";

interface PinsPage {
  readonly after: number | null;
  readonly limit: number;
}

/** By conversation id. */
const pinsOf = perPage((context, page: PinsPage) => {
  const viewerId = viewerIdOrNone(context);
  return new DataLoader(async (ids: readonly string[]) => {
    const messages = await findPinnedMessages(context.db, viewerId, ids, page);
    const byConversation = Map.groupBy(messages, ({ conversationId }) => conversationId);
    return ids.map((id) => byConversation.get(id) ?? []);
  });
});

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
      resolvePage(args, byPin(id), ({ after, limit }) => pinsOf(context, { after, limit }).load(id)),
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
