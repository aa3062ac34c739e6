/** The threads that the viewer follows, the one with the newest reply first; and what a stream tells of them. */
import type { MessageView } from "../domain/message/policy.ts";
import type { OwnThreadItem } from "../domain/thread/ports.ts";
import { isUuid } from "../lib/ids.ts";
import { viewerOf } from "./access.ts";
import { builder } from "./builder.ts";
import { encodeNodeId } from "./nodeId.ts";
import { pageCost, resolvePage } from "./page.ts";
import type { PageOrder } from "./page.ts";
import { forwardPageArgs } from "./pageArgs.ts";
import { Thread } from "./threads.ts";
import { Viewer } from "./viewer.ts";
import { findFollowedThreads } from "./visibleRows.ts";
import type { ThreadPosition } from "./visibleRows.ts";

const ORDER: PageOrder<MessageView, ThreadPosition> = {
  name: "threads",
  toParts: ({ lastReplyAt, id }) => [lastReplyAt?.getTime() ?? 0, id],
  fromParts: ([time = "", id = "", ...rest]) =>
    /^\d{1,15}$/.test(time) && isUuid(id) && rest.length === 0
      ? { lastReplyAt: new Date(Number(time)), id }
      : null,
};

const ThreadConnection = builder.connectionObject(
  { type: Thread, name: "ThreadConnection", description: "A page of threads." },
  { name: "ThreadEdge", description: "A thread in a list." },
);

builder.objectField(Viewer, "threads", (t) =>
  t.field({
    type: ThreadConnection,
    description:
      "The threads that the viewer follows, in conversations of which they are a member, the one with the newest reply first; those without a reply are not among them.",
    args: forwardPageArgs,
    extensions: { perViewer: true },
    complexity: pageCost,
    resolve: (_viewer, args, context) => {
      const { userId } = viewerOf(context);
      return resolvePage(args, ORDER, ({ after, limit }) =>
        findFollowedThreads(context.db, userId, after, limit),
      );
    },
  }),
);

export const ViewerThreadChanged = builder.objectRef<OwnThreadItem>("ViewerThreadChanged").implement({
  extensions: { perViewer: true },
  description:
    "The viewer follows a thread, follows it no more, or has read it further, on whichever device: what stands here now, not how it came about.",
  fields: (t) => ({
    rootId: t.id({
      description: "The message that is the thread's root.",
      resolve: ({ thread }) => encodeNodeId("Message", thread.rootId),
    }),
    isFollowing: t.boolean({
      description: "Whether the viewer follows it.",
      resolve: ({ thread }) => thread.isFollowing,
    }),
    readSeq: t.int({
      description: "How far the viewer has read it.",
      resolve: ({ thread }) => thread.readSeq,
    }),
    thread: t.field({
      type: Thread,
      nullable: true,
      description: "As it is now; null where the viewer does not see its root any more.",
      extensions: { perViewer: true },
      resolve: ({ thread }, _args, context) => context.loaders.message.load(thread.rootId),
    }),
  }),
});
