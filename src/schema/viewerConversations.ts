/** Viewer.conversations: the viewer's conversations, the liveliest first. */
import { isUuid } from "../lib/ids.ts";
import { viewerOf } from "./access.ts";
import { builder } from "./builder.ts";
import { ConversationConnection, ConversationKind } from "./conversation.ts";
import { pageCost, resolvePage } from "./page.ts";
import type { PageOrder } from "./page.ts";
import { forwardPageArgs } from "./pageArgs.ts";
import { Viewer } from "./viewer.ts";
import { findViewerConversations } from "./viewerConversationRows.ts";
import type { ConversationPosition, ListedConversation } from "./viewerConversationRows.ts";

type Order = PageOrder<ListedConversation, ConversationPosition>;

const BY_ACTIVITY: Order = {
  name: "conversations",
  toParts: (conversation) => [conversation.lastActivityAt.getTime(), conversation.id],
  fromParts: (parts) => readPosition(["0", ...parts]),
};

const PINNED_FIRST: Order = {
  name: "pinnedConversations",
  toParts: (conversation) => [
    conversation.isPinned ? 1 : 0,
    conversation.lastActivityAt.getTime(),
    conversation.id,
  ],
  fromParts: readPosition,
};

function readPosition([pinned = "", time = "", id = "", ...rest]: readonly string[]) {
  if (!/^[01]$/.test(pinned) || !/^\d{1,15}$/.test(time) || !isUuid(id) || rest.length > 0) return null;
  return { isPinned: pinned === "1", lastActivityAt: new Date(Number(time)), id };
}

const ConversationFilter = builder.inputType("ConversationFilter", {
  description:
    "Which conversations a list holds, all of what is said here together; an absent field lets all through, but for `isHidden`.",
  fields: (t) => ({
    kind: t.field({ type: ConversationKind, required: false, description: "Only this kind." }),
    isUnread: t.boolean({
      required: false,
      description: "Only those in which the viewer's `unreadCount` is more than 0; or, with false, is 0.",
    }),
    mentionsMe: t.boolean({
      required: false,
      description: "Only those in which the viewer's `mentionCount` is more than 0; or, with false, is 0.",
    }),
    isPinned: t.boolean({ required: false, description: "Only those the viewer has pinned, or has not." }),
    isArchived: t.boolean({
      required: false,
      description: "Only those the viewer has archived, or has not.",
    }),
    isHidden: t.boolean({
      required: false,
      description:
        "True: only those the viewer has hidden and in which no message has come since. Absent or false: all others.",
    }),
  }),
});

const ConversationOrder = builder.enumType("ConversationOrder", {
  description: "The order of a list of conversations.",
  values: {
    ACTIVITY: { description: "The newest message first." },
    PINNED_FIRST: {
      description: "Those the viewer has pinned, then the others; each with the newest first.",
    },
  } as const,
});

builder.objectField(Viewer, "conversations", (t) =>
  t.field({
    type: ConversationConnection,
    description: "The viewer's conversations, newest activity first.",
    args: {
      ...forwardPageArgs,
      filter: t.arg({ type: ConversationFilter, required: false, description: "Which of them." }),
      order: t.arg({
        type: ConversationOrder,
        required: false,
        description: "ACTIVITY when absent. The cursors of one order are not those of the other.",
      }),
    },
    extensions: { perViewer: true },
    complexity: pageCost,
    resolve: (_viewer, { filter, order, ...args }, context) => {
      const { userId } = viewerOf(context);
      const pinnedFirst = order === "PINNED_FIRST";
      return resolvePage(args, pinnedFirst ? PINNED_FIRST : BY_ACTIVITY, ({ after, limit }) =>
        findViewerConversations(context.db, userId, filter ?? {}, { after, limit, pinnedFirst }),
      );
    },
  }),
);
