/** Drafts: what the viewer has written and not sent, on all their devices. */
import DataLoader from "dataloader";
import { keptDrafts } from "../domain/draft/saveDraft.ts";
import type { OwnDraftItem } from "../domain/draft/ports.ts";
import type { DraftRow } from "../domain/rows.ts";
import { isUuid, NO_ID } from "../lib/ids.ts";
import { viewerIdOrNone, viewerOf } from "./access.ts";
import { builder, nodeType } from "./builder.ts";
import type { Context } from "./context.ts";
import { Conversation } from "./conversation.ts";
import { loadConversation } from "./links.ts";
import { Message } from "./message.ts";
import { encodeNodeId } from "./nodeId.ts";
import { pageCost, resolvePage } from "./page.ts";
import type { PageOrder } from "./page.ts";
import { forwardPageArgs } from "./pageArgs.ts";
import { perExecution } from "./perExecution.ts";
import { Thread } from "./threads.ts";
import { Viewer } from "./viewer.ts";

export const Draft = builder.objectRef<DraftRow>("Draft");

builder.node(Draft, {
  name: nodeType("Draft"),
  description:
    "What the viewer has written and not sent. Nobody else can see it, and it ends with the viewer's membership.",
  id: { description: "Global id.", resolve: (draft) => keyOf(draft) },
  loadManyWithoutCache: (ids, context) => Promise.all(ids.map((id) => findDraft(context, id))),
  fields: (t) => ({
    conversation: t.field({
      type: Conversation,
      description: "Where it is to be sent.",
      resolve: (draft, _args, context) => loadConversation(context, draft.conversationId),
    }),
    threadRoot: t.field({
      type: Message,
      nullable: true,
      description:
        "The root of the thread it is to be a reply in; null for a draft of the conversation itself, and where the viewer has deleted the root for themselves.",
      extensions: { perViewer: true },
      resolve: ({ threadRootId }, _args, context) =>
        threadRootId === NO_ID ? null : context.loaders.message.load(threadRootId),
    }),
    body: t.exposeString("body", { description: "Markdown, as it was written." }),
    savedAt: t.expose("savedAt", { type: "DateTime", description: "When it was changed last." }),
  }),
});

const DraftConnection = builder.connectionObject(
  { type: Draft, name: "DraftConnection", description: "A page of drafts." },
  { name: "DraftEdge", description: "A draft in a list." },
);

type Position = Pick<DraftRow, "savedAt" | "conversationId" | "threadRootId">;

const NEWEST_FIRST: PageOrder<DraftRow, Position> = {
  name: "drafts",
  toParts: (draft) => [draft.savedAt.getTime(), draft.conversationId, draft.threadRootId],
  fromParts: ([time = "", conversationId = "", threadRootId = "", ...rest]) =>
    /^\d{1,15}$/.test(time) && isUuid(conversationId) && isUuid(threadRootId) && rest.length === 0
      ? { savedAt: new Date(Number(time)), conversationId, threadRootId }
      : null,
};

/** What comes behind it, the last saved first. */
function behind({ savedAt, conversationId, threadRootId }: Position) {
  return {
    OR: [
      { savedAt: { lt: savedAt } },
      { savedAt, conversationId: { lt: conversationId } },
      { savedAt, conversationId, threadRootId: { lt: threadRootId } },
    ],
  };
}

builder.objectField(Viewer, "drafts", (t) =>
  t.field({
    type: DraftConnection,
    description: "What the viewer has written and not sent, the last changed first.",
    args: forwardPageArgs,
    extensions: { perViewer: true },
    complexity: pageCost,
    resolve: (_viewer, args, context) => {
      const { userId } = viewerOf(context);
      return resolvePage(args, NEWEST_FIRST, ({ after, limit }) =>
        context.db.draft.findMany({
          where: { ...keptDrafts(userId), ...(after && behind(after)) },
          orderBy: [{ savedAt: "desc" }, { conversationId: "desc" }, { threadRootId: "desc" }],
          take: limit,
        }),
      );
    },
  }),
);

builder.prismaObjectField(Conversation, "viewerDraft", (t) =>
  t.field({
    type: Draft,
    nullable: true,
    description: "What the viewer has written here and not sent; null when there is nothing.",
    extensions: { perViewer: true },
    resolve: ({ id }, _args, context) =>
      viewerDraftOf(context).load(keyOf({ conversationId: id, threadRootId: NO_ID })),
  }),
);

builder.objectField(Thread, "viewerDraft", (t) =>
  t.field({
    type: Draft,
    nullable: true,
    description: "What the viewer has written in reply here and not sent; null when there is nothing.",
    extensions: { perViewer: true },
    resolve: (root, _args, context) =>
      viewerDraftOf(context).load(keyOf({ conversationId: root.conversationId, threadRootId: root.id })),
  }),
);

export const ViewerDraftChanged = builder.objectRef<OwnDraftItem>("ViewerDraftChanged").implement({
  extensions: { perViewer: true },
  description:
    "A draft of the viewer's changed, on whichever device: what stands here now, not how it came about.",
  fields: (t) => ({
    conversation: t.field({
      type: Conversation,
      description: "Where.",
      resolve: ({ draft }, _args, context) => loadConversation(context, draft.conversationId),
    }),
    threadRootId: t.id({
      nullable: true,
      description: "The message whose thread it is to be a reply in; null: none.",
      resolve: ({ draft: { threadRootId } }) =>
        threadRootId === NO_ID ? null : encodeNodeId("Message", threadRootId),
    }),
    draft: t.field({
      type: Draft,
      nullable: true,
      description: "As it is now; null where there is none any more.",
      resolve: ({ draft }) => (draft.body === "" ? null : draft),
    }),
  }),
});

/** The viewer's own of that place: an id names no one else's. */
async function findDraft(context: Context, id: string): Promise<DraftRow | null> {
  const parts = id.split(":");
  return parts.length === 2 && parts.every(isUuid) ? viewerDraftOf(context).load(id) : null;
}

/** By `keyOf`. */
const viewerDraftOf = perExecution((context) => {
  const viewerId = viewerIdOrNone(context);
  return new DataLoader(async (keys: readonly string[]) => {
    const places = keys.map((key) => key.split(":"));
    const drafts = await context.db.draft.findMany({
      where: {
        ...keptDrafts(viewerId),
        conversationId: { in: places.map(([conversationId = ""]) => conversationId) },
        threadRootId: { in: places.map(([, threadRootId = ""]) => threadRootId) },
      },
    });
    const found = new Map(drafts.map((draft) => [keyOf(draft), draft]));
    return keys.map((key) => found.get(key) ?? null);
  });
});

/** Where it is written; with the viewer, a draft's key. */
function keyOf({ conversationId, threadRootId }: Pick<DraftRow, "conversationId" | "threadRootId">): string {
  return `${conversationId}:${threadRootId}`;
}
