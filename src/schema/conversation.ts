/** Conversation: what it is, and where its log stands. Members and messages are added where they live. */
import { encodeConversationCursor } from "../domain/cursor.ts";
import { visibleConversations } from "../domain/conversation/policy.ts";
import type { ConversationRow } from "../domain/rows.ts";
import { viewerIdOrNone } from "./access.ts";
import { AttachmentKind } from "./attachmentKinds.ts";
import { avatarUrlOf, UPLOADED_AVATAR } from "./avatar.ts";
import { builder, nodeType } from "./builder.ts";
import { inOrderOf, uuidsOf } from "./nodeRows.ts";

export const ConversationKind = builder.enumType("ConversationKind", {
  description: "What a conversation is for.",
  values: {
    DIRECT: { description: "Two people, or one and their notes; one per pair, without title and roles." },
    GROUP: { description: "Invited members only." },
    CHANNEL: { description: "A group made for many readers." },
  } as const,
});

export const PostingPolicy = builder.enumType("PostingPolicy", {
  description: "Who may send to a conversation.",
  values: {
    EVERYONE: { description: "Every member." },
    MODERATORS: { description: "Owners, admins and moderators." },
  } as const,
});

export const ConversationVisibility = builder.enumType("ConversationVisibility", {
  description: "Who may find a conversation, and join it.",
  values: {
    PRIVATE: { description: "Nobody: members are added or invited." },
    PUBLIC: {
      description:
        "Everybody who is signed in: they see its card (`publicConversations`), and its log once they have joined. Channels only.",
    },
  } as const,
});

export const HistoryVisibility = builder.enumType("HistoryVisibility", {
  description:
    "What somebody who joins sees of what was said before. The rest keeps its place and is withheld: `Message.isWithheld`.",
  values: {
    ALL: { description: "Everything." },
    SINCE_JOINED: { description: "Nothing." },
    LAST_N: { description: "The last `Conversation.historyLastN` messages, deleted ones counted." },
  } as const,
});

export const Conversation = builder.prismaObject("Conversation", {
  name: nodeType("Conversation"),
  description: "People and the one ordered log of what happened among them; seen by its members only.",
  fields: (t) => ({
    kind: t.expose("kind", { type: ConversationKind, description: "Never changes." }),
    title: t.exposeString("title", {
      nullable: true,
      description:
        "Null for a direct conversation: show the other person's name, or that these are notes to oneself.",
    }),
    description: t.exposeString("description", { nullable: true, description: "What it is about." }),
    avatarUrl: t.field({
      type: "URL",
      nullable: true,
      description: `Its picture. ${UPLOADED_AVATAR}`,
      resolve: avatarUrlOf,
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was made." }),
    headSeq: t.exposeInt("headSeq", {
      description: "Position of the newest event; 0 when nothing has happened.",
    }),
    headCursor: t.field({
      type: "Cursor",
      description: "Where a stream that begins now would begin.",
      resolve: ({ id, headSeq }, _args, context) =>
        encodeConversationCursor({ epoch: context.ports.epoch(), conversationId: id, seq: headSeq }),
    }),
    memberCount: t.exposeInt("memberCount", { description: "How many members it has now." }),
    postingPolicy: t.expose("postingPolicy", { type: PostingPolicy, description: "Who may send to it." }),
    visibility: t.expose("visibility", {
      type: ConversationVisibility,
      description: "Who may find it, and join it.",
    }),
    historyVisibility: t.expose("historyVisibility", {
      type: HistoryVisibility,
      description: "What those see of the history who join from now on; members keep what they see.",
    }),
    slowModeSeconds: t.exposeInt("slowModeSeconds", {
      description: "Slow mode: how long a plain member waits between two messages; 0 when it is off.",
    }),
    editWindowSeconds: t.exposeInt("editWindowSeconds", {
      description: "For how long after sending a message its sender may edit it; 0 is for ever.",
    }),
    attachmentsMax: t.exposeInt("attachmentsMax", {
      description: "How many attachments a message may have: 0 to 30.",
    }),
    attachmentBytesMax: t.exposeInt("attachmentBytesMax", {
      description: "How many bytes each of them may have; 0: as many as the server takes.",
    }),
    attachmentKinds: t.expose("attachmentKinds", {
      type: [AttachmentKind],
      description: "Of which kinds they may be; empty: of all.",
    }),
    retentionDays: t.exposeInt("retentionDays", {
      description:
        "For how many days it keeps messages; 0: as long as the server does. The server may keep them for less than it says.",
    }),
    customData: t.field({
      type: "JSON",
      description:
        "An object of the clients' own, which the server keeps and does not read; `{}` when there is none.",
      resolve: ({ customData }) => customData,
    }),
    historyLastN: t.exposeInt("historyLastN", { description: "How many messages that is with LAST_N." }),
  }),
});

builder.nodeRef(Conversation, {
  id: { description: "Global id.", resolve: (conversation: ConversationRow) => conversation.id },
  loadManyWithoutCache: async (ids, context) => {
    const where = { id: { in: uuidsOf(ids) }, ...visibleConversations(viewerIdOrNone(context)) };
    return inOrderOf(ids, await context.db.conversation.findMany({ where }));
  },
});

export const ConversationConnection = builder.connectionObject(
  { type: Conversation, name: "ConversationConnection", description: "A page of conversations." },
  { name: "ConversationEdge", description: "A conversation in a list." },
);
