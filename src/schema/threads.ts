/** Threads: replies that stand beside a conversation's history, under the message they belong to. */
import type { MessageView } from "../domain/message/policy.ts";
import { builder, nodeType } from "./builder.ts";
import { Message, relatedMessage } from "./message.ts";
import { MessageConnection, readSeq } from "./messagePages.ts";
import { inOrderOf, uuidsOf } from "./nodeRows.ts";
import { pageCost, resolvePage } from "./page.ts";
import type { PageOrder } from "./page.ts";
import { forwardPageArgs } from "./pageArgs.ts";
import { NEWEST_REPLY, participantsOf, repliesOf, viewerThreadsOf } from "./threadLoaders.ts";
import type { Participant } from "./threadLoaders.ts";
import { UserConnection } from "./user.ts";

/** By its root. */
export const Thread = builder.objectRef<MessageView>("Thread");

builder.node(Thread, {
  name: nodeType("Thread"),
  description:
    "The replies to a message that stand beside the conversation's history; seen by its members only.",
  id: { description: "Global id.", resolve: (root) => root.id },
  loadManyWithoutCache: async (ids, context) => {
    const views = await Promise.all(uuidsOf(ids).map((id) => context.loaders.message.load(id)));
    const roots = views.filter((view) => view !== null);
    return inOrderOf(ids, roots.filter(isRoot));
  },
  fields: (t) => ({
    root: t.field({
      type: Message,
      description: "The message that the replies belong to.",
      resolve: (root) => root,
    }),
    replyCount: t.exposeInt("replyCount", { description: "How many replies, deleted ones not counted." }),
    lastReplyAt: t.expose("lastReplyAt", {
      type: "DateTime",
      nullable: true,
      description: "When the newest reply was sent.",
    }),
    lastReply: t.field({
      type: Message,
      nullable: true,
      description: "The newest reply.",
      extensions: { perViewer: true },
      resolve: async (root, _args, context) => {
        const [newest] = await repliesOf(context, NEWEST_REPLY).load(root);
        return newest ?? null;
      },
    }),
    replies: t.field({
      type: MessageConnection,
      description: "The replies, oldest first: `last: 50` is the newest page.",
      args: t.arg.connectionArgs(),
      extensions: { perViewer: true },
      complexity: pageCost,
      resolve: (root, args, context) =>
        resolvePage(args, bySeq(root.id), (range) => repliesOf(context, range).load(root)),
    }),
    participants: t.field({
      type: UserConnection,
      description: "Who has replied, those who did first at the front.",
      args: forwardPageArgs,
      complexity: pageCost,
      resolve: (root, args, context) =>
        resolvePage(args, byFirstReply(root.id), ({ after, limit }) =>
          root.hasReceipts ? participantsOf(context, { after, limit }).load(root) : Promise.resolve([]),
        ),
    }),
    viewerIsFollowing: t.boolean({
      description: "Whether the viewer follows it: whoever wrote its root or replies does.",
      extensions: { perViewer: true },
      resolve: async (root, _args, context) => (await viewerThreadsOf(context).load(root.id)).isFollowing,
    }),
    viewerReadSeq: t.int({
      description: "How far the viewer has read it: position of a message; 0 for not at all.",
      extensions: { perViewer: true },
      resolve: async (root, _args, context) => (await viewerThreadsOf(context).load(root.id)).readSeq,
    }),
    viewerUnreadCount: t.int({
      description: "Replies of others that the viewer has not read; 0 where they do not follow it.",
      extensions: { perViewer: true },
      resolve: async (root, _args, context) => (await viewerThreadsOf(context).load(root.id)).unreadCount,
    }),
  }),
});

builder.objectField(Message, "thread", (t) =>
  t.field({
    type: Thread,
    nullable: true,
    description: "The thread that it is the root of, or a reply in; null for any other, and when withheld.",
    extensions: { carried: true },
    resolve: (message, _args, context) => {
      if (message.isWithheld) return null;
      if (message.threadRootId !== null) return relatedMessage(context, message, message.threadRootId);
      return isRoot(message) ? message : null;
    },
  }),
);

/** Also of a thread whose replies have all been deleted. */
function isRoot({ threadRootId, lastReplyAt, isWithheld }: MessageView): boolean {
  return threadRootId === null && lastReplyAt !== null && !isWithheld;
}

function bySeq(rootId: string): PageOrder<{ readonly seq: number }, number> {
  return { name: "replies", owner: rootId, toParts: ({ seq }) => [seq], fromParts: readSeq };
}

function byFirstReply(rootId: string): PageOrder<Participant, number> {
  return {
    name: "participants",
    owner: rootId,
    toParts: ({ firstReplySeq }) => [firstReplySeq],
    fromParts: readSeq,
  };
}
