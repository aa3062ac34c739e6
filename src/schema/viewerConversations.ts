/** Viewer.conversations: the viewer's conversations, the liveliest first. */
import { visibleConversations } from "../domain/conversation/policy.ts";
import type { ConversationRow } from "../domain/rows.ts";
import { isUuid } from "../lib/ids.ts";
import { viewerOf } from "./access.ts";
import { builder } from "./builder.ts";
import { ConversationConnection, ConversationKind } from "./conversation.ts";
import { pageCost, resolvePage } from "./page.ts";
import type { PageOrder } from "./page.ts";
import { forwardPageArgs } from "./pageArgs.ts";
import { Viewer } from "./viewer.ts";

interface Position {
  readonly lastActivityAt: Date;
  readonly id: string;
}

const ORDER: PageOrder<ConversationRow, Position> = {
  name: "conversations",
  toParts: (conversation) => [conversation.lastActivityAt.getTime(), conversation.id],
  fromParts: ([time = "", id = "", ...rest]) =>
    /^\d{1,15}$/.test(time) && isUuid(id) && rest.length === 0
      ? { lastActivityAt: new Date(Number(time)), id }
      : null,
};

const ConversationFilter = builder.inputType("ConversationFilter", {
  description: "Which conversations a list holds; an absent field lets all through.",
  fields: (t) => ({
    kind: t.field({ type: ConversationKind, required: false, description: "Only this kind." }),
  }),
});

builder.objectField(Viewer, "conversations", (t) =>
  t.field({
    type: ConversationConnection,
    description: "The viewer's conversations, newest activity first.",
    args: {
      ...forwardPageArgs,
      filter: t.arg({ type: ConversationFilter, required: false, description: "Which of them." }),
    },
    extensions: { perViewer: true },
    complexity: pageCost,
    resolve: (_viewer, { filter, ...args }, context) => {
      const { userId } = viewerOf(context);
      return resolvePage(args, ORDER, ({ after, limit }) =>
        context.db.conversation.findMany({
          where: {
            ...visibleConversations(userId),
            ...(filter?.kind && { kind: filter.kind }),
            ...(after && {
              lastActivityAt: { lte: after.lastActivityAt },
              NOT: { lastActivityAt: after.lastActivityAt, id: { gte: after.id } },
            }),
          },
          orderBy: [{ lastActivityAt: "desc" }, { id: "desc" }],
          take: limit,
        }),
      );
    },
  }),
);
